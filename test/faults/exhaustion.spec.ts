import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/client.js';
import { asAdmin } from '../support/database.js';
import { event } from '../support/fixtures.js';
import { SlowRequest } from '../support/slow-request.js';
import { metric, scaled, until } from '../support/wait.js';

const POOL = 4;
/** A second of waiting, and what the machine adds. Milliseconds. */
const PATIENCE_MS = 3_000;
const MOST_CONCURRENT = 5;

/** Places are few: connections, a tenant's share of them, its requests at a time. Whoever has one gives it back. */
describe('places', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;
  let initech: ApiClient;

  beforeAll(async () => {
    service = await startTestApp({ DATABASE_POOL_SIZE: String(POOL) });
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
    initech = await service.make.tenant('initech', { limits: { max_concurrent_requests: MOST_CONCURRENT } });
  });
  afterAll(() => service?.close());

  const inUse = () => metric(service.url, 'tributary_database_connections{state="in_use"}');
  const inFlight = () => metric(service.url, 'tributary_http_requests_in_flight');
  const waitingTurn = () => metric(service.url, 'tributary_database_waiting{state="tenant_slot"}');
  /** While `work` runs, whatever touches events waits inside the database. */
  const whileEventsAreLocked = (work: () => Promise<void>) =>
    asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query('BEGIN');
      await admin.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
      await work().finally(() => admin.query('COMMIT'));
    });
  const timed = async (work: Promise<Answer>) => {
    const begun = performance.now();
    const { status, headers, body } = await work;
    return { status, code: body.code, retry: headers.get('retry-after'), ms: performance.now() - begun };
  };
  const expectAllReturned = () =>
    until('every place is back', async () => (await inUse()) === 0 && (await inFlight()) === 0);

  it('in the pool: a tenant holds half at most, waits a second and is told 503; another is served meanwhile', async () => {
    const held: Promise<Answer>[] = [];
    await whileEventsAreLocked(async () => {
      held.push(...Array.from({ length: POOL / 2 }, () => acme.get('/v1/events')));
      await until('half of the pool is taken', async () => (await inUse()) === POOL / 2);
      const late = Array.from({ length: 6 }, () => timed(acme.get('/v1/events')));
      expect((await globex.get('/v1/devices')).status).toBe(200);
      expect(await inUse()).toBe(POOL / 2);
      for (const { status, code, retry, ms } of await Promise.all(late)) {
        expect([status, code, retry]).toEqual([503, 'overloaded', '1']);
        expect(ms).toBeLessThan(scaled(PATIENCE_MS));
      }
    });
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    await expectAllReturned();
  });

  it('in the pool, all taken by two tenants: the third waits a second and is told 503', async () => {
    const held: Promise<Answer>[] = [];
    await whileEventsAreLocked(async () => {
      for (const tenant of [acme, globex])
        held.push(...Array.from({ length: POOL / 2 }, () => tenant.get('/v1/events')));
      await until('the pool is taken', async () => (await inUse()) === POOL);
      const { status, code, retry, ms } = await timed(initech.get('/v1/devices'));
      expect([status, code, retry]).toEqual([503, 'database_unavailable', '1']);
      expect(ms).toBeLessThan(scaled(PATIENCE_MS));
    });
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await expectAllReturned();
    expect((await initech.get('/v1/devices')).status).toBe(200);
  });

  it('come back from clients that go away, and what they sent is stored whole or not at all', async () => {
    const events = Array.from({ length: MOST_CONCURRENT }, () => event());
    await initech.get('/v1/devices');
    await whileEventsAreLocked(async () => {
      const begun = await Promise.all(
        events.map(async (each) => {
          const body = JSON.stringify(each);
          const request = await SlowRequest.post(service.url, '/v1/events', initech.token!, body.length);
          request.send(body);
          return request;
        }),
      );
      await until('they are worked on', async () => (await inUse()) > 0 && (await inFlight()) === events.length);
      expect((await initech.get('/v1/events')).status).toBe(429);
      begun.forEach((request) => request.abort());
      await until('they are gone', async () => (await inFlight()) === 0);
    });
    await expectAllReturned();
    expect(await waitingTurn()).toBe(0);
    const again = await Promise.all(events.map((each) => initech.post('/v1/events', each)));
    expect(again.filter(({ status }) => ![200, 201].includes(status))).toEqual([]);
    const stored = await asAdmin(service.database.adminUrl, async (admin) => (await admin.query('SELECT event_uid FROM events')).rows);
    expect(stored.map((row) => row.event_uid as string).sort()).toEqual(events.map((each) => each.event_uid).sort());
  });

  it('come back from clients that go away before their body is complete', async () => {
    for (let round = 0; round < 3 * MOST_CONCURRENT; round++) {
      const request = await SlowRequest.post(service.url, '/v1/events', initech.token!, 1000);
      request.send('{"event_uid":');
      request.abort();
    }
    await expectAllReturned();
    const all = await Promise.all(Array.from({ length: MOST_CONCURRENT }, () => initech.post('/v1/events', event())));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 201));
  });
}); // prettier-ignore
