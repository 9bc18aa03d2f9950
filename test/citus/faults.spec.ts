import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { rebalance } from '#libs/database';
import { Ledger } from '../chaos/ledger.js';
import { seeded } from '../chaos/random.js';
import { Senders, type Tenant } from '../chaos/senders.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { type CitusNode, citusNodes, urlOn } from '../support/servers/citus.js';
import { asAdmin } from '../support/servers/database.js';
import { UNLIMITED } from '../support/unlimited.js';
import { until } from '../support/wait.js';
import { describeOnCitus } from './describe-on-citus.js';

/** A command that is given a node's port, kills that node without warning and starts it again. Without it connections are killed. */
const { CITUS_KILL } = process.env;
const KILLS = Number(process.env.CITUS_KILLS ?? 4);
/** Acknowledged events before the next step. */
const STEP = 300;

describeOnCitus('faults of Citus under load', () => {
  let service: TestApp;
  let coordinator: CitusNode;
  let workers: CitusNode[];
  let tenants: Tenant[];
  let ledger: Ledger;
  let senders: Senders;
  let feed: Feed;
  const random = seeded(Number(process.env.CHAOS_SEED ?? Date.now() % 1e6));

  beforeEach(async () => {
    [coordinator, ...workers] = await citusNodes();
    service = await startTestApp({ LOG_LEVEL: 'error' });
    tenants = [];
    for (let i = 0; i < 6; i++) {
      const { token } = await service.make.tenant(`t-${i}`, { limits: UNLIMITED });
      tenants.push({ key: `t-${i}`, token: token! });
    }
    ledger = new Ledger();
    senders = new Senders(() => service.url, ledger, random);
    feed = new Feed(new ApiClient(service.url, tenants[0].token));
    feed.start();
    senders.start(tenants, 2, 1);
    await progress();
  }, 120_000);
  afterEach(() => service.close());

  const admin = (sql: string, node?: CitusNode) =>
    asAdmin(node ? urlOn(node, new URL(service.database.adminUrl).pathname.slice(1)) : service.database.adminUrl, async (client) => (await client.query(sql)).rows); // prettier-ignore
  const kill = async (node: CitusNode) => {
    if (CITUS_KILL) await promisify(execFile)(CITUS_KILL, [String(node.port)]);
    else await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tributary_app' AND datname = current_database()`, node); // prettier-ignore
  };
  const progress = () => {
    const goal = ledger.acks + STEP;
    return until('events are acknowledged', () => ledger.acks >= goal, 120_000);
  };

  /** What was acknowledged is stored once, and the consumer saw each event once, in the order of the feed. */
  async function judge(): Promise<void> {
    await senders.stop();
    for (const tenant of tenants) {
      const open = ledger.open().filter(({ tenant: key }) => key === tenant.key);
      for (let from = 0; from < open.length; from += 500)
        await senders.settle(tenant, open.slice(from, from + 500));
    }
    const { attempted, acknowledged, stored, ...wrong } = await ledger.audit(service.database.adminUrl);
    expect({ ...wrong, violations: senders.violations }).toEqual({ lost: [], invented: [], doubled: [], altered: [], violations: [] }); // prettier-ignore
    expect([acknowledged, stored]).toEqual([attempted, attempted]);
    const order = await admin(
      `SELECT e.event_uid FROM events e JOIN tenants t ON t.id = e.tenant_id WHERE t.key = 't-0' ORDER BY e.position`,
    );
    await until('the consumer has all', () => feed.seen.length >= order.length, 60_000);
    await feed.stop();
    expect(feed.seen).toEqual(order.map(({ event_uid }) => event_uid));
    console.log(
      `${JSON.stringify({ acknowledged, stored, fed: feed.seen.length })}, answers ${JSON.stringify(senders.answers)}`,
    );
  }

  it('loses nothing and doubles nothing while workers are killed, and the feed shows each event once', async () => {
    // A commit takes long on the workers, so that kills meet it.
    for (const worker of workers) await admin('ALTER SYSTEM SET commit_delay = 20000', worker);
    for (const worker of workers) await admin('SELECT pg_reload_conf()', worker);
    try {
      for (let i = 0; i < KILLS; i++) {
        await kill(workers[i % workers.length]);
        await sleep(200 + 300 * random());
        await progress();
      }
    } finally {
      for (const worker of workers) await admin('ALTER SYSTEM RESET commit_delay', worker);
      for (const worker of workers) await admin('SELECT pg_reload_conf()', worker);
    }
    await judge();
  }, 600_000);

  it('answers 503 while the coordinator is down, loses nothing, and goes on when it is back', async () => {
    for (let i = 0; i < KILLS / 2; i++) {
      await kill(coordinator);
      await sleep(200 + 300 * random());
      await progress();
    }
    expect(senders.answers['503']).toBeGreaterThan(0);
    expect(Object.keys(senders.answers).filter((answer) => !/^(20[0-9]|503)$/.test(answer))).toEqual([]);
    await judge();
  }, 600_000);

  it('goes on while shards move from a worker and back, and sets FORCE again', async () => {
    const last = workers.at(-1)!;
    const serve = (yes: boolean) =>
      admin(`SELECT citus_set_node_property('${last.host}', ${last.port}, 'shouldhaveshards', ${yes})`);
    const unforced = `SELECT count(*)::int AS n FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relforcerowsecurity`;
    const shards = `SELECT count(*)::int AS n FROM citus_shards WHERE citus_table_type = 'distributed' AND nodeport = ${last.port}`;
    const said: string[] = [];
    const move = () => rebalance(service.database.ownerUrl, (line) => void said.push(line));
    await serve(false);
    expect(await move()).toBeGreaterThan(0);
    expect(await admin(shards)).toEqual([{ n: 0 }]);
    await progress();
    await serve(true);
    expect(await move()).toBeGreaterThan(0);
    expect((await admin(shards))[0].n).toBeGreaterThan(0);
    expect(await admin(unforced)).toEqual([{ n: 0 }]);
    for (const worker of workers) expect(await admin(unforced, worker)).toEqual([{ n: 0 }]);
    await progress();
    await judge();
  }, 900_000);
});

/** A consumer that follows the feed of a tenant, whatever it is answered meanwhile. */
class Feed {
  readonly seen: string[] = [];
  private running = true;
  private rounds: Promise<void> = Promise.resolve();
  private cursor = '';

  constructor(private readonly client: ApiClient) {}

  start(): void {
    this.rounds = this.follow();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.rounds;
  }

  private async follow(): Promise<void> {
    while (this.running) {
      const page = await this.client
        .get(`/v1/events?order=asc&limit=500${this.cursor}`)
        .catch(() => undefined);
      if (page?.status === 200 && page.body.data.length) {
        for (const { event_uid } of page.body.data) this.seen.push(event_uid);
        this.cursor = `&cursor=${page.body.next_cursor}`;
      } else await sleep(50);
    }
  }
}
