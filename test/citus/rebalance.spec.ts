import type { Client } from 'pg';
import { inspectCitus, rebalance } from '#libs/database';
import { cli, startCli } from '../support/servers/cli.js';
import { type CitusNode, citusNodes, createCitusDatabase, urlOn } from '../support/servers/citus.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { until } from '../support/wait.js';
import { describeOnCitus } from './describe-on-citus.js';

const FILL = [
  `INSERT INTO tenants (key, name) SELECT 't-' || n, 'T' FROM generate_series(1, 40) n`,
  'INSERT INTO devices (tenant_id, device_uid) SELECT id, $$d$$ FROM tenants',
  `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
     SELECT tenant_id, n, 'e-' || n, id, 't', now(), now(), '{}' FROM devices, generate_series(1, 1000) n`,
];
const UNFORCED = `SELECT count(*)::int AS n FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relforcerowsecurity`;
/** Any number; libs/database/src/citus/rebalance.ts has the same. */
const LOCK = 7_311_842_003;

describeOnCitus('rebalance', () => {
  let database: TestDatabase;
  let workers: CitusNode[];

  beforeAll(async () => {
    [, ...workers] = await citusNodes();
    database = await createCitusDatabase();
    for (const sql of FILL) await ask(sql);
  }, 120_000);

  const ask = (sql: string, node?: CitusNode) =>
    asAdmin(
      node ? urlOn(node, new URL(database.adminUrl).pathname.slice(1)) : database.adminUrl,
      async (client: Client) => (await client.query(sql)).rows,
    );
  const unforced = async (node?: CitusNode) => (await ask(UNFORCED, node))[0].n as number;
  const shardsOf = async ({ port }: CitusNode) =>
    (await ask(`SELECT count(*)::int AS n FROM citus_shards WHERE citus_table_type = 'distributed' AND nodeport = ${port}`))[0].n; // prettier-ignore

  it('sets FORCE again after a call that was killed during the move, which doctor reports', async () => {
    const last = workers.at(-1)!;
    await ask(`SELECT citus_set_node_property('${last.host}', ${last.port}, 'shouldhaveshards', false)`);
    const env = { MIGRATION_DATABASE_URL: database.ownerUrl, DATABASE_URL: database.appUrl };
    const killed = startCli(['rebalance'], env);
    await until('shards move', async () => {
      const [{ n }] = await ask('SELECT count(*)::int AS n FROM get_rebalance_progress()');
      return n > 0;
    });
    killed.child.kill('SIGKILL');
    expect((await killed.done).code).toBe('SIGKILL');

    expect(await unforced()).toBeGreaterThan(5);
    const { faults } = (await inspectCitus(database.appUrl))!;
    expect(faults.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^FORCE ROW LEVEL SECURITY is lifted from \d+ tables$/),
    );
    const again = await cli(['rebalance'], env);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('FORCE ROW LEVEL SECURITY is set on all tables')]); // prettier-ignore
    expect(await shardsOf(last)).toBe(0);
    for (const node of [undefined, ...workers]) expect(await unforced(node)).toBe(0);
    const [{ events }] = await ask('SELECT count(*)::int AS events FROM events');
    expect(events).toBe(40_000);
    expect((await inspectCitus(database.appUrl))!.faults).toEqual([]);
  }, 600_000);

  it('sets FORCE again if nothing is left to move', async () => {
    await ask('ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
    expect(await rebalance(database.ownerUrl, () => undefined)).toBe(0);
    for (const node of [undefined, ...workers]) expect(await unforced(node)).toBe(0);
  });

  it('refuses while another call runs', async () => {
    await asAdmin(database.ownerUrl, async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
      await expect(rebalance(database.ownerUrl, () => undefined, 500)).rejects.toThrow('Another `rebalance` runs');
    }); // prettier-ignore
  });
});
