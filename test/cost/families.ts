import { gzipSync } from 'node:zlib';

/** Sender of a request: a device, a producer (an API token), a tenant_admin, a platform_admin, or nobody. */
export const CREDENTIALS = ['none', 'device', 'token', 'admin', 'staff'] as const;
export type Credential = (typeof CREDENTIALS)[number];

/** One way to make a request expensive, at any size. */
export interface Family {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly credential: Credential;
  readonly type?: string;
  readonly encoding?: 'gzip';
  /** Makes a body of about this many bytes, decompressed. */
  make?(bytes: number): Buffer;
  /** Makes a path and query of about this many bytes, instead of `path`. */
  addressOf?(bytes: number): string;
  /** The well-formed family with which its cost is compared. */
  readonly like: string;
}

type BodyFamily = Family & Required<Pick<Family, 'make'>>;

const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';
let uid = 0;

const fill = (unit: string, bytes: number) =>
  unit.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(unit))));
const list = (unit: string, bytes: number) => fill(`${unit},`, bytes).slice(0, -1);
const keys = (bytes: number, value = '1') =>
  Array.from(
    { length: Math.max(1, Math.floor(bytes / (9 + value.length))) },
    (_, i) => `"${i.toString(36).padStart(5, '0')}":${value}`,
  ).join();
const event = (payload: string) =>
  `{"event_uid":"c-${uid++}","device_uid":"sensor-1","type":"t","payload":${payload}}`;
const wellFormed = (bytes: number) =>
  `{"n":[${list('1.5', Math.max(8, bytes / 2))}],"note":"${fill('x', bytes / 2 - 80)}"}`;
const several = (bytes: number, make: (each: number) => string, separator: string) => {
  const count = Math.min(1000, Math.max(1, Math.floor(bytes / 512)));
  return Array.from({ length: count }, () => make(Math.floor(bytes / count) - 70)).join(separator);
};
const BRACKETS = 62;

/** Payloads, by what makes them expensive. */
const PAYLOADS: Record<string, (bytes: number) => string> = {
  'arrays below the depth limit': (n) => '['.repeat(BRACKETS) + list('[]', n) + ']'.repeat(BRACKETS),
  'depth without end': (n) => `{"a":${fill('[', n / 2)}${fill(']', n / 2)}}`,
  'objects, empty': (n) => `{"a":[${list('{}', n)}]}`,
  'nesting of 60, again and again': (n) => `{"a":[${list('['.repeat(60) + ']'.repeat(60), n)}]}`,
  'keys, many': (n) => `{${keys(n)}}`,
  'keys, equal': (n) => `{${list('"a":1', n)}}`,
  'keys, long and alike': (n) =>
    `{${Array.from({ length: Math.floor(n / 1000) + 1 }, (_, i) => `"${'k'.repeat(980)}${i}":1`).join()}}`,
  'keys, escaped': (n) =>
    `{${Array.from({ length: Math.floor(n / 18) + 1 }, (_, i) => `"\\u0061${i.toString(36).padStart(5, '0')}":1`).join()}}`,
  'numbers, short': (n) => `{"a":[${list('1', n)}]}`,
  'numbers with exponents': (n) => `{"a":[${list('1e5', n)}]}`,
  'zeros with exponents': (n) => `{"a":[${list('0e-16383', n)}]}`,
  'numbers, written out long': (n) => `{"a":[${list('1e308', n)}]}`,
  'number of digits without end': (n) => `{"a":${fill('9', n)}}`,
  'fraction without end': (n) => `{"a":0.${fill('9', n)}}`,
  'exponent without end': (n) => `{"a":1e${fill('0', n)}1}`,
  'faults: overflow': (n) => `{"a":[${list('1e999', n)}]}`,
  'faults: surrogates': (n) => `{"a":[${list('"\\ud800"', n)}]}`,
  escapes: (n) => `{"a":"${fill('\\u0041', n)}"}`,
  'one text': (n) => `{"a":"${fill('x', n)}"}`,
  'two-byte text': (n) => `{"a":"${fill('é', n)}"}`,
  'white space': (n) => `{"a":${fill(' ', n)}1}`,
};
/** Items of a batch, by what is wrong with each. */
const ITEMS: Record<string, string> = {
  'items: overflow': '1e999', 'items: surrogates': '"\\ud800"', 'items: equal keys': '{"a":1,"a":1}', 'items: scalars': '1', 'items: empty objects': '{}', 'items: no JSON': '[[x',
}; // prettier-ignore

