import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { Problem, RawJson, readJson } from '#libs/common';
import { type Attributes, mapCloudEvent } from './attributes.js';
import type { CloudEvent } from './cloud-event.js';
import { DEFAULT_TYPE, isInUtf8, isJson, MAX_DEPTH, NO_PAYLOAD, payloadOf, payloadOfBytes } from './data.js';

const PREFIX = 'ce-';
/** Headers that make a request a CloudEvent in binary mode: the required attributes. One that lacks others is told so. */
const TELLING = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];
/** Attributes that are URIs. */
const URIS = new Set(['ce-source', 'ce-dataschema']);
/** A `%` that begins no encoding. */
const BROKEN = /%(?![0-9A-F]{2})/i;
/** The encoding of a character that the HTTP binding does not encode: it is a part of the URI itself. */
const OF_URI = /%(?:2[1346-9A-F]|[3-6][0-9A-F]|7[0-9A-E])/i;

/**
 * Reads a CloudEvent in binary mode (HTTP binding 1.0.2, section 3.1) where the request is one: attributes are headers,
 * the body is the data, of whatever media type.
 */
export function binaryMode({ headers }: FastifyRequest) {
  const isStructured = /^\s*application\/cloudevents/i.test(headers['content-type'] ?? '');
  // eslint-disable-next-line tributary/text-as-key -- the key is none of a client’s
  return !isStructured && TELLING.some((name) => headers[name] !== undefined) ? readBinary : undefined;
}

/** @throws Problem where the data are not what their media type says */
async function readBinary(bytes: Buffer, { headers }: FastifyRequest): Promise<CloudEvent> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith(PREFIX));
  const type = headers['content-type'];
  // From entries: assigned, an attribute `__proto__` would vanish.
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
 * A header's value as section 3.1.3.2 has it: quoted or not, percent-encoded UTF-8. Some SDKs send URIs as they stand;
 * decoded, `/a%2Fb` would be another one. @throws Problem
 */
function decode(name: string, value: string): string {
  const bare = /^".*"$/.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
  // Node hands over bytes as Latin-1; some senders leave UTF-8 unencoded.
  const bytes = Buffer.from(bare, 'latin1');
  const text = isUtf8(bytes) ? bytes.toString() : bare;
  try {
    const decoded = text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, decodeURIComponent);
    return URIS.has(name) && (OF_URI.test(text) || BROKEN.test(decoded)) ? text : decoded;
  } catch {
    const detail = `${name}: percent-encoded bytes that are not UTF-8`;
    throw Problem.ofInput([{ pointer: '', code: 'invalid_value', detail }]);
  }
}
