import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Operation } from './operations.js';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly operation: Operation;
  /** Which credential, by its place in the list. */
  readonly credential: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

/** What fields, parameters and headers are replaced by. */
const HOSTILE: unknown[] = [
  null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, '', ' ', '.', '..', 'a'.repeat(129), 'x'.repeat(5_000), [], [[]], {}, { a: { b: 1 } },
  '\u0000', '\ud800', '\u202e', 'sensör', "'; DROP TABLE events; --", '%00', '%2e%2e%2f', '../../etc/passwd', '${7*7}', '{{7*7}}', '$ne', '__proto__',
  'constructor', '2024-02-30T00:00:00Z', '2026-01-31T12:00:00Z', 'now', 'infinity', '-infinity', '9999-12-31T23:59:59.999999Z', 'null', 'NaN', '*',
  '00000000-0000-0000-0000-000000000000', 'W/"1"', '"1"', 'acme', 'sensor-1', 'active', 'true', '0x10', '1e3', '\n', '\\', '"', '%', '_', '🎈'.repeat(40),
]; // prettier-ignore

/** Values for the places of a path: what exists, beside what can't. */
const PLACES: Record<string, readonly string[]> = {
  device_uid: ['sensor-1', 'victim'],
  event_uid: ['seed', 'none'],
  tenant_key: ['fuzzed', 'none'],
  id: ['00000000-0000-4000-8000-000000000000'],
  token_id: ['00000000-0000-4000-8000-000000000000'],
};

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const often = <T>(usual: T, other: fc.Arbitrary<T>, share = 3) =>
  fc.oneof({ weight: share, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** Valid requests of every operation, each altered in some place or none. */
export const fuzzedRequest = (operations: readonly Operation[], credentials: number): fc.Arbitrary<FuzzedRequest> =>
  fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      credential: often(0, fc.nat(credentials - 1), 4),
      path: pathOf(operation),
      headers: headersOf(operation),
      body: operation.mediaTypes.length ? bodyOf(operation) : fc.constant(undefined),
    }),
  ); // prettier-ignore

function pathOf({ path, query }: Operation): fc.Arbitrary<string> {
  const parts = path.split(/(\{\w+\})/).map((part) => {
    const known = PLACES[part.slice(1, -1)];
    return known ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: hostile.map(escaped) }) : fc.constant(part);
  });
  const name = query.length ? fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...query) }, { weight: 1, arbitrary: fc.constantFrom('limit[]', 'unknown', '__proto__') }) : fc.constant('unknown');
  const value = fc.oneof(fc.constantFrom('1', '500', 'desc', 'active', 'sensor-1'), hostile.map(escaped));
  const questions = fc.array(fc.tuple(name, value), { maxLength: query.length ? 3 : 1 }).map((pairs) => pairs.map(([key, each]) => `${key}=${each}`).join('&'));
  return fc.tuple(fc.tuple(...parts), often('', questions, 1)).map(([all, asked]) => all.join('') + (asked && `?${asked}`));
} // prettier-ignore

function headersOf({ headers, mediaTypes }: Operation): fc.Arbitrary<Record<string, string>> {
  const none: fc.Arbitrary<string | undefined> = fc.constant(undefined);
  const type = !mediaTypes.length ? none : often<string | undefined>(mediaTypes[0], fc.constantFrom(...mediaTypes, 'text/plain', '', 'application/json; charset=latin1'), 12);
  const odd = hostile.map((each) => String(each).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''));
  const value = fc.oneof({ weight: 2, arbitrary: fc.constantFrom('respond-async', 'return=minimal') }, { weight: 5, arbitrary: odd });
  const others = headers.filter((name) => name !== 'authorization');
  const more = fc.dictionary(fc.constantFrom(...others, 'x-request-id', 'traceparent', 'accept', 'prefer'), value, { maxKeys: 1 });
  const later: fc.Arbitrary<Record<string, string>> = fc.constant((headers.includes('prefer') ? { prefer: 'respond-async' } : {}) as Record<string, string>);
  return fc.tuple(type, often({}, fc.oneof(more, later))).map(([content, rest]) => ({ ...(content === undefined ? {} : { 'content-type': content }), ...rest }));
} // prettier-ignore

function bodyOf({ sample, mediaTypes }: Operation): fc.Arbitrary<Buffer> {
  const form = mediaTypes[0] === 'application/x-www-form-urlencoded';
  const write = (value: unknown) =>
    Buffer.from(form && isObject(value) ? new URLSearchParams(value as never).toString() : typeof sample === 'string' ? sample : JSON.stringify(value));
  const altered = fc.array(alteration(sample), { maxLength: 2 }).map((steps) => write(steps.reduce((value, step) => step(value), structuredClone(sample))));
  const bytes = fc.tuple(altered, fc.nat(), fc.uint8Array({ maxLength: 4 }), fc.nat(3)).map(([text, at, inserted, cut]) => {
    const place = at % (text.length + 1);
    return Buffer.concat([text.subarray(0, place), inserted, text.subarray(place + cut)]);
  });
  return fc.oneof({ weight: 8, arbitrary: altered }, { weight: 3, arbitrary: bytes }, { weight: 1, arbitrary: altered.map((text) => gzipSync(text)) });
} // prettier-ignore

/** Puts something else into some place of a JSON value, takes one away or adds one. */
const alteration = (sample: unknown): fc.Arbitrary<(value: unknown) => unknown> =>
  fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), hostile).map(([at, kind, value]) => (whole: unknown) => {
    const places = placesOf(whole);
    if (!places.length || !isObject(sample)) return value;
    const [holder, key] = places[at % places.length];
    // A copy: the same object put in twice, into itself, would be no JSON.
    if (kind === 'replace') holder[key] = structuredClone(value) as never;
    else if (kind === 'remove') delete holder[key];
    else if (Array.isArray(holder)) holder.push(structuredClone(value));
    else Object.defineProperty(holder, typeof value === 'string' ? value : 'unknown', { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
    return whole;
  }); // prettier-ignore

/** Half of a surrogate pair, which has no UTF-8. */
const LONE = /\p{Surrogate}/gu;

type Holder = Record<string, unknown>;
const placesOf = (value: unknown): [Holder, string][] =>
  isObject(value)
    ? Object.keys(value).flatMap((key) => [[value, key] as [Holder, string], ...placesOf(value[key])])
    : [];

const isObject = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Percent-encoded mostly, and as it stands where that makes an address all the same. */
function escaped(value: unknown): string {
  const text = String(isObject(value) ? JSON.stringify(value) : value).replaceAll(LONE, '?');
  return /^[\w.%*$-]+$/.test(text) ? text : encodeURIComponent(text);
}
