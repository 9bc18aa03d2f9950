import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin, createEmptyDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { Flood } from '../support/clients/flood.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { ASYNC, finished } from '../support/servers/queue.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';
import { until } from '../support/wait.js';

/** The bucket takes ten seconds to refill, longer than the flood lasts. */
const LIMITS = { rate: 200, burst: 2_000 };
const SIZE = 60;
const BATCHES = 200;
/** Time after which the other processes know a change. Milliseconds. */
const SEEN_MS = 1_000;

/** A new installation: all processes start at the same time, on an empty database and a Redis. */
describeWithRedis('two APIs and two workers on one PostgreSQL and one Redis', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let apis: ServiceProcess[] = [];
  let workers: ServiceProcess[] = [];
  let staff: ApiClient;

  beforeAll(async () => {
    redis = await startRedis();
    database = await createEmptyDatabase();
    const env = { REDIS_URL: redis.url, MIGRATION_DATABASE_URL: database.ownerUrl, LOG_LEVEL: 'warn', LIMITS_REDIS_TIMEOUT_MS: '60000' };
    const start = (more: Record<string, string>) =>
      startProcess(database, { ...env, ...more }, ['dist/apps/cli/src/main.js', 'start']);
    const [api, worker] = [{ RUN_WORKER: 'false' }, { RUN_API: 'false' }];
    const all = await Promise.all([api, worker, api, worker].map(start));
    [apis, workers] = [all.filter((_, i) => i % 2 === 0), all.filter((_, i) => i % 2 === 1)];
    const { body } = await new ApiClient(apis[0].url).post('/v1/auth/token', {
      grant_type: 'password',
      username: ADMIN.email,
      password: ADMIN.password,
    });
    staff = new ApiClient(apis[0].url, body.access_token);
  }, 180_000);
  afterAll(async () => {
    const all = [...apis, ...workers];
    for (const { child } of all) child.kill('SIGTERM');
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(all.map(() => 0));
    await redis.stop();
  }, 60_000);

  const sql = (text: string, values: unknown[] = []) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query(text, values)).rows);

  /** Makes a tenant with a device and a token. @returns the token's id, and a client for each API */
  async function tenant(key: string, limits: object = {}) {
    expect((await staff.post('/v1/tenants', { key, settings: { limits } })).status).toBe(201);
    const inside = staff.as(staff.token, { 'x-tenant-key': key });
    expect((await inside.post('/v1/devices', { device_uid: 'sensor-1' })).status).toBe(201);
    const { id, token } = (await inside.post('/v1/tokens', { name: 't', abilities: ['*'] })).body;
    return { id, inside, clients: apis.map(({ url }) => new ApiClient(url, token)) };
  }

  it('migrate once, and make one administrator', async () => {
    const [{ rows, names }] = await sql(
      'SELECT count(*)::int AS rows, count(DISTINCT name)::int AS names FROM migrations',
    );
    expect(names).toBeGreaterThan(10);
    expect(rows).toBe(names);
    expect(await sql('SELECT email FROM users')).toEqual([{ email: ADMIN.email }]);
    for (const each of [...apis, ...workers]) expect(each.output()).not.toMatch(/"level":"(error|fatal)"/);
  });

  it('admit burst + rate × t between them; no job is lost and none is done twice', async () => {
    const { clients } = await tenant('flood', { burst_events: LIMITS.burst, events_per_second: LIMITS.rate, max_queued_ingestions: BATCHES });
    const flood = await Flood.of([...clients, ...clients, ...clients], { batches: BATCHES, size: SIZE }, ({ status, body }) => {
      expect([202, 207, 429]).toContain(status);
      return body.summary?.accepted ?? 0;
    }, ASYNC);
    const { admitted } = flood;
    expect(admitted).toBeLessThanOrEqual(flood.most(LIMITS));
    expect(admitted).toBeGreaterThanOrEqual(flood.least(LIMITS, SIZE));
    const accepted = flood.answers.filter(({ headers }) => headers.has('location'));

    const ends: string[] = [];
    for (const answer of accepted) ends.push((await finished(clients[0], answer)).body.status);
    expect(ends.filter((status) => status !== 'done')).toEqual([]);
    expect(await sql('SELECT max(tries) AS tries, sum((summary->>$1)::int)::int AS created FROM ingestions', ['created'])).toEqual([{ tries: 1, created: admitted }]);
    const [{ stored }] = await sql('SELECT count(*)::int AS stored FROM events');
    expect(stored).toBe(admitted);
  }, 60_000);

  it('see a change of settings within a second, APIs and workers', async () => {
    const { clients } = await tenant('changed');
    for (const client of clients) expect((await client.post('/v1/events', event())).status).toBe(201);
    expect((await staff.patch('/v1/tenants/changed', { settings: { limits: { burst_events: 7, events_per_second: 7 } } })).status).toBe(200);
    await sleep(SEEN_MS);
    for (const client of clients)
      expect((await client.post('/v1/events', event())).headers.get('ratelimit-policy')).toContain('"events";q=7;w=1');

    for (const { child } of workers) child.kill('SIGSTOP');
    const waiting = await clients[1].post('/v1/events', event(), ASYNC);
    expect(waiting.status).toBe(202);
    expect((await staff.patch('/v1/tenants/changed', { status: 'suspended' })).status).toBe(200);
    await sleep(SEEN_MS);
    for (const { child } of workers) child.kill('SIGCONT');
    for (const client of clients) expect((await client.post('/v1/events', event(), ASYNC)).body.code).toBe('tenant_suspended');
    await until('the worker has given it up', async () => {
      const letters = await sql('SELECT reason, tries FROM dead_letters WHERE ingestion_id = $1', [waiting.body.ingestion_id]);
      return letters.length > 0 && letters[0].reason === 'tenant_suspended' && letters[0].tries === 1;
    });
  }, 30_000);

  it('see a revocation within a second', async () => {
    const { id, clients, inside } = await tenant('revoked');
    const statuses = () => Promise.all(clients.map(async (client) => (await client.post('/v1/events', event(), ASYNC)).status));
    expect(await statuses()).toEqual([202, 202]);
    expect((await inside.delete(`/v1/tokens/${id}`)).status).toBe(204);
    await sleep(SEEN_MS);
    expect(await statuses()).toEqual([401, 401]);
  });
}); // prettier-ignore
