import { isUtf8 } from 'node:buffer';
import { type InputFault, JsonFault, parseJson, RawJson } from '#libs/common';
import { MAX_EVENT_BYTES } from '../ingest/bounds.js';
import { attributeFault } from './cloud-event.js';

/** Media type of data if the event names none (spec 1.0.2, JSON format and HTTP binding). */
export const DEFAULT_TYPE = 'application/json';
/**
 * Nesting limit of data. It is one less than an event's 64, because the data lack the level of the event around them.
 */
export const MAX_DEPTH = 63;
/**
 * Bytes of JSON that base64 may hold: four times the largest payload, because white space and escapes shrink. Parsing
 * more would hold the event loop and end in a rejection anyway.
 */
const MAX_ENCODED_JSON = 1_048_576;
/** Characters of a JSON string that may stand for one byte: an escape such as `\u0041`. */
const ESCAPE = 6;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Data as a payload. The media type alone decides how, so that all three modes give the same event. */
export interface Data {
  readonly payload: RawJson;
  readonly fault?: InputFault;
}

export const essence = (mediaType: string) => mediaType.split(';', 1)[0].trim().toLowerCase();

/** Whether the media type is JSON. */
export const isJson = (mediaType: string) => /^[^/]+\/(?:json|[^/]+\+json)$/.test(essence(mediaType));

/** The charset of a media type, lower case; undefined if it names none. */
const charsetOf = (mediaType: string) => /;\s*charset="?([^\s";]+)/i.exec(mediaType)?.[1].toLowerCase();

/** Whether text of the media type is UTF-8. Without a charset it is; ASCII is a subset. */
export const isInUtf8 = (mediaType: string) =>
  ['utf-8', 'utf8', 'us-ascii', undefined].includes(charsetOf(mediaType));

const isText = (mediaType: string) =>
  isInUtf8(mediaType) &&
  (/^(?:text\/|application\/xml$|[^/]+\/[^/]+\+xml$)/.test(essence(mediaType)) ||
    charsetOf(mediaType) !== undefined);

/**
 * Reads the member `data` of the JSON format. A text stands for bytes of its media type, unless the media type is JSON.
 */
export function ofJsonMember(data: RawJson, mediaType: string): Data {
  if (isJson(mediaType) || !data.text.startsWith('"')) return { payload: payloadOf(data) };
  if (data.text.length > MAX_EVENT_BYTES * ESCAPE) return { payload: tooLarge(data.text) };
  const bytes = bytesOf(JSON.parse(data.text) as string, mediaType);
  return { payload: bytes ? payloadOfBytes(bytes, mediaType) : payloadOf(data) };
}

/** Reads the member `data_base64` of the JSON format. */
export function ofBase64(base64: unknown, mediaType: string): Data {
  // Four characters hold three bytes.
  if (typeof base64 === 'string' && base64.length > (MAX_ENCODED_JSON / 3 + 1) * 4)
    return refused(`has more than ${MAX_ENCODED_JSON} bytes`, 'event_too_large');
  if (typeof base64 !== 'string' || !BASE64.test(base64)) return refused('must be base64 (RFC 4648)');
  const bytes = Buffer.from(base64, 'base64');
  if (!bytes.length || !isJson(mediaType)) return { payload: payloadOfBytes(bytes, mediaType) };
  if (!isInUtf8(mediaType)) return refused('JSON must be encoded as UTF-8');
  if (bytes.length > MAX_ENCODED_JSON)
    return refused(`has more than ${MAX_ENCODED_JSON} bytes`, 'event_too_large');
  const data = parseJson(bytes, { maxDepth: MAX_DEPTH, items: 'raw' }) as RawJson | JsonFault;
  if (data instanceof JsonFault) return refused(data.detail, data.code);
  return { payload: payloadOf(data) };
}

export const refused = (why: string, code: InputFault['code'] = 'invalid_value'): Data => ({
  payload: NO_PAYLOAD,
  fault: attributeFault('data_base64', code, why),
});

/** The bytes of a text in the charset of its media type; undefined if we do not know that charset. */
function bytesOf(text: string, mediaType: string): Buffer | undefined {
  if (isInUtf8(mediaType)) return Buffer.from(text);
  const isLatin1 = ['iso-8859-1', 'latin1'].includes(charsetOf(mediaType)!);
  const bytes = isLatin1 ? Buffer.from(text, 'latin1') : undefined;
  return bytes?.toString('latin1') === text ? bytes : undefined;
}

/**
 * Data other than JSON as a payload: text as text, everything else as base64. Text in another charset is base64 too,
 * because reading it as UTF-8 would change it.
 */
export function payloadOfBytes(bytes: Buffer, mediaType: string): RawJson {
  if (!bytes.length) return NO_PAYLOAD;
  // Neither text nor base64 shrinks.
  if (bytes.length > MAX_EVENT_BYTES) return tooLarge(bytes.toString('latin1'));
  const text = isText(mediaType) && isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined;
  return text === undefined
    ? wrap('data_base64', JSON.stringify(bytes.toString('base64')))
    : wrap('data', JSON.stringify(text));
}

/** JSON data as a payload: an object stays, anything else goes under `data`. null is no data: some SDKs write it so. */
export function payloadOf(data: RawJson): RawJson {
  if (data.kind === 'object') return data;
  return data.text === 'null' ? NO_PAYLOAD : wrap('data', data.text, data.expansion);
}

/** Data that an event cannot hold: charged like any rejected payload of their size. */
const tooLarge = (text: string) => new RawJson(text, 'object', MAX_EVENT_BYTES + 1);

/** Without data the payload is empty. */
export const NO_PAYLOAD = new RawJson('{}', 'object');

const wrap = (key: 'data' | 'data_base64', json: string, expansion = 0) =>
  new RawJson(`{"${key}":${json}}`, 'object', expansion);
