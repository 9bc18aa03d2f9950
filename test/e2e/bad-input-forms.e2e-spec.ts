import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { importAll } from '../support/clients/import-client.js';

/** An event's fields as JSON texts. */
interface Fields {
  readonly uid?: string;
  readonly device?: string;
  readonly type?: string;
  readonly time?: string;
  readonly payload?: string;
  /** Further members of the event. */
  readonly more?: string;
}

const long = `"${'x'.repeat(129)}"`;
const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;

const BAD: [name: string, fields: Fields, code: string][] = [
  ['a key twice', { more: ',"type":"again"' }, 'duplicate_key'],
  ['a key twice, deep inside', { payload: '{"a":{"b":1,"b":2}}' }, 'duplicate_key'],
  ['nesting beyond 64', { payload: deep }, 'too_deep'],
  ['U+0000', { payload: '{"a":"\\u0000"}' }, 'invalid_unicode'],
  ['U+0000 in a key', { payload: '{"\\u0000":1}' }, 'invalid_unicode'],
  ['a lone surrogate', { payload: '{"a":"\\ud800"}' }, 'invalid_unicode'],
  ['a number that overflows', { payload: '{"a":1e400}' }, 'number_out_of_range'],
  ['an integer beyond 2^53', { payload: '{"a":9007199254740993}' }, 'number_out_of_range'],
  ['__proto__ as a field', { more: ',"__proto__":{"a":1}' }, 'unknown_field'],
  ['tenant_id', { more: ',"tenant_id":1' }, 'unknown_field'],
  ['an empty uid', { uid: '""' }, 'invalid_event_uid'],
  ['a uid that is too long', { uid: long }, 'invalid_event_uid'],
  ['a uid with a control character', { uid: '"a\\n"' }, 'invalid_event_uid'],
  ['a uid that is an array', { uid: '["a"]' }, 'invalid_event_uid'],
  ['a device uid that is too long', { device: long }, 'invalid_device_uid'],
  ['a device that nobody knows', { device: '"nobody"' }, 'unknown_device'],
  ...['2024-02-30T00:00:00Z', '2024-02-01T00:00:00', 'now', 'infinity', '2016-12-31T23:59:60Z', '10000-01-01T00:00:00Z'].map(
    (time): [string, Fields, string] => [`the time ${time}`, { time: `"${time}"` }, 'invalid_timestamp'],
  ),
  ['seconds since the epoch', { time: '1700000000' }, 'invalid_timestamp'],
  ['a time too far ahead', { time: '"2999-01-01T00:00:00Z"' }, 'timestamp_out_of_range'],
  ['a time too long ago', { time: '"2001-01-01T00:00:00Z"' }, 'timestamp_out_of_range'],
  ['an event over 256 KiB', { payload: `{"a":"${'x'.repeat(262_144)}"}` }, 'event_too_large'],
]; // prettier-ignore

const ours = ({
  uid = '"bad"',
  device = '"sensor-1"',
  type = '"t"',
  time,
  payload = '{}',
  more = '',
}: Fields) =>
  `{"event_uid":${uid},"device_uid":${device},"type":${type}${time ? `,"occurred_at":${time}` : ''},"payload":${payload}${more}}`;
const cloudEvent = ({ uid = '"bad"', device = '"sensor-1"', type = '"t"', time, payload = '{}', more = '' }: Fields) =>
  `{"specversion":"1.0","id":${uid},"source":${device},"type":${type}${time ? `,"time":${time}` : ''},"data":${payload}${more}}`; // prettier-ignore