const base = { method: 'POST', credential: 'device', type: JSON_TYPE } as const;
const batch = (name: string, body: (bytes: number) => string): BodyFamily => ({
  ...base, name: `batch, ${name}`, path: '/v1/events/batch', make: (n) => Buffer.from(body(n)), like: 'batch, well-formed',
}); // prettier-ignore
const gzipped = (family: BodyFamily, name: string): Family => ({
  ...family, name, encoding: 'gzip', make: (n) => gzipSync(family.make(n)),
}); // prettier-ignore

const good = batch(
  'well-formed',
  (n) => `{"events":[${several(n, (each) => event(wellFormed(each)), ',')}]}`,
);
const cloudEvents = (name: string, body: (bytes: number) => string): Family => ({
  ...batch(name, body), name: `CloudEvents, ${name}`, type: 'application/cloudevents-batch+json',
}); // prettier-ignore
const ce = (attributes: string) =>
  `{"specversion":"1.0","id":"c-${uid++}","source":"/sensor-1","type":"t",${attributes}}`;
const imported = (name: string, body: (bytes: number) => string): BodyFamily => ({
  ...base, name: `import, ${name}`, path: '/v1/events/import', type: NDJSON, make: (n) => Buffer.from(body(n)), like: 'import, well-formed',
}); // prettier-ignore
const goodImport = imported('well-formed', (n) => several(n, (each) => event(wellFormed(each)), '\n'));
const form = (name: string, method: Family['method'], path: string, body: (bytes: number) => string): Family => ({
  method, path, credential: 'token', type: JSON_TYPE, name: `${method} ${path.split('/')[2]}, ${name}`, make: (n) => Buffer.from(body(n)), like: 'batch, well-formed',
}); // prettier-ignore

/** Text fields of an event, each with a text that is repeated: most of it is in the field's alphabet. */
const LONG_FIELDS = [
  ['event_uid', 'a'], ['device_uid', 'é'], ['type', '.a'], ['occurred_at', '2026-01-01T00:00:00Z'],
] as const; // prettier-ignore
const withField = (field: string, text: string, bytes: number) =>
  JSON.stringify({ event_uid: 'c', device_uid: 'd', type: 't', payload: {}, [field]: fill(text, bytes) });

/** Events with sources that differ from those of the request before at their end only, encoded as oddly as possible. */
const sources = (bytes: number) =>
  Array.from({ length: Math.min(1000, Math.floor(bytes / 2100)) }, (_, i) =>
    `{"specversion":"1.0","id":"source-${i}","source":"/${'%20a'.repeat(500)}${uid++}/sensor-1","type":"t"}`); // prettier-ignore

