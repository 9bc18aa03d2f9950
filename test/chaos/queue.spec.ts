import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { OwnPostgres } from '../support/servers/own-postgres.js';
import { BACKENDS } from '../support/servers/queue.js';
import { until } from '../support/wait.js';
import { endsOf, openIngestions } from './accepted.js';
import { AsyncSenders } from './async-senders.js';
import { Fleet } from './fleet.js';
import { Ledger } from './ledger.js';
import { seeded } from './random.js';
import type { Tenant } from './senders.js';
import { UNLIMITED } from '../support/unlimited.js';

/** Of killing, over each backend. The short form runs with the suite; `npm run test:chaos` takes five minutes. */
const SECONDS = Number(process.env.CHAOS_QUEUE_SECONDS ?? 12);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1e6);
const VICTIMS = {
  PostgreSQL: ['worker', 'worker', 'api', 'connections', 'database', 'emptied queue', 'worker and database'],
  Redis: ['worker', 'worker', 'api', 'connections', 'Redis', 'emptied queue', 'worker and Redis'],
} as Record<string, readonly string[]>;
/** What a killed worker had is taken up within 15 s; five tries wait 15 s for each other. Milliseconds. */
const ENDED_MS = 90_000;
/** Keeps the backlog short, and so the end of the test. */
const LIMITS = { ...UNLIMITED, max_queued_ingestions: 100 };

/**
 * Two APIs and two workers, killed at random under load together with what carries the queue, and a ledger of every 202
 * outside of them: each ends `done` or `dead`, each event is stored once, and under its own tenant.
 */
describe.each(BACKENDS)('killed under load, the queue in $name', (backend) => {
  backend.describe('', () => {
    let postgres: OwnPostgres;
    let queue: Awaited<ReturnType<typeof backend.start>>;
    let fleet: Fleet;
    const tenants: Tenant[] = [];
    const ledger = new Ledger();
    const random = seeded(SEED);
    const senders = new AsyncSenders(() => fleet.urlOf('api', random), ledger, random);

    beforeAll(async () => {
      queue = await backend.start();
      postgres = await OwnPostgres.start();
      const { make, close } = await startTestApp({}, postgres.database);
      for (const key of ['acme', 'globex', 'initech'])
        tenants.push({ key, token: (await make.tenant(key, { limits: LIMITS })).token! });
      await close();
      fleet = new Fleet(postgres.database, { ...queue.env, RUN_WORKER: 'false', LOG_LEVEL: 'error' });
      await fleet.start(2);
    }, 120_000);
    afterAll(async () => {
      await fleet?.stop();
      await queue?.stop();
      await postgres?.stop();
    }, 60_000);

    const admin = (statement: string) =>
      asAdmin(postgres.database.adminUrl, (client) => client.query(statement));

    /**
     * Kills, waits a moment, and restarts.
     * @returns whether it could be killed at that moment
     */
    async function strike(victim: string): Promise<boolean> {
      let restore: () => Promise<void> = async () => undefined;
      if (victim.includes('api') && !(await fleet.kill('api'))) return false;
      if (victim.includes('worker') && !(await fleet.kill('worker'))) return false;
      if (victim === 'connections')
        await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tributary_app' AND random() < 0.5`);
      if (victim.includes('database')) {
        await postgres.kill();
        restore = () => postgres.restart();
      }
      if (victim === 'emptied queue')
        await (queue.redis ? queue.redis.client.flushall() : admin('DELETE FROM bullmq.job'));
      if (victim.includes('Redis')) {
        await queue.redis!.kill();
        restore = () => queue.redis!.restart();
      }
      await sleep(1_000 * random());
      await restore();
      return true;
    }

    const ended = () =>
      until('all is done or dead', async () => (await openIngestions(postgres.database.adminUrl)) === 0, ENDED_MS);

    it('every 202 ends done or dead, nothing is lost, nothing is stored twice', async () => {
      const kills: Record<string, number> = {};
      const begun = performance.now();
      senders.start(tenants, 4);
      while (performance.now() - begun < SECONDS * 1000) {
        await sleep(200 + 800 * random());
        const victims = VICTIMS[backend.name];
        const victim = victims[Math.floor(random() * victims.length)];
        if (await strike(victim)) kills[victim] = (kills[victim] ?? 0) + 1;
      }
      await fleet.whole();
      await senders.stop();
      const stopped = performance.now();
      await ended();
      const settled = (performance.now() - stopped) / 1000;
      const { missing, miscounted, ...ends } = await endsOf(postgres.database.adminUrl, senders.accepted);
      const { lost, invented, doubled, altered, ...counts } = await ledger.audit(postgres.database.adminUrl);
      console.log(
        `${backend.name}: seed ${SEED}, ${Math.round((stopped - begun) / 1000)} s, kills ${JSON.stringify(kills)}, answers ${JSON.stringify(senders.answers)}, ` +
          `ingestions ${JSON.stringify(ends)}, events ${JSON.stringify(counts)}, the last ended ${settled.toFixed(1)} s after the last was sent`,
      );
      expect({ missing, miscounted, invented, doubled, altered, violations: senders.violations }).toEqual({
        missing: [], miscounted: [], invented: [], doubled: [], altered: [], violations: [],
      });
      expect(ends.created).toBe(counts.stored);
      expect(senders.accepted.length).toBeGreaterThan(SECONDS);
      if (!ends.dead) expect(lost).toEqual([]);

      // What was given up is stored when it is replayed.
      for (const { token } of tenants)
        await new ApiClient(fleet.urlOf('api', random), token).post('/v1/dead-letters/replay', {});
      await ended();
      const again = await endsOf(postgres.database.adminUrl, senders.accepted);
      const whole = await ledger.audit(postgres.database.adminUrl);
      expect([again.dead, again.missing, whole.lost, whole.doubled]).toEqual([0, [], [], []]);
      expect(again.created).toBe(whole.stored);
      expect(await fleet.stop()).toEqual([0, 0, 0, 0]);
      expect([...fleet.unforeseen]).toEqual([]);
    }, SECONDS * 1000 + 240_000);
  });
}); // prettier-ignore