/** The same faults in every form of an event. A bad event does not affect the others of its request. */
describe('bad input', () => {
  let service: TestApp;
  let acme: ApiClient;
  let staff: ApiClient;
  let round = 0;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: { events_per_second: 1e6, burst_events: 1e6, device_events_per_second: 1e6, device_burst_events: 1e6 } });
    staff = await service.make.staff();
  });
  afterAll(() => service?.close());

  const neighbours = () => [`before-${++round}`, `after-${round}`];
  const expectOnlyThese = async (uids: string[]) => {
    for (const uid of uids) expect((await acme.get(`/v1/events/${uid}`)).status).toBe(200);
    expect((await acme.get('/v1/events/bad')).status).toBe(404);
  };

  describe.each([
    ['a batch', '/v1/events/batch', 'application/json', (texts: string[]) => `{"events":[${texts.join()}]}`, ours],
    ['a CloudEvents batch', '/v1/events', 'application/cloudevents-batch+json', (texts: string[]) => `[${texts.join()}]`, cloudEvent],
  ])('in %s', (_, path, type, wrapped, written) => {
    it.each(BAD)('%s is the item’s fault alone', async (_name, fields, code) => {
      const [before, after] = neighbours();
      const texts = [written({ uid: `"${before}"` }), written(fields), written({ uid: `"${after}"` })];
      const answer = await acme.send('POST', path, { body: wrapped(texts), headers: { 'content-type': type } });
      expect(answer.status).toBe(207);
      const [first, bad, last] = answer.body.items;
      expect([first.outcome, bad.error?.code, last.outcome]).toEqual(['created', code, 'created']);
      await expectOnlyThese([before, after]);
    });
  });

  describe('in an import', () => {
    it.each(BAD)('%s is the line’s fault alone', async (_name, fields, code) => {
      const [before, after] = neighbours();
      const texts = [ours({ uid: `"${before}"` }), ours(fields), ours({ uid: `"${after}"` })];
      const { status, lines } = await importAll(acme, texts.join('\n'));
      expect(status).toBe(200);
      expect(lines.filter(({ error }) => error).map(({ line, error }) => [line, error.code])).toEqual([[2, code]]);
      expect(lines.at(-1).summary.created).toBe(2);
      await expectOnlyThese([before, after]);
    });
  });

  /** Every form of one event. bad-input-binary.e2e-spec.ts tests the binary mode. */
  const FORMS: [name: string, path: string, type: string, wrapped: (fields: Fields) => string][] = [
    ['an event', '/v1/events', 'application/json', ours],
    ['a batch', '/v1/events/batch', 'application/json', (fields) => `{"events":[${ours(fields)}]}`],
    ['an import', '/v1/events/import', 'application/x-ndjson', ours],
    ['a CloudEvent', '/v1/events', 'application/cloudevents+json', cloudEvent],
    ['a CloudEvents batch', '/v1/events', 'application/cloudevents-batch+json', (fields) => `[${cloudEvent(fields)}]`],
  ];

  it.each(FORMS)('as %s, a late one is stored, and says so, where the tenant takes it; dangerous keys in its payload are plain data', async (name, path, type, wrapped) => {
    const lenient = await service.make.tenant(`late-${name.replaceAll(' ', '-').toLowerCase()}`, { accept_late: true });
    const body = wrapped({ uid: '"late"', time: '"2001-01-01T00:00:00Z"', payload: '{"__proto__": {"polluted": 1}, "constructor": 1}' });
    expect((await lenient.send('POST', path, { body, headers: { 'content-type': type } })).status).toBeLessThan(202);
    const { body: stored, text } = await lenient.get('/v1/events/late');
    expect([stored.late, stored.occurred_at]).toEqual([true, '2001-01-01T00:00:00.000Z']);
    expect(text).toContain('"__proto__": {"polluted": 1}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  describe('as a CloudEvent alone', () => {
    it.each(BAD)('%s', async (_name, fields, code) => {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const answer = await acme.send('POST', '/v1/events', { body: cloudEvent(fields), headers });
      expect([answer.status, answer.body.code]).toEqual([code === 'event_too_large' ? 413 : code === 'duplicate_key' ? 400 : 422, code]);
      await expectOnlyThese([]);
    });
  });

  const bytes: [name: string, body: string | Buffer, headers: Record<string, string>, status: number, code: string][] = [
    ['half a document', '{"a":', {}, 400, 'invalid_json'],
    ['a byte order mark', '\ufeff{}', {}, 400, 'invalid_json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), {}, 400, 'invalid_utf8'],
    ['another media type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'unsupported_media_type'],
    ['another encoding', '{}', { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
    ['what is announced as gzip and is not', '{}', { 'content-encoding': 'gzip' }, 400, 'invalid_encoding'],
    ['a body that is too large', Buffer.alloc(6 * 1024 * 1024, 0x20), {}, 413, 'body_too_large'],
    ['a body that inflates beyond measure', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413, 'body_too_large'],
    ['a key twice', '{"name":"a","name":"b"}', {}, 400, 'duplicate_key'],
  ];
  /** The media type is that of the form, so rows about media types are left out. */
  const enveloped = bytes.filter(([name]) => !name.endsWith('media type') && !name.endsWith('charset') && name !== 'a key twice');
  describe.each([
    ['a CloudEvent', '/v1/events', 'application/cloudevents+json'],
    ['a CloudEvents batch', '/v1/events', 'application/cloudevents-batch+json'],
    ['a CloudEvents batch', '/v1/events/batch', 'application/cloudevents-batch+json'],
  ])('%s at %s', (_, path, type) => {
    it.each([
      ...enveloped,
      ['nothing', '', {}, 400, 'invalid_json'] as const,
      ['another charset', '{}', { 'content-type': `${type}; charset=latin1` }, 415, 'unsupported_media_type'] as const,
    ])('%s', async (_name, body, headers, status, code) => {
      const answer = await acme.send('POST', path, { body, headers: { 'content-type': type, ...headers } });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      await expectOnlyThese([]);
    });
  });

  it.each([
    ['/v1/events/batch', 'application/json', (events: string[]) => `{"events":[${events.join()}]}`, ours],
    ['/v1/events/batch', 'application/cloudevents-batch+json', (events: string[]) => `[${events.join()}]`, cloudEvent],
    ['/v1/events', 'application/cloudevents-batch+json', (events: string[]) => `[${events.join()}]`, cloudEvent],
  ])('more events than allowed at %s as %s: none is stored', async (path, type, wrapped, written) => {
    const events = Array.from({ length: 1_001 }, (_, i) => written({ uid: `"many-${i}"` }));
    const answer = await acme.send('POST', path, { body: wrapped(events), headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([413, 'batch_too_large']);
    expect((await acme.get('/v1/events/many-0')).status).toBe(404);
  });

  const values: [name: string, body: string, code: string][] = [
    ['an array', '[]', 'invalid_type'],
    ['an unknown field', '{"colour":1}', 'unknown_field'],
    ['tenant_id', '{"tenant_id":1}', 'unknown_field'],
    ['__proto__', '{"__proto__":{"a":1}}', 'unknown_field'],
    ['constructor', '{"constructor":1}', 'unknown_field'],
    ['nesting beyond 64', `{"metadata":${deep}}`, 'too_deep'],
    ['U+0000', '{"name":"\\u0000"}', 'invalid_unicode'],
    ['a lone surrogate', '{"name":"\\ud800"}', 'invalid_unicode'],
    ['a number that overflows', '{"name":1e400}', 'number_out_of_range'],
    ['a number that underflows', '{"name":1e-400}', 'number_out_of_range'],
    ['an integer beyond 2^53', '{"name":9007199254740993}', 'number_out_of_range'],
  ];

  describe.each(['POST /v1/devices', 'PATCH /v1/devices/sensor-1', 'POST /v1/tokens', 'POST /v1/roles', 'POST /v1/invitations', 'POST /v1/members', 'POST /v1/devices/sensor-1/tokens', 'POST /v1/dead-letters/replay', 'POST /v1/auth/accept-invitation',
    'POST /v1/service-clients', 'POST /v1/signing-keys/rotate', 'POST /v1/tenants', 'PATCH /v1/tenants/acme', 'POST /v1/events/batch'])('%s', (route) => {
    const [method, path] = route.split(' ');
    const client = () => (/^\/v1\/(tenants|service-clients|signing-keys)/.test(path) ? staff : acme);
    it.each([...bytes, ...values.map(([name, body, code]): (typeof bytes)[0] => [name, body, {}, 422, code])])('%s', async (_name, body, headers, status, code) => {
      const answer = await client().send(method, path, { body, headers });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });
  });

  it.each(['/v1/devices', '/v1/devices/sensor-1/tokens', '/v1/tokens', '/v1/roles', '/v1/audit', '/v1/events', '/v1/ingestions', '/v1/dead-letters', '/v1/members', '/v1/tenants', '/v1/users', '/v1/service-clients', '/v1/erasures'])('the query of %s takes no arrays', async (path) => {
    const client = /tenants|users|clients|erasures/.test(path) ? staff : acme;
    for (const query of ['limit[]=1', 'limit=1&limit=2', 'limit[a]=1']) {
      const answer = await client.get(`${path}?${query}`);
      expect([query, answer.status]).toEqual([query, 422]);
    }
  });

  const times = ['2024-02-30T00:00:00Z', '2024-02-01T00:00:00', 'now', 'infinity', '2016-12-31T23:59:60Z', '10000-01-01T00:00:00Z'];
  it.each([
    ['POST /v1/devices', 'device_uid', ['', long.slice(1, -1), 'a\n', 'ä', 5, ['a'], { a: 1 }], 'invalid_device_uid', {}],
    ['POST /v1/tokens', 'expires_at', [...times, 1_700_000_000], 'invalid_timestamp', { name: 'a', abilities: ['events:read'] }],
    ['POST /v1/devices/sensor-1/tokens', 'expires_at', times, 'invalid_timestamp', { name: 'a' }],
  ] as const)('%s: %s is none of %j', async (route, field, odd, code, more) => {
    const [method, path] = route.split(' ');
    for (const value of odd) {
      const answer = await acme.send(method, path, { body: { ...more, [field]: value } });
      expect([value, answer.status, answer.body.code, answer.body.errors?.[0].pointer]).toEqual([value, 422, code, `/${field}`]);
    }
  });

  it.each([['/v1/auth/token', ';;;'], ['/v1/auth/revoke', ''], ['/v1/auth/token', 'text/plain']])('%s is told in OAuth’s shape that its media type is %j', async (path, type) => {
    const answer = await service.api.send('POST', path, { body: 'token=x', headers: { 'content-type': type } });
    expect([answer.status, answer.body.error, answer.body.code]).toEqual([400, 'invalid_request', undefined]);
  });

}); // prettier-ignore
