import { MAX_BATCH } from '../ingest/bounds.js';
import { FaultyItem, type JsonOptions, mapInTurns, RawJson, readJson } from '#libs/common';
import { type Attributes, isLongText, mapCloudEvent } from './attributes.js';
import { CloudEvent, CloudEventBatch } from './cloud-event.js';
import { type Data, DEFAULT_TYPE, NO_PAYLOAD, ofBase64, ofJsonMember, refused } from './data.js';

/** Members kept as written, because a decimal that passes through a double may change. */
const RAW = new Set(['data']);

/** A CloudEvent in structured mode: `application/cloudevents+json` (JSON format 1.0.2). @throws Problem */
export const readStructured = async (bytes: Buffer): Promise<CloudEvent> => toCloudEvent(await read(bytes));

/** A batch: `application/cloudevents-batch+json`. A fault inside an event rejects only that event. @throws Problem */
export async function readBatched(bytes: Buffer): Promise<CloudEventBatch | unknown> {
  const items = await read(bytes, 'array');
  // The check of the batch envelope rejects anything but an array.
  return Array.isArray(items) ? new CloudEventBatch(await mapInTurns(items, toCloudEvent)) : items;
}

const CORE = [
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
  'data',
  'data_base64',
];
/**
 * Limit of unknown members: more attributes than fit into MAX_EXTENSIONS_BYTES (attributes.ts), even if each is short.
 */
const MEMBERS = { known: new Set(CORE), others: 3_000, fault: 'event_too_large' } as const;

const read = (bytes: Buffer, items?: JsonOptions['items']) =>
  readJson(bytes, { rawKeys: RAW, items, maxItems: MAX_BATCH, members: MEMBERS });

function toCloudEvent(item: unknown): CloudEvent {
  if (item instanceof FaultyItem) {
    const { code, detail, pointer } = item.fault;
    const id = isObject(item.value) ? item.value.id : undefined;
    // The pointer of a faulty item begins with its index. The batch adds the index again.
    return new CloudEvent({ event_uid: id }, null, {
      code,
      detail,
      pointer: pointer.replace(/^\/\d+/, ''),
    });
  }
  if (!isObject(item))
    return new CloudEvent({}, null, { pointer: '', code: 'invalid_type', detail: 'must be an object' });
  const { payload, fault } = payloadFrom(
    item.data as RawJson | undefined,
    item.data_base64,
    item.datacontenttype,
  );
  return mapCloudEvent(item, payload, 'body', fault);
}

/** @param type `datacontenttype`; mapCloudEvent checks it with the other attributes */
function payloadFrom(data: RawJson | undefined, base64: unknown, type: unknown): Data {
  const mediaType = typeof type === 'string' && !isLongText(type) ? type : DEFAULT_TYPE;
  if (base64 === undefined || base64 === null)
    return data ? ofJsonMember(data, mediaType) : { payload: NO_PAYLOAD };
  return data ? refused('and data exclude each other') : ofBase64(base64, mediaType);
}

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawJson);
