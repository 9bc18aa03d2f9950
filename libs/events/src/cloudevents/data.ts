import { isUtf8 } from 'node:buffer';
import { type InputFault, JsonFault, parseJson, RawJson } from '#libs/common';
import { attributeFault } from './cloud-event.js';

/** Data of an event are JSON where nothing says what they are (spec 1.0.2, JSON format and HTTP binding). */
export const DEFAULT_TYPE = 'application/json';
/** One level less than an event's 64: the event around the data is not there. */
export const MAX_DEPTH = 63;
/**
 * Bytes of JSON that base64 may hold: four times the largest payload, because white space and escapes shrink. What is
 * longer would hold the event loop only to be refused.
 */
const MAX_ENCODED_JSON = 1_048_576;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Data as a payload, judged by their media type alone: an event is the same whichever of the three modes brings it. */
export interface Data {
  readonly payload: RawJson;
  readonly fault?: InputFault;
}

export const essence = (mediaType: string) => mediaType.split(';', 1)[0].trim().toLowerCase();

/** Whether data of the media type are JSON. */
export const isJson = (mediaType: string) => /^[^/]+\/(?:json|[^/]+\+json)$/.test(essence(mediaType));

/** The charset that it names, lower case; undefined where it names none. */
const charsetOf = (mediaType: string) => /;\s*charset="?([^\s";]+)/i.exec(mediaType)?.[1].toLowerCase();

/** Whether texts of the media type are UTF-8, as they are where it says nothing; ASCII is a part of it. */
export const isInUtf8 = (mediaType: string) =>
  ['utf-8', 'utf8', 'us-ascii', undefined].includes(charsetOf(mediaType));

const isText = (mediaType: string) =>
  isInUtf8(mediaType) &&
  (/^(?:text\/|application\/xml$|[^/]+\/[^/]+\+xml$)/.test(essence(mediaType)) ||
    charsetOf(mediaType) !== undefined);

/** The member `data` of the JSON format. A text stands for bytes of its media type, unless that is JSON. */
export function ofJsonMember(data: RawJson, mediaType: string): Data {
  if (isJson(mediaType) || !data.text.startsWith('"')) return { payload: payloadOf(data) };
  const bytes = bytesOf(JSON.parse(data.text) as string, mediaType);
  return { payload: bytes ? payloadOfBytes(bytes, mediaType) : payloadOf(data) };
}

/** The member `data_base64` of the JSON format. */
export function ofBase64(base64: unknown, mediaType: string): Data {
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

/** The bytes of a text in the charset of its media type; undefined where they are not known. */
function bytesOf(text: string, mediaType: string): Buffer | undefined {
  if (isInUtf8(mediaType)) return Buffer.from(text);
  const isLatin1 = ['iso-8859-1', 'latin1'].includes(charsetOf(mediaType)!);
  const bytes = isLatin1 ? Buffer.from(text, 'latin1') : undefined;
  return bytes?.toString('latin1') === text ? bytes : undefined;
}

/**
 * Bytes of data that are no JSON, as the JSON format would carry them: texts as texts, all else as base64. Text in
 * another charset is base64 too: read as UTF-8 it would be another text.
 */
export function payloadOfBytes(bytes: Buffer, mediaType: string): RawJson {
  if (!bytes.length) return NO_PAYLOAD;
  const text = isText(mediaType) && isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined;
  return text === undefined
    ? wrap('data_base64', JSON.stringify(bytes.toString('base64')))
    : wrap('data', JSON.stringify(text));
}

/** JSON data as a payload: an object as it stands, anything else under `data`; null is what some SDKs write for no data. */
export function payloadOf(data: RawJson): RawJson {
  if (data.kind === 'object') return data;
  return data.text === 'null' ? NO_PAYLOAD : wrap('data', data.text, data.expansion);
}

/** Without data the payload is empty. */
export const NO_PAYLOAD = new RawJson('{}', 'object');

const wrap = (key: 'data' | 'data_base64', json: string, expansion = 0) =>
  new RawJson(`{"${key}":${json}}`, 'object', expansion);
