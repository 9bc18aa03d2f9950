import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { Problem, RawJson, readJson } from '#libs/common';
import { type Attributes, mapCloudEvent } from './attributes.js';
import type { CloudEvent } from './cloud-event.js';
import { DEFAULT_TYPE, isInUtf8, isJson, MAX_DEPTH, NO_PAYLOAD, payloadOf, payloadOfBytes } from './data.js';

const PREFIX = 'ce-';
/** Headers of the required attributes. One of them makes the request a CloudEvent in binary mode. */
const TELLING = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];
/** Attributes that are URIs. */
const URIS = new Set(['ce-source', 'ce-dataschema']);
/** A `%` that starts no percent-encoding. */
const BROKEN = /%(?![0-9A-F]{2})/i;
/** Percent-encoding of a character that the HTTP binding does not encode. It is part of the URI itself. */
const OF_URI = /%(?:2[1346-9A-F]|[3-6][0-9A-F]|7[0-9A-E])/i;

/**
 * Returns the reader for a CloudEvent in binary mode (HTTP binding 1.0.2, section 3.1), or undefined if the request is
 * not one. Attributes are headers; the body is the data, of any media type.
 */
export function binaryMode({ headers }: FastifyRequest) {
  const isStructured = /^\s*application\/cloudevents/i.test(headers['content-type'] ?? '');
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  return !isStructured && TELLING.some((name) => headers[name] !== undefined) ? readBinary : undefined;
}

/** @throws Problem if the data do not match their media type */
async function readBinary(bytes: Buffer, { headers }: FastifyRequest): Promise<CloudEvent> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith(PREFIX));
  const type = headers['content-type'];
  // Built from entries, because an assigned attribute `__proto__` would be lost.
  const attributes: Attributes = Object.fromEntries([
    ...named.map(([name, value]) => [name.slice(PREFIX.length), decode(name, String(value))]),
    ...(type === undefined ? [] : [['datacontenttype', type]]),
  ]);
  return mapCloudEvent(attributes, await payloadFrom(bytes, type ?? DEFAULT_TYPE), 'headers');
}

async function payloadFrom(bytes: Buffer, type: string): Promise<RawJson> {
  if (!bytes.length) return NO_PAYLOAD;
  if (!isJson(type)) return payloadOfBytes(bytes, type);
  if (!isInUtf8(type))
    throw new Problem('unsupported_media_type', 'Send JSON encoded as UTF-8.', {
      headers: { accept: DEFAULT_TYPE },
    });
  return payloadOf((await readJson(bytes, { maxDepth: MAX_DEPTH, items: 'raw' })) as RawJson);
}

/**
 * Decodes a header's value (section 3.1.3.2): quoted or not, percent-encoded UTF-8. Some SDKs send URIs without
 * encoding them; they stay as sent, because decoding would make `/a%2Fb` another URI.
 * @throws Problem
 */
function decode(name: string, value: string): string {
  const bare = /^".*"$/.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
  // Node gives header bytes as Latin-1. Some senders send UTF-8 without percent-encoding.
  const bytes = Buffer.from(bare, 'latin1');
  const text = isUtf8(bytes) ? bytes.toString() : bare;
  try {
    const decoded = text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, decodeURIComponent);
    return URIS.has(name) && (OF_URI.test(text) || BROKEN.test(decoded)) ? text : decoded;
  } catch {
    const detail = `${name}: the percent-encoded bytes are not UTF-8`;
    throw Problem.ofInput([{ pointer: '', code: 'invalid_value', detail }]);
  }
}
