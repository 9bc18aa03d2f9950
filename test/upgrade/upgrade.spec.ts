import { execFileSync } from 'node:child_process';
import { migrate } from '#libs/database';
import { DataSource } from 'typeorm';
import { EventsByTime1700000023000 } from '../../libs/database/src/migrations/1700000023000-events-by-time.js';
import { AsyncSenders } from '../chaos/async-senders.js';
import { openIngestions } from '../chaos/accepted.js';
import { Ledger } from '../chaos/ledger.js';
import { seeded } from '../chaos/random.js';
import { Senders, type Tenant } from '../chaos/senders.js';
import { asAdmin } from '../support/servers/database.js';
import { OwnPostgres } from '../support/servers/own-postgres.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { until } from '../support/wait.js';
import { Balancer } from './balancer.js';
import { LockWaits } from './lock-waits.js';
import { makeTenant, People } from './people.js';
import { BuiltRelease, previousRelease } from './release.js';

/** Events stored before the upgrade; 0: not requested. */
const EVENTS = Number(process.env.UPGRADE_EVENTS ?? 0);
const commit = previousRelease();
if (EVENTS && !commit) console.warn('upgrade: skipped, this clone has no commit of the release before');

/** Longest time that a request may wait for a lock. Milliseconds. */
const LONGEST_WAIT_MS = 1_000;
const API = 'dist/apps/api/src/main.js';
const WORKER = 'dist/apps/worker/src/main.js';
/** Acknowledged events before the next step. */
const STEP = 2_000;
const ENV = { RUN_WORKER: 'false', LOG_LEVEL: 'warn', PUBLIC_REQUESTS_PER_SECOND: '1000000', PUBLIC_BURST_REQUESTS: '1000000' }; // prettier-ignore
const FILL = `
  INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
  SELECT d.tenant_id, h.last + n, 'before-' || n, d.id, 'before', now() - n * interval '1 s', now(), '{"n": 1}'
    FROM devices d JOIN event_heads h USING (tenant_id), generate_series(1, $1::int) n`;

/**
 * The previous release is replaced by this one under load: migrated, rolled API by API, rolled back and forward again.
 */