/** Bodies of events: up to 5 MiB. */
export const EVENT_FAMILIES: readonly Family[] = [
  good,
  gzipped(good, 'batch, gzipped'),
  ...Object.entries(PAYLOADS).map(([name, payload]) => batch(name, (n) => `{"events":[${event(payload(n))}]}`)),
  ...Object.entries(PAYLOADS).slice(0, 12).map(([name, payload]) => batch(`${name}, in each of many`, (n) => `{"events":[${several(n, (each) => event(payload(each)), ',')}]}`)),
  ...Object.entries(ITEMS).map(([name, item]) => batch(name, (n) => `{"events":[${list(item, n)}]}`)),
  batch('unknown fields', (n) => `{${keys(n)}}`),
  batch('unknown fields of an event', (n) => `{"events":[{${keys(n)}}]}`),
  batch('unknown fields of each event', (n) => `{"events":[${several(n, (each) => `{${keys(each)}}`, ',')}]}`),
  batch('a field that is an array', (n) => `{"events":[{"event_uid":[${list('[]', n)}]}]}`),
  ...LONG_FIELDS.map(([field, text]) => batch(`a long ${field}`, (n) => `{"events":[${withField(field, text, n)}]}`)),
  { ...batch('', (n) => event(`{${keys(n)}}`)), name: 'one event, keys', path: '/v1/events' },
  { ...batch('', (n) => `{${keys(n)}}`), name: 'one event, unknown fields', path: '/v1/events' },
  cloudEvents('attributes', (n) => `[${ce(keys(n))}]`),
  cloudEvents('attributes of each', (n) => `[${several(n, (each) => ce(keys(each)), ',')}]`),
  cloudEvents('text', (n) => `[${ce(`"datacontenttype":"text/plain","data":"${fill('x', n)}"`)}]`),
  cloudEvents('text, escaped', (n) => `[${ce(`"datacontenttype":"text/plain","data":"${fill('\\u0041', n)}"`)}]`),
  cloudEvents('source of slashes', (n) => `[{"specversion":"1.0","id":"c","source":"${fill('/', n)}","type":"t"}]`),
  cloudEvents('stored, with other sources', (n) => `[${sources(n).join()}]`),
  cloudEvents('a long media type', (n) => `[${ce(`"datacontenttype":"a/${fill('+;', n)}","data":"x"`)}]`),
  cloudEvents('a long attribute', (n) => `[${ce(`"a":"${fill('é', n)}"`)}]`),
  cloudEvents('a long name', (n) => `[${ce(`"${fill('a', n)}":"x"`)}]`),
  cloudEvents('base64', (n) => `[${ce(`"datacontenttype":"image/png","data_base64":"${fill('AAAA', n)}"`)}]`),
  cloudEvents('base64 of each', (n) => `[${several(n, (each) => ce(`"data_base64":"${Buffer.from(`[${list('1e5', each / 2)}]`).toString('base64')}"`), ',')}]`),
  cloudEvents('data below the depth limit', (n) => `[${ce(`"data":${PAYLOADS['arrays below the depth limit'](n)}`)}]`),
]; // prettier-ignore

/** Imports, which may have any length; measured up to the same size. */
export const IMPORT_FAMILIES: readonly Family[] = [
  goodImport,
  gzipped(goodImport, 'import, gzipped'),
  imported('arrays below the depth limit', (n) => several(n, (each) => event(PAYLOADS['arrays below the depth limit'](each)), '\n')),
  imported('zeros with exponents', (n) => several(n, (each) => event(PAYLOADS['zeros with exponents'](each)), '\n')),
  imported('extensions', (n) => several(n, (each) => `{"late":true,"extensions":{${keys(each)}}}`, '\n')),
  ...LONG_FIELDS.map(([field, text]) => imported(`a long ${field}`, (n) => withField(field, text, n))),
  imported('unknown fields', (n) => several(n, (each) => `{${keys(each)}}`, '\n')),
  {
    ...goodImport, name: 'import, members and padding', encoding: 'gzip',
    make: (n) => Buffer.concat(Array.from({ length: Math.min(900, Math.ceil(n / 4096)) }, () => Buffer.concat([gzipSync(`${event(wellFormed(3900))}\n`), Buffer.alloc(9)]))),
  },
]; // prettier-ignore

/** Other bodies: up to 1 MiB. */
export const FORM_FAMILIES: readonly Family[] = [
  form('unknown fields', 'POST', '/v1/devices', (n) => `{${keys(n)}}`),
  form('metadata, members', 'POST', '/v1/devices', (n) => `{"device_uid":"d-${uid++}","metadata":{${keys(n)}}}`),
  form('metadata, members', 'PATCH', '/v1/devices/sensor-1', (n) => `{"metadata":{${keys(n)}}}`),
  form('metadata, zeros', 'PATCH', '/v1/devices/sensor-1', (n) => `{"metadata":{"a":[${list('0e-16383', n)}]}}`),
  form('metadata, numbers written out', 'PATCH', '/v1/devices/sensor-1', (n) => `{"metadata":{"a":[${list('1e308', n)}]}}`),
  form('depth', 'POST', '/v1/devices', (n) => `{"device_uid":"d","metadata":{"a":${'['.repeat(n / 2)}${']'.repeat(n / 2)}}}`),
  form('abilities', 'POST', '/v1/tokens', (n) => `{"name":"n","abilities":[${list('1', n)}]}`),
  form('permissions', 'POST', '/v1/roles', (n) => `{"name":"n","permissions":[${list('"x:y"', n)}]}`),
]; // prettier-ignore
