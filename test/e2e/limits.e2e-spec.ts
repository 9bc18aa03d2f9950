import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { stopLimitClock } from '../support/limit-clock.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { until } from '../support/wait.js';

type Item = {
  outcome: string;
  status: number;
  retryable: boolean;
  error?: { code: string; pointer: string };
};

/** The part of RFC 9651 that the draft uses: strings with integer, string and byte parameters. */
const POLICY = /^"[a-z-]+";q=\d+(;qu="(content-bytes|concurrent-requests)")?(;w=[1-9]\d*)?(;pk=:[\w+/=]*:)?$/;
const STATE = /^"[a-z-]+";r=\d+(;t=\d+)?(;pk=:[\w+/=]*:)?$/;

function expectLimits(answer: Answer): void {
  const policies = (answer.headers.get('ratelimit-policy') ?? '').split(', ');
  const states = (answer.headers.get('ratelimit') ?? '').split(', ');
  for (const policy of policies) expect(policy).toMatch(POLICY);
  for (const state of states) expect(state).toMatch(STATE);
  const names = (items: string[]) => items.map((item) => item.split(';', 1)[0]);
  expect(names(states)).toEqual(names(policies));
  expect(names(states)).toEqual(expect.arrayContaining(['"events"', '"bytes"']));
}

const outcomes = ({ body }: Answer) => body.items.map(({ outcome }: Item) => outcome);

