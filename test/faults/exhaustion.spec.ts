import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { metric, scaled, until } from '../support/wait.js';

const POOL = 4;
/** Time limit for a connection: enough for a slow machine, and far below ANSWER_WAIT_MS. Milliseconds. */
const WAIT_MS = 2_500;
/** The same, plus a reserve for the machine. Milliseconds. */
const TIMEOUT_MS = 3_000;
const MOST_CONCURRENT = 5;
const READS = ['/v1/events', '/v1/events/stats?interval=day', '/v1/events/export', '/v1/events?order=asc'];

/**
 * Places are limited: connections, a tenant's share of them, its concurrent requests. Every holder returns its place.
 */
describe('places', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;
  let initech: ApiClient;

  beforeAll(async () => {
    const database = await createTestDatabase();
    await asAdmin(database.adminUrl, async (admin) => {
      const name = new URL(database.appUrl).pathname.slice(1);
      // This is longer than any test, so that PostgreSQL does not end statements that wait for a lock.
      for (const setting of ['lock_timeout', 'statement_timeout'])
        await admin.query(`ALTER ROLE ${new URL(database.appUrl).username} IN DATABASE ${name} SET ${setting} = '10min'`);
    });
    service = await startTestApp({ DATABASE_POOL_SIZE: String(POOL), DATABASE_WAIT_MS: String(WAIT_MS) }, database);
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
    initech = await service.make.tenant('initech', { limits: { max_concurrent_requests: MOST_CONCURRENT } });
  });
  afterAll(() => service?.close());

  const inUse = () => metric(service.url, 'tributary_database_connections{state="in_use"}');
  const inFlight = () => metric(service.url, 'tributary_http_requests_in_flight');
  const waitingTurn = () => metric(service.url, 'tributary_database_waiting{state="tenant_slot"}');
  /** While `work` runs, every statement on the table waits inside the database. */
  const whileLocked = (table: 'events' | 'dead_letters', work: () => Promise<void>) =>
    asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query('BEGIN');
      await admin.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      await work().finally(() => admin.query('COMMIT'));
    });
  /** Counts statements of the service that wait for a lock. */
  const lockedOut = () =>
    asAdmin(service.database.adminUrl, async (admin) => {
      const { rows } = await admin.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND usename = 'tributary_app' AND wait_event_type = 'Lock'`,
      );
      return rows[0].n as number;
    });
  const timed = async (work: Promise<Answer>) => {
    const begun = performance.now();
    const { status, headers, body } = await work;
    return { status, code: body.code, retry: headers.get('retry-after'), ms: performance.now() - begun };
  };
  const expectAllReturned = () =>
    until('every place is back', async () => (await inUse()) === 0 && (await inFlight()) === 0);

  it('in the pool: tenants that read hold half at most, wait and are told 503; a third writes at once', async () => {
    const held: Promise<Answer>[] = [];
    await whileLocked('events', async () => {
      for (const tenant of [acme, globex]) {
        const before = held.length;
        held.push(tenant.get('/v1/events'));
        await until('its read waits inside the database', async () => (await lockedOut()) === before + 1);
      }
      const late = Array.from({ length: 20 }, (_, i) => timed([acme, globex][i % 2]!.get(READS[i % READS.length]!)));
      await until('the others wait', async () => (await waitingTurn()) === late.length);
      // Nothing of the third tenant is cached, so its look-ups need a connection, too.
      expect((await initech.post('/v1/devices', { device_uid: 'new' })).status).toBe(201);
      expect((await initech.patch('/v1/devices/new', { name: 'New' })).status).toBe(200);
      await until('only reads hold connections', async () => (await inUse()) === POOL / 2);
      for (const { status, code, retry, ms } of await Promise.all(late)) {
        // On a slow machine the look-up before the read may have waited for the connection. Its error has another code.
        expect([status, retry]).toEqual([503, '1']);
        expect(['overloaded', 'database_unavailable']).toContain(code);
        expect(ms).toBeLessThan(scaled(TIMEOUT_MS));
      }
    });
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    await expectAllReturned();
  });

  it('in the pool, while two tenants write as much as they can: the third is served', async () => {
    const held: Promise<Answer>[] = [];
    await whileLocked('dead_letters', async () => {
      for (const [tenant, all] of [[acme, POOL / 2], [globex, POOL / 2 + 1]] as const) {
        held.push(...Array.from({ length: 10 }, () => tenant.delete(`/v1/dead-letters/${randomUUID()}`)));
        await until('it has its share', async () => (await inUse()) === all && (await waitingTurn()) > 0);
      }
      expect((await initech.post('/v1/roles', { name: 'reader', permissions: ['events:read'] })).status).toBe(201);
      await until('only the two hold connections', async () => (await inUse()) === POOL / 2 + 1);
      await until('who waited too long was told', async () => (await waitingTurn()) === 0);
    });
    const statuses = (await Promise.all(held)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(POOL / 2 + 1);
    expect(statuses.filter((status) => status === 503)).toHaveLength(held.length - POOL / 2 - 1);
    await expectAllReturned();
  });

  it('come back from clients that go away, and what they sent is stored whole or not at all', async () => {
    const events = Array.from({ length: MOST_CONCURRENT }, () => event());
    await initech.get('/v1/devices');
    await whileLocked('events', async () => {
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
