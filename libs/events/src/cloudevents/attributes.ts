import type { InputFault, RawJson } from '#libs/common';
import { attributeFault, CloudEvent } from './cloud-event.js';
import { essence } from './data.js';
import { FORBIDDEN } from './forbidden.js';
import { isLongSource, sourceFault } from './source.js';

/** Limit of the extension attributes' JSON, bytes. Headers cannot carry more. */
export const MAX_EXTENSIONS_BYTES = 16_384;
const NAME = /^[a-z0-9]{1,128}$/;
const INT32 = 2 ** 31;
/** Scheme, authority and path of a URI reference (RFC 3986, appendix B). */
const URI = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/;

/** The attributes of a CloudEvent by name, from any of the three modes. */
export interface Attributes {
  readonly [name: string]: unknown;
}

/**
 * Maps a CloudEvent 1.0 to an event: `id` → `event_uid`, the last segment of `source` → `device_uid`, `type`, `time` →
 * `occurred_at`, data → `payload`. `extensions` keeps the attributes without a field: extension attributes, `subject`,
 * `dataschema`, and a `datacontenttype` other than JSON. `source` is also kept whole.
 * @param attributes from a body also with its data, which are not read; null and undefined count as absent, as the JSON
 * format demands
 */
export function mapCloudEvent(
  attributes: Attributes,
  payload: RawJson,
  place: 'body' | 'headers',
  dataFault?: InputFault,
): CloudEvent {
  const { specversion, id, source, type, time } = given(attributes, CONTEXT);
  const { extensions, fault } = extensionsOf(attributes, OF_FIELDS[place]);
  const device = deviceOf(source);
  const fields = { ...given({ event_uid: id, device_uid: device, type, occurred_at: time }), payload };
  const first =
    versionFault(specversion) ??
    missing({ id, source, type }) ??
    fault ??
    dataFault ??
    oddSource(source, device);
  return new CloudEvent(fields, extensions, first, place, typeof source === 'string' ? source : null);
}

/** The fault of a source, unless it only names no device: the rule for `device_uid` reports that. */
const oddSource = (source: unknown, device: unknown) =>
  typeof source === 'string' && (device || isLongSource(source)) ? sourceFault(source) : undefined;

function versionFault(version: unknown): InputFault | undefined {
  if (version === undefined) return attributeFault('specversion', 'missing_field', 'is required');
  if (version === '1.0') return undefined;
  return attributeFault('specversion', 'invalid_value', 'must be "1.0"');
}

function missing(required: Record<string, unknown>): InputFault | undefined {
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  const name = Object.keys(required).find((each) => required[each] === undefined);
  return name === undefined ? undefined : attributeFault(name, 'missing_field', 'is required');
}

/**
 * The last non-empty segment of a source's path, percent-decoded; empty if there is none. A source that is no text
 * stays as it is.
 */
function deviceOf(source: unknown): unknown {
  if (typeof source !== 'string') return source;
  if (isLongSource(source)) return '';
  const [, path] = URI.exec(source)!;
  let end = path.length;
  while (path[end - 1] === '/') end--;
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf('/', end - 1) + 1, end));
  } catch {
    return '';
  }
}

/** Attributes that have a field. */
const CONTEXT = ['specversion', 'id', 'source', 'type', 'time'];
/** Members that have a field. In the JSON format data are members beside the attributes. */
const OF_FIELDS: Record<'body' | 'headers', ReadonlySet<string>> = {
  body: new Set([...CONTEXT, 'data', 'data_base64']),
  headers: new Set(CONTEXT),
};

/**
 * The attributes that have no field of their own, as JSON, or the fault of one of them. One pass, because an event may
 * have thousands.
 * @param ofFields attributes that have a field
 */
export function extensionsOf(
  attributes: Attributes,
  ofFields: ReadonlySet<string> = new Set(),
): { extensions: string | null; fault?: InputFault } {
  const members: string[] = [];
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === undefined || value === null || ofFields.has(name)) continue;
    // Before whatever reads each character.
    const fault = isLongText(value) ? TOO_LARGE : extensionFault(name, value);
    if (fault) return { extensions: null, fault };
    if (name === 'datacontenttype' && isPlainJson(value as string)) continue;
    members.push(`"${name}":${typeof value === 'string' ? JSON.stringify(value) : value}`);
  }
  if (!members.length) return { extensions: null };
  const extensions = `{${members.join()}}`;
  if (Buffer.byteLength(extensions) <= MAX_EXTENSIONS_BYTES) return { extensions };
  return { extensions: null, fault: TOO_LARGE };
}

const TOO_LARGE: InputFault = {
  pointer: '',
  code: 'event_too_large',
  detail: `extension attributes: have more than ${MAX_EXTENSIONS_BYTES} bytes`,
};

/** Whether an attribute is a text that exceeds MAX_EXTENSIONS_BYTES by itself. */
export const isLongText = (value: unknown) =>
  typeof value === 'string' && value.length > MAX_EXTENSIONS_BYTES;

/** Names are lower-case letters and digits; values are texts, booleans or 32-bit integers. */
function extensionFault(name: string, value: unknown): InputFault | undefined {
  if (!NAME.test(name))
    return attributeFault(name, 'unknown_field', 'attribute names are lower-case letters and digits');
  if (TEXTS.has(name) && (typeof value !== 'string' || !value))
    return attributeFault(name, 'invalid_value', 'must be a text that is not empty');
  if (typeof value === 'string')
    return FORBIDDEN.test(value)
      ? attributeFault(name, 'invalid_unicode', 'holds a control character or a noncharacter')
      : undefined;
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= -INT32 && value < INT32)
    return undefined;
  return attributeFault(name, 'invalid_type', 'must be a text, a boolean or a 32-bit integer');
}

const TEXTS = new Set(['subject', 'dataschema', 'datacontenttype']);

/** The attributes that are present. @param names which ones; by default all */
function given(attributes: Attributes, names: Iterable<string> = Object.keys(attributes)): Attributes {
  const present: [string, unknown][] = [];
  for (const name of names) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value !== undefined && value !== null) present.push([name, value]);
  }
  return Object.fromEntries(present);
}

/** Whether a media type says nothing that JSON without a media type would not. */
const isPlainJson = (mediaType: string) => essence(mediaType) === 'application/json';