describe('limits', () => {
  let service: TestApp;
  let staff: ApiClient;
  let count = 0;
  /** Advances the clock of the limits by some seconds. Otherwise the clock stands still. */
  let pass: (seconds: number) => void;
  beforeAll(async () => {
    service = await startTestApp();
    pass = stopLimitClock(service);
    staff = await service.make.staff();
  });
  afterAll(() => service.close());

  /** Makes a new tenant with these limits. */
  const tenant = (limits: object) => service.make.tenant(`limited-${++count}`, { limits });
  const events = (many: number, more: object = {}) =>
    Array.from({ length: many }, () => event(undefined, more));

  it('are told by every answer to an ingest request, whatever it is', async () => {
    const client = await tenant({ burst_events: 100, events_per_second: 7 });
    const answers = [
      await client.post('/v1/events', event('told')),
      await client.post('/v1/events', event('told')),
      await client.post('/v1/events', event('told', { type: 'other' })),
      await client.post('/v1/events', event('told 2')),
      await client.post('/v1/events', '{'),
      await client.post('/v1/events', 'x', { 'content-type': 'text/plain' }),
      await client.post('/v1/events', event(undefined, { device_uid: 'nobody' })),
      await client.post('/v1/events/batch', { events: events(3) }),
      await client.post('/v1/events/batch', { events: [...events(3), {}] }),
      await client.post('/v1/events/batch', { events: [] }),
      await client.post('/v1/events/batch', '{}'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      201, 200, 409, 422, 400, 415, 422, 200, 207, 422, 422,
    ]);
    answers.forEach(expectLimits);
    expect(answers[0].headers.get('ratelimit-policy')).toBe(
      '"events";q=100;w=15, "bytes";q=52428800;qu="content-bytes";w=5, ' +
        `"device-events";q=5000;w=5;pk=:${Buffer.from('sensor-1').toString('base64')}:, "requests";q=20000;w=4`,
    );
    expect(answers[0].headers.get('ratelimit')).toMatch(/^"events";r=99;t=1, /);
    const listed = await client.get('/v1/events');
    expect([listed.status, listed.headers.get('ratelimit-policy')]).toEqual([
      200,
      '"requests";q=20000;w=4, "reads";q=2000;w=4',
    ]);
  });

  it('refuse a single event with 429, the policy’s name, and a Retry-After that is true', async () => {
    const client = await tenant({ burst_events: 2, events_per_second: 1 });
    for (let i = 0; i < 2; i++) expect((await client.post('/v1/events', event())).status).toBe(201);
    const refused = await client.post('/v1/events', event('patient'));
    expect([refused.status, refused.body.code, refused.body.violated_policies]).toEqual([
      429,
      'throttled',
      ['events'],
    ]);
    expect(refused.body.detail).toContain('events');
    expectLimits(refused);
    expect(refused.headers.get('ratelimit')).toMatch(/^"events";r=0;t=1, /);
    expect((await client.get('/v1/events/patient')).status).toBe(404);
    pass(Number(refused.headers.get('retry-after')));
    expect((await client.post('/v1/events', event('patient'))).status).toBe(201);
  });

  it('admit of a batch what fits, in order; who sends the rest again gets through', async () => {
    const client = await tenant({ burst_events: 5, events_per_second: 4 });
    const batch = events(8);
    const first = await client.post('/v1/events/batch', { events: batch });
    expect(first.status).toBe(207);
    expect(first.body.summary).toEqual({ created: 5, throttled: 3 });
    expect(outcomes(first)).toEqual([...Array(5).fill('created'), ...Array(3).fill('throttled')]);
    expect(first.body.items[6]).toMatchObject({
      status: 429,
      retryable: true,
      error: { code: 'throttled', pointer: '/events/6', detail: expect.stringContaining('events') },
    });
    expectLimits(first);
    pass(Number(first.headers.get('retry-after')));
    const rest = await client.post('/v1/events/batch', { events: batch.slice(5) });
    expect([rest.status, rest.body.summary]).toEqual([200, { created: 3 }]);
    expect(rest.headers.get('retry-after')).toBeNull();
  });

  it('count duplicates and what was refused otherwise, and never call invalid what is throttled', async () => {
    const client = await tenant({ burst_events: 6, events_per_second: 1 });
    const same = event();
    const first = await client.post('/v1/events/batch', { events: [same, same, { event_uid: 'bad' }] });
    expect(first.body.summary).toEqual({ created: 1, duplicate: 1, invalid: 1 });
    expect(first.headers.get('ratelimit')).toMatch(/^"events";r=3;/);
    const second = await client.post('/v1/events/batch', { events: [{}, ...events(4), {}] });
    expect(outcomes(second)).toEqual(['invalid', 'created', 'created', 'created', 'throttled', 'invalid']);
  });

  it('hold for each device by itself', async () => {
    const client = await tenant({ device_burst_events: 2, device_events_per_second: 1 });
    await client.post('/v1/devices', { device_uid: 'sensor-2' });
    const batch = [...events(3), ...events(2, { device_uid: 'sensor-2' })];
    const answer = await client.post('/v1/events/batch', { events: batch });
    expect(outcomes(answer)).toEqual(['created', 'created', 'throttled', 'created', 'created']);
    const single = await client.post('/v1/events', event());
    expect([single.status, single.body.violated_policies]).toEqual([429, ['device-events']]);
    expect(single.headers.get('ratelimit')).toContain(
      `"device-events";r=0;t=1;pk=:${Buffer.from('sensor-1').toString('base64')}:`,
    );
  });

  it('hold for bytes, compressed or not; what is larger than the burst is too large for good', async () => {
    const client = await tenant({ burst_bytes: 3000, bytes_per_second: 1000 });
    const large = (bytes: number) => event(undefined, { payload: { text: 'x'.repeat(bytes) } });
    const zipped = (body: object, path = '/v1/events') =>
      client.send('POST', path, {
        body: gzipSync(JSON.stringify(body)),
        headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      });
    expect((await client.post('/v1/events', large(1500))).status).toBe(201);
    const [plain, packed] = [await client.post('/v1/events', large(1900)), await zipped(large(1900))];
    for (const { status, body, headers } of [plain, packed]) {
      expect([status, body.violated_policies]).toEqual([429, ['bytes']]);
      expect(Number(headers.get('retry-after'))).toBe(1);
    }
    const answer = await zipped({ events: [large(1900), large(700), large(4000)] }, '/v1/events/batch');
    expect(outcomes(answer)).toEqual(['throttled', 'created', 'invalid']);
    expect(answer.body.items[2]).toMatchObject({
      status: 413,
      retryable: false,
      error: { code: 'event_too_large' },
    });
    pass(3);
    expect((await client.post('/v1/events', large(4000))).body.code).toBe('event_too_large');
  });

  it('charge the payload of what is rejected, in every format', async () => {
    const payload = { text: 'x'.repeat(2500) };
    const cloud = { specversion: '1.0', id: 'odd', source: '/sensor-1', type: '', data: payload };
    const lines = `${JSON.stringify(event('odd', { type: '', payload, late: true }))}\n`;
    for (const send of [
      (client: ApiClient) => client.post('/v1/events', event('odd', { type: '', payload })),
      (client: ApiClient) => client.post('/v1/events', cloud, { 'content-type': 'application/cloudevents+json' }),
      (client: ApiClient) => client.send('POST', '/v1/events/import', { body: lines, headers: { 'content-type': 'application/x-ndjson' } }),
    ]) {
      const client = await tenant({ burst_bytes: 3000, bytes_per_second: 1 });
      await send(client);
      expect((await client.post('/v1/events', event(undefined, { payload: { text: 'x'.repeat(500) } }))).body.violated_policies).toEqual(['bytes']);
    }
  }); // prettier-ignore

  it('charge what is rejected as it was sent, not as its numbers would be written out', async () => {
    const client = await tenant({ burst_bytes: 1_000_000, bytes_per_second: 1 });
    const payload = `{"a":[${Array(20_000).fill('1e308').join()}]}`;
    const body = `{"event_uid":"long","device_uid":"sensor-1","type":"t","payload":${payload}}`;
    expect((await client.send('POST', '/v1/events', { body })).body.code).toBe('event_too_large');
    expect((await client.post('/v1/events', event())).status).toBe(201);
  });

  it('refuse a batch or an import unread while not one event fits; one of which nothing fits once read is 207', async () => {
    const limits = {
      device_burst_events: 1,
      device_events_per_second: 1,
      burst_events: 3,
      events_per_second: 1,
    };
    const client = await tenant(limits);
    const { body } = await client.post('/v1/devices/sensor-1/tokens', { name: 'own' });
    const device = client.as(body.token);
    expect((await client.post('/v1/events/batch', { events: events(1) })).status).toBe(200);
    const none = await client.post('/v1/events/batch', { events: events(2) });
    expect([none.status, none.body.summary]).toEqual([207, { throttled: 2 }]);
    const ways = [
      ['/v1/events', 'application/json'],
      ['/v1/events', 'application/cloudevents-batch+json'],
      ['/v1/events/batch', 'application/json'],
      ['/v1/events/batch', 'application/cloudevents-batch+json'],
      ['/v1/events/batch?dry_run=true', 'application/json'],
      ['/v1/events/import', 'application/x-ndjson'],
    ];
    const refused = async (token: string, policy: string) => {
      for (const [path, type] of ways)
        for (const more of [[], ['Content-Encoding: gzip'], ['Prefer: respond-async']]) {
          const unread = await SlowRequest.post(service.url, path, token, 4000, type, more);
          expect([path, await unread.status()]).toEqual([path, 429]);
          expect(unread.text).toContain(`"violated_policies":["${policy}"]`);
          expect(unread.text).toMatch(/\r\nretry-after: 1\r\n/i);
          unread.abort();
        }
    };
    await refused(device.token!, 'device-events');
    const wide = { device_burst_events: 1e9, device_events_per_second: 1e9, events_per_second: 1 };
    await staff.patch(`/v1/tenants/limited-${count}`, { settings: { limits: wide } });
    await client.post('/v1/events/batch', { events: events(3) });
    await refused(client.token!, 'events');
  });

  it('count every request, whatever route and answer, and refuse it with a Retry-After that is true', async () => {
    const burst = 12;
    const client = await tenant({ burst_requests: burst, requests_per_second: 1 });
    const calls: [method: string, path: string, body?: unknown][] = [
      ['GET', '/v1/auth/me'],
      ['GET', '/v1/devices'],
      ['POST', '/v1/devices', {}],
      ['PATCH', '/v1/devices/sensor-1', { name: 'x' }],
      ['DELETE', '/v1/devices/nobody'],
      ['GET', '/v1/events/missing'],
      ['POST', '/v1/events', event()],
      ['POST', '/v1/events/batch', '{'],
      ['GET', '/v1/permissions'],
      ['GET', '/v1/events/stream'],
      ['GET', '/v1/audit'],
      ['GET', '/v1/events/export'],
    ];
    const begun = performance.now();
    let refused: Answer | undefined;
    let admitted = 0;
    while (!refused) {
      const [method, path, body] = calls[admitted % calls.length];
      const answer = await client.send(method, path, { body });
      if (answer.status === 429) refused = answer;
      else admitted++;
      expect(admitted).toBeLessThanOrEqual(burst + 1 + (performance.now() - begun) / 1000);
    }
    expect(admitted).toBeGreaterThanOrEqual(burst);
    expect([refused.body.code, refused.body.violated_policies]).toEqual(['throttled', ['requests']]);
    expect(refused.headers.get('ratelimit')).toMatch(/"requests";r=0;t=1/);
    pass(Number(refused.headers.get('retry-after')));
    expect((await client.get('/v1/devices')).status).toBe(200);
  });

  it('count reads beside requests; what writes goes on', async () => {
    const client = await tenant({ burst_reads: 3, reads_per_second: 1 });
    let last = await client.get('/v1/events');
    for (let i = 0; i < 60 && last.status === 200; i++)
      last = await client.get('/v1/events/stats?interval=day');
    expect([last.status, last.body.violated_policies]).toEqual([429, ['reads']]);
    expect(last.headers.get('ratelimit')).toMatch(/^"requests";r=\d+(;t=1)?, "reads";r=0;t=1$/);
    expect((await client.post('/v1/events', event())).status).toBe(201);
    pass(Number(last.headers.get('retry-after')));
    expect((await client.get('/v1/events')).status).toBe(200);
  });

  it('are judged before the body of whoever names the tenant by header, or has one alone', async () => {
    await tenant({ burst_requests: 1, requests_per_second: 1 });
    const key = `limited-${count}`;
    const member = await service.make.member('tenant_admin', key);
    const statusOf = async (token: string, more: string[]) => {
      const unread = await SlowRequest.post(service.url, '/v1/devices', token, 1000, undefined, more);
      try {
        return await unread.status();
      } finally {
        unread.abort();
      }
    };
    const empty = () => member.get('/v1/devices');
    for (const [token, more] of [
      [staff.token!, [`X-Tenant-Key: ${key}`]],
      [member.token!, []],
    ] as const) {
      while ((await empty()).status !== 429);
      expect(await statusOf(token, [...more])).toBe(429);
    }
    // Here only the body names the tenant. The limit is checked after the body was read.
    while ((await empty()).status !== 429);
    const late = await staff.post('/v1/events', { ...event(), tenant_key: key });
    expect([late.status, late.body.violated_policies]).toEqual([429, ['requests']]);
  });

  it('are judged before a body is read, where the credential alone tells the tenant', async () => {
    const client = await tenant({ burst_events: 1, events_per_second: 1 });
    await client.post('/v1/events', event());
    const unread = await SlowRequest.post(service.url, '/v1/events', client.token!, 1000);
    expect(await unread.status()).toBe(429);
    unread.abort();
  });

  it('leave what comes before them as it is: permission and tenant are judged first', async () => {
    const client = await tenant({ burst_events: 1, events_per_second: 1 });
    await client.post('/v1/events', event());
    const reader = await service.make.token(`limited-${count}`, ['events:read']);
    expect((await reader.post('/v1/events', event())).body.code).toBe('forbidden');
    const lost = client.as(client.token, { 'x-tenant-key': 'elsewhere' });
    expect((await lost.post('/v1/events', event())).body.code).toBe('tenant_forbidden');
    const named = staff.as(staff.token, { 'x-tenant-key': `limited-${count}` });
    expect((await named.post('/v1/events', event())).body.violated_policies).toEqual(['events']);
  });

  it('bound the requests that are worked on, and give places back, also of clients that go away', async () => {
    const client = await tenant({ max_concurrent_requests: 2 });
    const body = JSON.stringify(event());
    const post = () => SlowRequest.post(service.url, '/v1/events', client.token!, body.length);
    const [first, second] = [await post(), await post()];
    const usage = async () =>
      (await staff.get(`/v1/tenants/limited-${count}/limits`)).body.usage.concurrent_requests;
    await until('both are inside', async () => (await usage()).used === 2);
    const third = await client.get('/v1/events');
    expect([third.status, third.body.violated_policies]).toEqual([429, ['concurrent-requests']]);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(third.headers.get('ratelimit')).toContain('"concurrent-requests";r=0');
    first.abort();
    second.send(body);
    expect(await second.status()).toBe(201);
    second.abort();
    await until('both places are back', async () => (await usage()).used === 0);
    expect((await client.get('/v1/events')).status).toBe(200);
  });

  it('are shown to the platform, with what is used of them', async () => {
    const client = await tenant({
      burst_events: 100,
      events_per_second: 1,
      burst_bytes: 100_000,
      bytes_per_second: 1,
    });
    await client.post('/v1/events/batch', { events: events(40) });
    const path = `/v1/tenants/limited-${count}/limits`;
    const { status, body } = await staff.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tenant_key: `limited-${count}`,
      limits: { burst_events: 100, events_per_second: 1, max_concurrent_requests: 100 },
      usage: {
        concurrent_requests: { used: 0, remaining: 100 },
        reads: { used: 0, remaining: 2_000 },
      },
    });
    expect(body.usage.events).toMatchObject({ used: 40, remaining: 60 });
    expect(body.usage.bytes.remaining).toBeLessThan(100_000);
    expect((await client.get(path)).status).toBe(403);
    expect((await staff.get('/v1/tenants/nobody-here/limits')).status).toBe(404);
  });

  it('follow the settings at once', async () => {
    const client = await tenant({ burst_events: 1, events_per_second: 1 });
    await client.post('/v1/events', event());
    expect((await client.post('/v1/events', event())).status).toBe(429);
    const limits = { burst_events: 50, events_per_second: 1000 };
    await staff.patch(`/v1/tenants/limited-${count}`, { settings: { limits } });
    expect((await client.post('/v1/events', event())).status).toBe(201);
  });
});
