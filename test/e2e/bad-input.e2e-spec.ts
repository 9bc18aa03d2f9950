import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { speak } from '../support/clients/speak.js';

const MiB = 1024 * 1024;

/** Bad requests, sent by mistake or on purpose, and their answers. None of them stores anything. */
describe('bad input', () => {
  let service: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  const raw = (payload: string) =>
    `{"event_uid":"bad","device_uid":"sensor-1","type":"t","payload":${payload}}`;
  const field = (name: string, value: unknown) => JSON.stringify({ ...event('bad'), [name]: value });
  const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;

  it.each([
    ['an empty body', '', 400, 'invalid_json', undefined],
    ['white space', '  ', 400, 'invalid_json', undefined],
    ['half a document', '{"event_uid":', 400, 'invalid_json', ''],
    ['a byte order mark', `\ufeff${raw('{}')}`, 400, 'invalid_json', ''],
    ['two documents', `${raw('{}')}{}`, 400, 'invalid_json', ''],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'invalid_utf8', ''],
    ['the same key twice', '{"event_uid":"a","event_uid":"b"}', 400, 'duplicate_key', '/event_uid'],
    ['the same key twice, deep inside', raw('{"a":{"b":1,"b":2}}'), 400, 'duplicate_key', '/payload/a/b'],
    ['nesting beyond 64', raw(deep), 422, 'too_deep', undefined],
    ['100,000 brackets', raw(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 422, 'too_deep', undefined],
    ['U+0000', raw('{"a":"\\u0000"}'), 422, 'invalid_unicode', '/payload/a'],
    ['U+0000 in a key', raw('{"\\u0000":1}'), 422, 'invalid_unicode', undefined],
    ['a lone surrogate', raw('{"a":"\\ud800"}'), 422, 'invalid_unicode', '/payload/a'],
    ['a number that overflows', raw('{"a":1e400}'), 422, 'number_out_of_range', '/payload/a'],
    ['a number that underflows', raw('{"a":1e-400}'), 422, 'number_out_of_range', '/payload/a'],
    ['an integer beyond 2^53', raw('{"a":9007199254740993}'), 422, 'number_out_of_range', '/payload/a'],
    ['__proto__ as a field', '{"__proto__":{"a":1}}', 422, 'unknown_field', '/__proto__'],
    ['constructor as a field', field('constructor', 1), 422, 'unknown_field', '/constructor'],
    ['an unknown field', field('colour', 'red'), 422, 'unknown_field', '/colour'],
    ['tenant_id', field('tenant_id', 1), 422, 'unknown_field', '/tenant_id'],
    ['no event_uid', '{"device_uid":"sensor-1","type":"t","payload":{}}', 422, 'missing_field', '/event_uid'],
    ['an empty uid', field('event_uid', ''), 422, 'invalid_event_uid', '/event_uid'],
    ['a uid of a word of the routes', field('event_uid', 'stats'), 422, 'invalid_event_uid', '/event_uid'],
    ['a uid that is too long', field('event_uid', 'x'.repeat(129)), 422, 'invalid_event_uid', '/event_uid'],
    ['a uid with a space', field('event_uid', 'a b'), 422, 'invalid_event_uid', '/event_uid'],
    ['a uid with a line break at its end', field('event_uid', 'a\n'), 422, 'invalid_event_uid', '/event_uid'],
    ['a uid beyond ASCII', field('device_uid', 'sensör'), 422, 'invalid_device_uid', '/device_uid'],
    ['a uid that is a number', field('device_uid', 5), 422, 'invalid_device_uid', '/device_uid'],
    ['a uid that is an object', field('device_uid', { $ne: '' }), 422, 'invalid_device_uid', '/device_uid'],
    [
      'a day that does not exist',
      field('occurred_at', '2024-02-30T00:00:00Z'),
      422,
      'invalid_timestamp',
      '/occurred_at',
    ],
    [
      'a time without a zone',
      field('occurred_at', '2024-02-01T00:00:00'),
      422,
      'invalid_timestamp',
      '/occurred_at',
    ],
    ['"now"', field('occurred_at', 'now'), 422, 'invalid_timestamp', '/occurred_at'],
    ['"infinity"', field('occurred_at', 'infinity'), 422, 'invalid_timestamp', '/occurred_at'],
    [
      'seconds since the epoch',
      field('occurred_at', 1_700_000_000),
      422,
      'invalid_timestamp',
      '/occurred_at',
    ],
    ['a leap second', field('occurred_at', '2016-12-31T23:59:60Z'), 422, 'invalid_timestamp', '/occurred_at'],
    [
      'the year 10000',
      field('occurred_at', '10000-01-01T00:00:00Z'),
      422,
      'invalid_timestamp',
      '/occurred_at',
    ],
    [
      'a time too far in the past',
      field('occurred_at', '2001-01-01T00:00:00Z'),
      422,
      'timestamp_out_of_range',
      '/occurred_at',
    ],
    [
      'a time too far in the future',
      field('occurred_at', '2999-01-01T00:00:00Z'),
      422,
      'timestamp_out_of_range',
      '/occurred_at',
    ],
    ['a type with a line break', field('type', 'a\nb'), 422, 'invalid_value', '/type'],
    ['a type that is empty', field('type', ''), 422, 'invalid_value', '/type'],
    ['a payload that is an array', raw('[1]'), 422, 'invalid_type', '/payload'],
    ['a payload that is null', raw('null'), 422, 'invalid_type', '/payload'],
    ['an event over 256 KiB', raw(`{"a":"${'x'.repeat(262_144)}"}`), 413, 'event_too_large', '/payload'],
    ['an array instead of an event', '[]', 422, 'invalid_type', ''],
    ['a text instead of an event', '"event"', 422, 'invalid_type', ''],
  ])('%s', async (_, body, status, code, pointer) => {
    const answer = await acme.send('POST', '/v1/events', { body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      type: `urn:tributary:problem:${code}`,
      status,
      instance: '/v1/events',
      request_id: answer.headers.get('x-request-id'),
    });
    if (pointer !== undefined) expect(answer.body.errors[0]).toMatchObject({ pointer, code });
    expect((await acme.get('/v1/events/bad')).status).toBe(404);
  });

  it.each([
    ['another media type', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['no media type', { 'content-type': '' }, 415, 'unsupported_media_type'],
    ['a malformed media type', { 'content-type': ';;;' }, 415, 'unsupported_media_type'],
    [
      'another charset',
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'unsupported_media_type',
    ],
    ['another encoding', { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
    ['an encoding that it is not in', { 'content-encoding': 'gzip' }, 400, 'invalid_encoding'],
  ])('%s', async (_, headers, status, code) => {
    const answer = await acme.send('POST', '/v1/events', { body: raw('{}'), headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('a body that is too large, as sent and as inflated, with memory staying flat', async () => {
    const bomb = gzipSync(Buffer.alloc(512 * MiB));
    const before = process.memoryUsage.rss();
    let most = before;
    // Memory that is given back before the answer counts too.
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
    const large = await acme.send('POST', '/v1/events/batch', { body: Buffer.alloc(6 * MiB, 0x20) });
    expect([large.status, large.body.code]).toEqual([413, 'body_too_large']);
    for (let i = 0; i < 5; i++) {
      const answer = await acme.send('POST', '/v1/events/batch', {
        body: bomb,
        headers: { 'content-encoding': 'gzip' },
      });
      expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
    }
    clearInterval(watch);
    // Half of what one bomb inflates to.
    expect(Math.max(most, process.memoryUsage.rss()) - before).toBeLessThan(256 * MiB);
  });

  it('dangerous keys inside a payload are plain data', async () => {
    const payload = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
    await acme.post(
      '/v1/events',
      `{"event_uid":"proto","device_uid":"sensor-1","type":"t","payload":${payload}}`,
    );
    expect((await acme.get('/v1/events/proto')).text).toContain('"__proto__": {"polluted": 1}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['an unknown route', 'GET', '/v1/nowhere', 404, 'not_found'],
    ['a wrong method', 'PUT', '/v1/devices/x', 405, 'method_not_allowed'],
    ['a broken percent sign', 'GET', '/v1/devices/%zz', 400, 'invalid_request'],
    ['a parameter of any length', 'GET', `/v1/devices/${'x'.repeat(5000)}`, 414, 'uri_too_long'],
  ])('%s', async (_, method, path, status, code) => {
    const answer = await acme.send(method, path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    if (status === 405) expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH');
  });

  it.each([
    ['occurred_from=yesterday', 'invalid_timestamp'],
    ['order=sideways', 'invalid_value'],
    ['type=', 'invalid_value'],
    ['device_uid=a&device_uid=b', 'invalid_device_uid'],
    ['device_uid[]=a', 'unknown_field'],
    ['payload.a=1', 'unbounded_filter'],
    ['payload.=1&device_uid=a', 'invalid_value'],
    ['payload.a=1&payload.a=2&device_uid=a', 'invalid_type'],
    ['payload.a=%00&device_uid=a', 'invalid_value'],
    ...['1.5', '1e2', '0x10', '%205', '1.0', '%2B5', '', '5&limit=5'].map((n) => [
      `limit=${n}`,
      'invalid_type',
    ]),
    ...['0', '-1', '501', '9'.repeat(20)].map((n) => [`limit=${n}`, 'invalid_value']),
  ])('the query %s', async (query, code) => {
    const answer = await acme.get(`/v1/events?${query}`);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  it.each([
    [
      'headers over 16 KiB',
      `GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['bytes that are no HTTP', 'HELLO\r\n\r\n', 400, 'invalid_request'],
  ])('%s', async (_, bytes, status, code) => {
    const answer = await speak(service.url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
  });

  it('is told under the caller’s request id, where that is well-formed', async () => {
    const given = await acme.get('/v1/nowhere', { headers: { 'x-request-id': 'order-66' } });
    expect([given.body.request_id, given.headers.get('x-request-id')]).toEqual(['order-66', 'order-66']);
    const odd = await acme.get('/v1/nowhere', { headers: { 'x-request-id': 'a b"' } });
    expect(odd.body.request_id).toMatch(/^[0-9a-f-]{36}$/);
    const traced = await acme.get('/livez', {
      headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    });
    expect(traced.headers.get('traceparent')).toMatch(
      new RegExp(`^00-${'a'.repeat(32)}-(?!b{16})[0-9a-f]{16}-01$`),
    );
  });
});
