import { type BodyFormat, FaultyItem, JsonFault, parseJson, readJson } from '#libs/common';
import { MAX_BATCH } from './batch-size.js';
import { asExported, EXPORTED_FIELDS } from '../import/exported-event.js';
import { binaryMode, readBatched, readStructured } from '../cloudevents/index.js';

/** Bytes of an ingest body, as sent and as inflated. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** Kept as the client wrote it: a decimal that went through a double would come back altered. */
const RAW = new Set(['payload']);
const FIELDS = new Set(['tenant_key', 'event_uid', 'device_uid', 'type', 'occurred_at', 'payload', 'events']);
/** As many unknown fields are told of; what is beyond is passed over. */
const MEMBERS = { known: FIELDS, others: 20 };

export const EVENT_BODY: BodyFormat = {
  types: {
    'application/json': (bytes) => readJson(bytes, { rawKeys: RAW, members: MEMBERS }),
    'application/cloudevents+json': readStructured,
    'application/cloudevents-batch+json': readBatched,
  },
  otherwise: binaryMode,
  limit: MAX_BODY_BYTES,
};

/** Faults inside an event stay with that event; the envelope's refuse the whole. */
export const BATCH_BODY: BodyFormat = {
  types: {
    'application/json': (bytes) =>
      readJson(bytes, { rawKeys: RAW, items: { member: 'events' }, maxItems: MAX_BATCH, members: MEMBERS }),
    'application/cloudevents-batch+json': readBatched,
  },
  limit: MAX_BODY_BYTES,
};

export const IMPORT_TYPE = 'application/x-ndjson';
/** All names of newline-delimited JSON, and that of plain bytes: some clients can send a file under no other. */
export const IMPORT_TYPES = [
  IMPORT_TYPE,
  'application/ndjson',
  'application/jsonl',
  'application/octet-stream',
] as const;

const LINE_MEMBERS = { known: new Set([...FIELDS, ...EXPORTED_FIELDS]), others: MEMBERS.others };

/** One line of an import, which may be a line of an export. Whatever is wrong with it stays with it. */
export function readLine(line: Buffer): unknown {
  const value = parseJson(line, { rawKeys: RAW, items: 'document', members: LINE_MEMBERS });
  return value instanceof JsonFault ? new FaultyItem(value, undefined) : asExported(value);
}
