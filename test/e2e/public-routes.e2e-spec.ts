import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { metric, until } from '../support/wait.js';

const PUBLIC = [
  ['POST', '/v1/auth/token'],
  ['POST', '/v1/auth/revoke'],
  ['POST', '/v1/auth/accept-invitation'],
  ['POST', '/v1/auth/password'],
  ['GET', '/.well-known/jwks.json'],
  ['GET', '/.well-known/oauth-authorization-server'],
  ['GET', '/docs'],
  ['GET', '/openapi.json'],
  ['GET', '/no-such-address'],
] as const;
const POSTS = PUBLIC.filter(([method]) => method === 'POST').map(([, path]) => path);
const BURST = 6;
/** Limit of requests in flight. The public share has its minimum of 16 then. */
const MOST = 24;
const SHARE = 16;

describe('routes without a credential', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({
      MAX_REQUESTS_IN_FLIGHT: String(MOST),
      PUBLIC_REQUESTS_PER_SECOND: '1',
      PUBLIC_BURST_REQUESTS: String(BURST),
      TRUSTED_PROXIES: '127.0.0.1',
      DOCS_ENABLED: 'true',
    });
  });
  afterAll(() => service.close());

  const inFlight = () => metric(service.url, 'tributary_http_requests_in_flight');
  let asked = 0;
  const somebody = () => `203.0.113.${++asked}`;

  it.each(PUBLIC)(
    '%s %s counts against the address, and says truly when to come back',
    async (method, path) => {
      const spelling = somebody();
      const from = (address: string) =>
        service.api.send(method, path, { headers: { 'x-forwarded-for': address } });
      let answer = await from(spelling);
      const begun = performance.now();
      // All these are spellings of one address.
      for (let i = 1; answer.status !== 429; i++) {
        expect(i).toBeLessThanOrEqual(BURST + 1 + (performance.now() - begun) / 1000);
        answer = await from([`${spelling}:${i}`, `::ffff:${spelling}`, `[::FFFF:${spelling}]:1`][i % 3]!);
      }
      expect(answer.headers.get('retry-after')).toBe('1');
      expect((await from(somebody())).status).not.toBe(429);
      await sleep(1000);
      expect((await from(spelling)).status).not.toBe(429);
    },
  );

  it('probes are exempt', async () => {
    for (let i = 0; i < 3 * BURST; i++)
      for (const probe of ['/livez', '/readyz', '/metrics'])
        expect((await service.api.get(probe, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(
          200,
        );
  });

  it.each(POSTS)('%s takes a small body, within 5 seconds', async (path) => {
    const headers = { 'x-forwarded-for': somebody() };
    const large = await service.api.post(path, { token: 'x'.repeat(16_384) }, headers);
    expect([400, 413]).toContain(large.status);
    expect(large.text).toContain('16384 bytes');
    const slow = await SlowRequest.post(service.url, path, '', 100, undefined, [
      `X-Forwarded-For: ${somebody()}`,
    ]);
    expect([400, 408]).toContain(await slow.status());
    expect(slow.text).toContain('within 5 seconds');
    slow.abort();
  });

  it('slow bodies take no place of the tenants, and one address takes no more than half of the public ones', async () => {
    const acme = await service.make.tenant('acme');
    const slow = (address: string, i: number) =>
      SlowRequest.post(service.url, POSTS[i % POSTS.length]!, '', 100, undefined, [
        `X-Forwarded-For: ${address}`,
      ]);
    const begun: SlowRequest[] = [];
    const statuses: number[] = [];
    // The first requests come from four addresses, the others from many, until no place is left.
    for (let i = 0; i < 4 * SHARE; i++) {
      const request = await slow(i < SHARE ? `198.51.100.${i % 4}` : somebody(), i);
      begun.push(request);
      void request.status().then(
        (status) => statuses.push(status),
        () => undefined,
      );
    }
    await until('the public places are taken', async () => (await inFlight()) >= SHARE);
    await until('the others are refused', () => statuses.filter((status) => status === 503).length > 0);
    const writes = await Promise.all(
      Array.from({ length: MOST - 1 }, () => acme.post('/v1/events', event())),
    );
    expect(writes.map(({ status }) => status)).toEqual(writes.map(() => 201));
    expect((await acme.get('/v1/auth/me')).status).toBe(200);
    begun.forEach((request) => request.abort());
    await until('every place is back', async () => (await inFlight()) === 0);
  });

  it('tenants that fill their share keep nobody from logging in', async () => {
    const acme = await service.make.token('acme');
    const begun = await Promise.all(
      Array.from({ length: MOST }, () => SlowRequest.post(service.url, '/v1/events', acme.token!, 100)),
    );
    await until('their share is full', async () => (await inFlight()) === MOST);
    expect((await acme.get('/v1/auth/me')).status).toBe(503);
    const login = await service.api.post('/v1/auth/token', {}, { 'x-forwarded-for': somebody() });
    expect(login.status).toBe(400);
    begun.forEach((request) => request.abort());
    await until('every place is back', async () => (await inFlight()) === 0);
  });
});