(EVENTS && commit ? describe : describe.skip)('an upgrade under load', () => {
  let postgres: OwnPostgres;
  let release: BuiltRelease;
  let balancer: Balancer;
  let waits: LockWaits;
  let worker: ServiceProcess;
  const tenants: Tenant[] = [];
  const ledger = new Ledger();
  const random = seeded(1);

  beforeAll(async () => {
    release = new BuiltRelease(commit!);
    postgres = await OwnPostgres.start({ log_lock_waits: 'on', log_line_prefix: '%m %u ', deadlock_timeout: `${LONGEST_WAIT_MS}ms`, max_wal_size: '4GB' }, migrateBefore); // prettier-ignore
    balancer = new Balancer(postgres.database, ENV);
  }, 600_000);
  afterAll(async () => {
    await waits?.stop();
    await balancer?.stop();
    worker?.child.kill('SIGKILL');
    await postgres?.stop();
    release?.remove();
  }, 120_000);

  const migrateBefore = async (ownerUrl: string, appUrl: string) => {
    const env = { PATH: process.env.PATH, MIGRATION_DATABASE_URL: ownerUrl, DATABASE_URL: appUrl };
    execFileSync(process.execPath, [release.program('cli'), 'migrate'], { env, stdio: 'pipe' });
  };
  const admin = (sql: string, values: unknown[] = []) =>
    asAdmin(postgres.database.adminUrl, (client) => client.query(sql, values));
  const progress = (more = STEP) => {
    const goal = ledger.acks + more;
    return until('events are acknowledged', () => ledger.acks >= goal, 120_000);
  };

  /** As if this release had built the indexes of EventsByTime: the one before runs without them. */
  async function withoutIndexes(): Promise<void> {
    const source = await new DataSource({ type: 'postgres', url: postgres.database.ownerUrl }).initialize();
    const runner = source.createQueryRunner();
    await new EventsByTime1700000023000().down(runner);
    await runner.query('DELETE FROM migrations WHERE name = $1', [EventsByTime1700000023000.name]);
    await runner.release();
    await source.destroy();
  }

  it('answers no 5xx, loses nothing, lets no request wait for a lock for longer than a second', async () => {
    const told: string[] = [];
    let since = Date.now();
    const tell = (step: string) => {
      told.push(`${step}: ${((Date.now() - since) / 1000).toFixed(1)} s, ${ledger.acks} acknowledged`);
      since = Date.now();
    };
    const first = await balancer.add(release.program('api'));
    const second = await balancer.add(release.program('api'));
    worker = await startProcess(postgres.database, ENV, release.program('worker'));
    for (const key of ['acme', 'globex', 'initech', 'later'])
      tenants.push(await makeTenant(balancer.url(), key));
    const people = await People.make(tenants[0], balancer.url);
    await admin(`INSERT INTO event_heads (tenant_id) SELECT id FROM tenants ON CONFLICT DO NOTHING`);
    await admin(FILL, [Math.ceil(EVENTS / tenants.length)]);
    await admin(
      `UPDATE event_heads h SET last = (SELECT max(position) FROM events e WHERE e.tenant_id = h.tenant_id)`,
    );
    await withoutIndexes();
    tell(`${EVENTS} events were stored`);

    waits = new LockWaits(postgres.database.adminUrl);
    const senders = new Senders(balancer.url, ledger, random);
    const later = new AsyncSenders(balancer.url, ledger, random);
    senders.start(tenants.slice(0, 3), 1, 1);
    later.start(tenants.slice(3), 1);
    people.start();
    await progress();
    tell('the release before ran');
    const { applied } = await migrate(postgres.database.ownerUrl, postgres.database.appUrl);
    expect(applied).toContain(EventsByTime1700000023000.name);
    tell(`migrated (${applied.join(', ')})`);
    await progress();

    const third = await balancer.add(API);
    await progress();
    expect(await balancer.remove(first)).toBe(0);
    await progress();
    tell('one API of two is new');
    const back = await balancer.add(release.program('api'));
    expect(await balancer.remove(third)).toBe(0);
    await progress();
    tell('rolled back');
    const stopped = worker;
    worker = await startProcess(postgres.database, ENV, WORKER);
    stopped.child.kill('SIGTERM');
    expect(await stopped.ended).toBe(0);
    for (const old of [second, back]) {
      await balancer.add(API);
      await progress();
      expect(await balancer.remove(old)).toBe(0);
    }
    await progress();
    tell('rolled forward');

    await Promise.all([senders.stop(), later.stop(), people.stop()]);
    await until(
      'nothing waits to be stored',
      async () => (await openIngestions(postgres.database.adminUrl)) === 0,
      120_000,
    );
    await people.follow();
    await waits.stop();
    const wrong = [...people.refused, ...senders.violations, ...later.violations].slice(0, 10);
    const audit = await ledger.audit(postgres.database.adminUrl);
    console.log(JSON.stringify({ told, answers: senders.answers, later: later.answers, longestWaitMs: waits.longest, of: waits.of, acknowledged: audit.acknowledged, fed: people.fed.length, wrong, log: postgres.log().match(/still waiting.*/g) }, undefined, 1)); // prettier-ignore
    expect({ ...senders.answers, ...later.answers }).toEqual({ 200: expect.any(Number), 201: expect.any(Number), 202: expect.any(Number) }); // prettier-ignore
    expect(wrong).toEqual([]);
    expect(audit).toMatchObject({ lost: [], invented: [], doubled: [], altered: [] });
    const { rows } = await admin(`SELECT event_uid FROM events e JOIN tenants t ON t.id = e.tenant_id WHERE t.key = $1 AND type = 'chaos' ORDER BY position`, [tenants[0].key]); // prettier-ignore
    expect(people.fed.findIndex((uid, i) => uid !== rows[i]?.event_uid)).toBe(-1);
    expect(people.fed.length).toBe(rows.length);
    expect(waits.longest).toBeLessThan(LONGEST_WAIT_MS);
    expect(postgres.log()).not.toMatch(/tributary_app.*still waiting/);
  }, 1_800_000);
});
