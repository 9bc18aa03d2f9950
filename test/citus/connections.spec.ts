import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { citusNodes, urlOn } from '../support/servers/citus.js';
import { asAdmin } from '../support/servers/database.js';
import { UNLIMITED } from '../support/unlimited.js';
import { describeOnCitus } from './describe-on-citus.js';

const TENANTS = 60;
const POOL = 6;
/** Tenants that ask at the same time, with five requests each: enough for the whole pool, and no overload. */
const AT_ONCE = 6;
/** Connections of a process beside its pool, as docs/scaling.md counts them. */
const BESIDE = 9;
/** Of sessions of the service at a worker. */
const COUNT = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'tributary_app' AND datname = current_database()`;

describeOnCitus('connections to workers', () => {
  let service: TestApp;
  let tenants: ApiClient[];

  beforeAll(async () => {
    service = await startTestApp({ DATABASE_POOL_SIZE: String(POOL) });
    tenants = [];
    for (let i = 0; i < TENANTS; i++)
      tenants.push(await service.make.tenant(`t-${i}`, { limits: UNLIMITED }));
  }, 120_000);
  afterAll(() => service.close());

  let sent = 0;
  /** Each tenant sends and reads at the same time. @returns the answers */
  const ask = async (some: ApiClient[]) => {
    const n = sent++;
    const answers = await Promise.all(
      some.flatMap((tenant) => [
        tenant.post('/v1/events', event(`one-${n}`)),
        tenant.post('/v1/events/batch', { events: Array.from({ length: 20 }, (_, i) => event(`many-${n}-${i}`)) }),
        tenant.get('/v1/events?order=asc'),
        tenant.get('/v1/events/stats?interval=day'),
        tenant.get('/v1/devices'),
      ]),
    );
    return answers.map(({ status }) => status);
  }; // prettier-ignore

  /** The most sessions that a worker had while all tenants ask, and the answers other than good ones. */
  async function load(rounds: number): Promise<{ most: number; odd: number[] }> {
    const [, ...workers] = await citusNodes();
    const database = new URL(service.database.adminUrl).pathname.slice(1);
    let [most, busy] = [0, true];
    const watches = workers.map((worker) =>
      asAdmin(urlOn(worker, database), async (client) => {
        while (busy) most = Math.max(most, (await client.query(COUNT)).rows[0].n);
      }),
    );
    const odd: number[] = [];
    for (let i = 0; i < rounds * TENANTS; i += AT_ONCE) {
      const from = i % TENANTS;
      odd.push(...(await ask(tenants.slice(from, from + AT_ONCE))).filter((status) => status >= 300));
    }
    busy = false;
    await Promise.all(watches);
    return { most, odd };
  }

  it('are no more than the service has to the coordinator, however many tenants there are', async () => {
    const { most, odd } = await load(3);
    console.log(`connections: ${TENANTS} tenants, at most ${most} at a worker`);
    expect(odd).toEqual([]);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(POOL + BESIDE);
  }, 120_000);

  it('are enough if citus.max_shared_pool_size is that number', async () => {
    const set = (change: string) =>
      asAdmin(service.database.adminUrl, async (client) => {
        await client.query(`ALTER SYSTEM ${change}`);
        await client.query('SELECT pg_reload_conf()');
      });
    await set(`SET citus.max_shared_pool_size = ${POOL + BESIDE}`);
    try {
      const { most, odd } = await load(2);
      expect(odd).toEqual([]);
      expect(most).toBeLessThanOrEqual(POOL + BESIDE);
    } finally {
      await set('RESET citus.max_shared_pool_size');
    }
  }, 180_000);
});
