import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp } from '../support/app.js';
import { OwnPostgres } from '../support/servers/own-postgres.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { Ledger } from './ledger.js';
import { seeded } from './random.js';
import { Senders, type Tenant } from './senders.js';
import { scaled } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

/** The short form runs with the suite; `npm run test:chaos` is the long one. */
const KILLS = Number(process.env.CHAOS_KILLS ?? 6);
const ACKNOWLEDGED = Number(process.env.CHAOS_ACKNOWLEDGED ?? 2_000);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1e6);
const VICTIMS = ['service', 'database', 'connection', 'both'] as const;
/** Longest time until the pool recovers after the database's return. Milliseconds. */
const HEALED_MS = 5_000;

/**
 * `kill -9` of the service, of PostgreSQL, of one of its processes, of both, at random moments under load, with a ledger
 * outside of them: what was acknowledged is stored, what is stored was sent, nothing twice, each under its own tenant.
 */
describe('kill -9 under load', () => {
  let postgres: OwnPostgres;
  let service: ServiceProcess;
  let tenants: Tenant[];
  const ledger = new Ledger();
  const random = seeded(SEED);
  /** Log lines of unexpected failures. */
  const unforeseen = new Set<string>();
  const senders = new Senders(() => service.url, ledger, random);

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    const { make, close } = await startTestApp({}, postgres.database);
    tenants = [];
    for (const key of ['acme', 'globex', 'initech']) {
      const { token } = await make.tenant(key, { limits: UNLIMITED });
      tenants.push({ key, token: token! });
    }
    await close();
    service = await startProcess(postgres.database, QUIET);
  }, 120_000);
  afterAll(async () => {
    service?.child.kill('SIGKILL');
    await postgres?.stop();
  }, 60_000);

  it('acknowledged ⊆ stored ⊆ attempted, no uid twice, and what was left open converges', async () => {
    const healed: number[] = [];
    const kills: Record<string, number> = {};
    const begun = Date.now();
    senders.start(tenants, 5, 1);
    for (let i = 0; i < KILLS || ledger.acks < ACKNOWLEDGED; i++) {
      await sleep(300 + 900 * random());
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)];
      kills[victim] = (kills[victim] ?? 0) + 1;
      if (victim === 'connection') postgres.killBackend();
      if (victim === 'service' || victim === 'both') await killService();
      if (victim === 'database' || victim === 'both') {
        await postgres.kill();
        await sleep(500 * random());
        await postgres.restart();
      }
      const back = performance.now();
      if (victim === 'service' || victim === 'both') service = await startProcess(postgres.database, QUIET);
      const before = ledger.acks;
      const up = performance.now();
      while (ledger.acks === before && performance.now() - up < scaled(30_000)) await sleep(10);
      if (victim === 'database') healed.push(performance.now() - back);
      else if (ledger.acks === before) throw new Error(`nothing was acknowledged in time after killing: ${victim}\n${service.output().slice(-3000)}`);
    }
    await senders.stop();
    listen();
    const { lost, invented, doubled, altered, ...counts } = await ledger.audit(postgres.database.adminUrl);
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.log(
      `chaos: seed ${SEED}, ${seconds} s, kills ${JSON.stringify(kills)}, ${JSON.stringify(counts)}, answers ${JSON.stringify(senders.answers)}, ` +
        `first acknowledgement after the database's return: ${healed.map((ms) => Math.round(ms)).sort((a, b) => a - b).join(' ')} ms`,
    );
    expect([...unforeseen]).toEqual([]);
    expect({ lost, invented, doubled, altered, violations: senders.violations }).toEqual({ lost: [], invented: [], doubled: [], altered: [], violations: [] });
    expect(Math.max(0, ...healed)).toBeLessThan(scaled(HEALED_MS));
    expect(counts.acknowledged).toBeGreaterThanOrEqual(ACKNOWLEDGED);

    for (const tenant of tenants) {
      const open = ledger.open().filter(({ tenant: key }) => key === tenant.key);
      for (let from = 0; from < open.length; from += 500) await senders.settle(tenant, open.slice(from, from + 500));
    }
    const settled = await ledger.audit(postgres.database.adminUrl);
    expect(settled).toEqual({
      attempted: counts.attempted, acknowledged: counts.attempted, stored: counts.attempted,
      lost: [], invented: [], doubled: [], altered: [],
    });
    expect(senders.violations).toEqual([]);
  }, 30 * 60_000); // prettier-ignore

  function listen(): void {
    for (const line of service.output().split('\n'))
      if (/"level":"(error|fatal)"/.test(line)) unforeseen.add(JSON.stringify({ ...JSON.parse(line), ...VARIES }));
  }

  async function killService(): Promise<void> {
    listen();
    service.child.kill('SIGKILL');
    await service.ended;
  }
}); // prettier-ignore

/** Of a log line, alike for all that are alike. */
const VARIES = { time: 0, pid: 0, request_id: '', trace_id: '', duration_ms: 0, tenant_id: '', address: '' };
const QUIET = { LOG_LEVEL: 'error' };
