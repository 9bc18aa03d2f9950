import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

const BAD_ID = { 'ce-id': 'bad' };
const long = 'x'.repeat(129);
const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;
/** `{"(":1}` with an additional byte in the key, which is not valid UTF-8. */
const NOT_UTF8 = Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]);

/** Headers that replace or extend the usual ones (undefined removes one), the body, and the answer. */
type Row = [
  name: string,
  headers: Record<string, string | undefined>,
  body: string | Buffer,
  status: number,
  code: string,
];

/** CloudEvents in binary mode: attributes are headers, the body is the data. None of them is stored. */
const BAD: Row[] = [
  // the data
  ['half a document', {}, '{"a":', 400, 'invalid_json'],
  ['white space', {}, '  ', 400, 'invalid_json'],
  ['a byte order mark', {}, '\ufeff{}', 400, 'invalid_json'],
  ['two documents', {}, '{}{}', 400, 'invalid_json'],
  ['bytes that are not UTF-8', {}, NOT_UTF8, 400, 'invalid_utf8'],
  ['a key twice', {}, '{"a":1,"a":2}', 400, 'duplicate_key'],
  ['a key twice, deep inside', {}, '{"a":{"b":1,"b":2}}', 400, 'duplicate_key'],
  ['nesting beyond 64', {}, deep, 422, 'too_deep'],
  ['100,000 brackets', {}, '['.repeat(100_000) + ']'.repeat(100_000), 422, 'too_deep'],
  ['U+0000', {}, '{"a":"\\u0000"}', 422, 'invalid_unicode'],
  ['U+0000 in a key', {}, '{"\\u0000":1}', 422, 'invalid_unicode'],
  ['a lone surrogate', {}, '{"a":"\\ud800"}', 422, 'invalid_unicode'],
  ['a number that overflows', {}, '{"a":1e400}', 422, 'number_out_of_range'],
  ['a number that underflows', {}, '1e-400', 422, 'number_out_of_range'],
  ['an integer beyond 2^53', {}, '{"a":9007199254740993}', 422, 'number_out_of_range'],
  ['data over 256 KiB', {}, `{"a":"${'x'.repeat(262_144)}"}`, 413, 'event_too_large'],
  ['a body that is too large', {}, Buffer.alloc(6 * 1024 * 1024, 0x20), 413, 'body_too_large'],
  ['a body that inflates beyond measure', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(64 * 1024 * 1024)), 413, 'body_too_large'],
  ['another encoding', { 'content-encoding': 'br' }, '{}', 415, 'unsupported_encoding'],
  ['what is announced as gzip and is not', { 'content-encoding': 'gzip' }, '{}', 400, 'invalid_encoding'],
  ['JSON in another charset', { 'content-type': 'application/json; charset=latin1' }, '{"a":"Ã¤"}', 415, 'unsupported_media_type'],
  // the attributes
  ['no specversion', { 'ce-specversion': undefined }, '{}', 422, 'missing_field'],
  ['a specversion of the future', { 'ce-specversion': '2.0' }, '{}', 422, 'invalid_value'],
  ['no id', { 'ce-id': undefined }, '{}', 422, 'missing_field'],
  ['an empty id', { 'ce-id': '' }, '{}', 422, 'invalid_event_uid'],
  ['an id that is too long', { 'ce-id': long }, '{}', 422, 'invalid_event_uid'],
  ['an id with a control character', { 'ce-id': 'a%0A' }, '{}', 422, 'invalid_event_uid'],
  ['an id of a word of the routes', { 'ce-id': 'stats' }, '{}', 422, 'invalid_event_uid'],
  ['no source', { 'ce-source': undefined }, '{}', 422, 'missing_field'],
  ['a source that is too long', { 'ce-source': long }, '{}', 422, 'invalid_device_uid'],
  ['a source without a device', { 'ce-source': 'https://example.com' }, '{}', 422, 'invalid_device_uid'],
  ['a device that nobody knows', { 'ce-source': 'nobody' }, '{}', 422, 'unknown_device'],
  ['no type', { 'ce-type': undefined }, '{}', 422, 'missing_field'],
  ['a type with a line break', { 'ce-type': 'a%0Ab' }, '{}', 422, 'invalid_value'],
  ...['2024-02-30T00:00:00Z', '2024-02-01T00:00:00', 'now', 'infinity', '1700000000', '2016-12-31T23:59:60Z', '10000-01-01T00:00:00Z'].map(
    (time): Row => [`the time ${time}`, { 'ce-time': time }, '{}', 422, 'invalid_timestamp'],
  ),
  ['a time too far ahead', { 'ce-time': '2999-01-01T00:00:00Z' }, '{}', 422, 'timestamp_out_of_range'],
  ['a time too long ago', { 'ce-time': '2001-01-01T00:00:00Z' }, '{}', 422, 'timestamp_out_of_range'],
  ['tenant_id', { 'ce-tenant_id': '1' }, '{}', 422, 'unknown_field'],
  ['__proto__', { 'ce-__proto__': 'a' }, '{}', 422, 'unknown_field'],
  ['U+0000 in an extension', { 'ce-note': '%00' }, '{}', 422, 'invalid_unicode'],
  ['an extension that is percent-encoded and not UTF-8', { 'ce-note': '%c3%28' }, '{}', 422, 'invalid_value'],
  ['headers over 16 KiB', { 'ce-note': '%F0%9F%98%80'.repeat(1_400) }, '{}', 431, 'headers_too_large'],
]; // prettier-ignore

describe('bad input in a CloudEvent in binary mode', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  const send = (client: ApiClient, more: Record<string, string | undefined>, body: string | Buffer) => {
    const usual = { 'ce-specversion': '1.0', ...BAD_ID, 'ce-source': '/halls/3/sensor-1', 'ce-type': 't', 'content-type': 'application/json' };
    const headers = Object.entries({ ...usual, ...more }).filter(([, value]) => value !== undefined);
    return client.send('POST', '/v1/events', { body, headers: Object.fromEntries(headers) as Record<string, string> });
  }; // prettier-ignore

  it.each(BAD)('%s', async (_, headers, body, status, code) => {
    const answer = await send(acme, headers, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await acme.get('/v1/events')).body.data).toEqual([]);
  });

  it('is what it is without the fault, and dangerous names in it are plain data', async () => {
    const strict = await service.make.tenant('strict');
    const data = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
    expect((await send(strict, { 'ce-constructor': 'a' }, data)).status).toBe(201);
    const { text, body } = await strict.get('/v1/events/bad');
    expect(text).toContain('"__proto__": {"polluted": 1}');
    expect(body.extensions).toEqual({ constructor: 'a' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('text in another charset is kept as the bytes that it is, not read as UTF-8', async () => {
    const other = await service.make.tenant('other');
    const type = 'text/plain; charset=iso-8859-1';
    expect((await send(other, { 'content-type': type }, Buffer.from('Ã¤', 'latin1'))).status).toBe(201);
    const { body } = await other.get('/v1/events/bad');
    expect([body.payload, body.extensions]).toEqual([
      { data_base64: Buffer.from('Ã¤', 'latin1').toString('base64') },
      { datacontenttype: type },
    ]);
  });
});
