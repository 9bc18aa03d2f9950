import { type BodyFormat, FaultyItem, JsonFault, parseJson, readJson } from '#libs/common';
import { MAX_BATCH } from './bounds.js';
import { asExported, EXPORTED_FIELDS } from '../import/exported-event.js';
import { binaryMode, readBatched, readStructured } from '../cloudevents/index.js';

/** Limit of an ingest body, both as sent and inflated. Bytes. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** Members kept as written, because a decimal that passes through a double may change. */
const RAW = new Set(['payload']);
const FIELDS = new Set(['tenant_key', 'event_uid', 'device_uid', 'type', 'occurred_at', 'payload', 'events']);
/** Reports at most this many unknown fields; skips the others. */
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

/** A fault inside an event rejects only that event; a fault of the envelope rejects the request. */
export const BATCH_BODY: BodyFormat = {
  types: {
    'application/json': (bytes) =>
      readJson(bytes, { rawKeys: RAW, items: { member: 'events' }, maxItems: MAX_BATCH, members: MEMBERS }),
    'application/cloudevents-batch+json': readBatched,
  },
  limit: MAX_BODY_BYTES,
};

export const IMPORT_TYPE = 'application/x-ndjson';
/**
 * All media types of newline-delimited JSON, and that of plain bytes, because some clients can send a file only as
 * that.
 */
export const IMPORT_TYPES = [
  IMPORT_TYPE,
  'application/ndjson',
  'application/jsonl',
  'application/octet-stream',
] as const;

const LINE_MEMBERS = { known: new Set([...FIELDS, ...EXPORTED_FIELDS]), others: MEMBERS.others };

/** Parses one line of an import, which may come from an export. A fault rejects only this line. */
export function readLine(line: Buffer): unknown {
  const value = parseJson(line, { rawKeys: RAW, items: 'document', members: LINE_MEMBERS });
  return value instanceof JsonFault ? new FaultyItem(value, undefined) : asExported(value);
}
