import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { event } from '../support/fixtures.js';
import { stopLimitClock } from '../support/limit-clock.js';
import { until } from '../support/wait.js';

const MiB = 1024 * 1024;
const SIZE = 4 * MiB;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Bodies of a tenant with such limits are processed at 10 MiB/s, the first 5 MiB at once. */
const LIMITS = { bytes_per_second: 5 * MiB };
/** Seconds that three bodies of 4 MiB need at least. */
const NEEDED = (3 * 4 - 5) / 10;
/** Here they need 3.5 seconds. */
const LOW_LIMITS = { bytes_per_second: MiB };

const padded = (head: string, tail: string) => head + ' '.repeat(SIZE - head.length - tail.length) + tail;

/** Bodies that cost the service CPU and store nothing or little, each with the status of its answer. */
const KINDS: Record<string, { path?: string; body: string | Buffer; headers?: object; status: number }> = {
  'accepted, but for one event': { body: padded('{"events":[', `${JSON.stringify(event())},1]}`), status: 207 },
  'no JSON at its end': { body: padded('{"events":[', ''), status: 400 },
  'with unknown fields': { body: padded('{"odd":1,"events":[', '{}]}'), status: 422 },
  'of CloudEvents without attributes': { body: padded('[', '{}]'), headers: { 'content-type': 'application/cloudevents-batch+json' }, status: 207 },
  'gzipped to a thousandth': { body: gzipSync(padded('{"events":[', '')), headers: { 'content-encoding': 'gzip' }, status: 400 },
  'for another tenant': { body: padded('{"events":[', ']}'), headers: { 'x-tenant-key': 'neighbour' }, status: 403 },
  'of a single event, too large': { path: '/v1/events', body: padded('', '1'), status: 422 },
}; // prettier-ignore

describe('large bodies', () => {
  let service: TestApp;
  let count = 0;
  beforeAll(async () => {
    service = await startTestApp();
    await service.make.tenant('neighbour');
  });
  afterAll(() => service.close());

  /** A device of a new tenant. */
  async function device(limits: object): Promise<ApiClient> {
    const client = await service.make.tenant(`large-${++count}`, { limits });
    const { body } = await client.post('/v1/devices/sensor-1/tokens', { name: 'own' });
    return client.as(body.token);
  }

  it.each(Object.entries(KINDS))(
    'are processed at twice the rate of bytes of their tenant: %s',
    async (_, { path = '/v1/events/batch', body, headers, status }) => {
      const client = await device(LIMITS);
      const begun = performance.now();
      const answers = await Promise.all(
        [1, 2, 3].map(() => client.send('POST', path, { body, headers: { ...JSON_TYPE, ...headers } })),
      );
      expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
      expect((performance.now() - begun) / 1000).toBeGreaterThan(NEEDED - 0.05);
    },
  );

  it('up to 64 KiB have a queue of their own, with the same rate', async () => {
    const client = await device({ ...LIMITS, max_concurrent_requests: 1_000 });
    const body = padded('{"events":[', '').slice(0, 64 * 1024);
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 192 }, () =>
        client.send('POST', '/v1/events/batch', { body, headers: JSON_TYPE }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect((performance.now() - begun) / 1000).toBeGreaterThan((192 / 16 - 5) / 10 - 0.05);
  });

  it('wait one after the other, and neither small requests nor other tenants wait for them', async () => {
    const client = await device(LOW_LIMITS);
    const other = await device(LOW_LIMITS);
    const body = padded('{"events":[', '');
    const large = [1, 2, 3].map(() => client.send('POST', '/v1/events/batch', { body, headers: JSON_TYPE }));
    const order: string[] = [];
    const note = (name: string) => (answer: { status: number }) =>
      void order.push(`${name} ${answer.status}`);
    await Promise.all([
      Promise.all(large).then(() => order.push('large ones')),
      client.post('/v1/events', event()).then(note('small')),
      other.send('POST', '/v1/events/batch', { body, headers: JSON_TYPE }).then(note('other')),
    ]);
    expect(order.at(-1)).toBe('large ones');
    expect(order.slice(0, 2).sort()).toEqual(['other 400', 'small 201']);
  });
});

describe('large bodies beyond what may wait', () => {
  let service: TestApp;
  /** Moves the clock of the limits. It stands still otherwise. */
  let pass: (seconds: number) => void;
  let device: ApiClient;
  beforeAll(async () => {
    service = await startTestApp();
    pass = stopLimitClock(service);
    // Bodies are processed at 1 MiB/s, the least rate.
    const client = await service.make.tenant('acme', { limits: { bytes_per_second: 1 } });
    device = client.as((await client.post('/v1/devices/sensor-1/tokens', { name: 'own' })).body.token);
  });
  afterAll(() => service.close());
  beforeEach(() => pass(3600));

  const announce = (bytes = SIZE) => SlowRequest.post(service.url, '/v1/events/batch', device.token!, bytes);
  const body = padded('{"events":[', '');
  const whole = async () => {
    const request = await announce();
    request.send(body);
    return request;
  };

  it('are refused unread, with a Retry-After that is true', async () => {
    expect(await (await whole()).status()).toBe(400);
    const waiting = await whole();
    await until('the second one waits', async () => (await waits()) > 0);
    const refused = await announce();
    expect(await refused.status()).toBe(429);
    expect(refused.text).toMatch(/^retry-after: 8\r$/im);
    expect(refused.text).toMatch(/^connection: close\r$/im);
    expect(refused.text).toContain('"violated_policies":["bytes"]');
    pass(8);
    expect(await (await whole()).status()).toBe(400);
    expect(await waiting.status()).toBe(400);
  });

  it('give their time back if their client goes', async () => {
    expect(await (await whole()).status()).toBe(400);
    for (const end of ['abort', 'reset', 'abort'] as const) {
      const before = await waits();
      const gone = await announce();
      await until('it waits', async () => (await waits()) > before);
      gone[end]();
      await until('its place is free', async () => (await inFlight()) === 0);
    }
    expect(await (await whole()).status()).toBe(400);
  });

  const metric = async (name: string) => {
    const { text } = await service.api.get('/metrics');
    return Number(new RegExp(`^\\w*${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  };
  const waits = () => metric('limit_body_wait_seconds_total');
  /** Requests in progress, but for the one that asks. */
  const inFlight = () => metric('http_requests_in_flight');
});
