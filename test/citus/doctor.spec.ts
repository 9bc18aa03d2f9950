import { Client } from 'pg';
import { inspectCitus } from '#libs/database';
import { type CitusNode, citusNodes, createCitusDatabase, urlOn } from '../support/servers/citus.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { describeOnCitus } from './describe-on-citus.js';

describeOnCitus('doctor on Citus', () => {
  let database: TestDatabase;
  let worker: CitusNode;

  beforeAll(async () => {
    database = await createCitusDatabase();
    worker = (await citusNodes()).at(-1)!;
  }, 60_000);

  const ask = (sql: string, node?: CitusNode) =>
    asAdmin(
      node ? urlOn(node, new URL(database.adminUrl).pathname.slice(1)) : database.adminUrl,
      async (client: Client) => {
        // A worker would pass the statement on to all nodes.
        if (node) await client.query('SET citus.enable_ddl_propagation = off');
        return (await client.query(sql)).rows;
      },
    );
  const faults = async (leftOverMs?: number) =>
    (await inspectCitus(database.appUrl, leftOverMs))!.faults.map(({ detail }) => detail);
  const name = () => `${worker.host}:${worker.port}`;

  it('finds nothing on a healthy cluster', async () => {
    expect(await inspectCitus(database.appUrl)).toMatchObject({
      workers: (await citusNodes()).length - 1,
      faults: [],
    });
  });

  /** Each fault: what makes it, where, what mends it, and what `doctor` says. */
  const FAULTS: [fault: string, make: string, on: 'worker' | 'coordinator', mend: string, says: RegExp][] = [
    ['a role that is missing on a worker', 'ALTER ROLE tributary_eraser RENAME TO tributary_lost', 'worker', 'ALTER ROLE tributary_lost RENAME TO tributary_eraser', /:\d+ lacks a role of the service/],
    ['a role that can log in on a worker only', 'ALTER ROLE tributary_lookup LOGIN', 'worker', 'ALTER ROLE tributary_lookup NOLOGIN', /:\d+ lacks a role of the service, or has it with more rights/],
    ['a login role that may bypass the policies on a worker', 'ALTER ROLE tributary_app BYPASSRLS', 'worker', 'ALTER ROLE tributary_app NOBYPASSRLS', /:\d+ gives the login role of the service other rights/],
    ['a setting that is missing', 'ALTER ROLE tributary_app RESET citus.propagate_set_commands', 'coordinator', `ALTER ROLE tributary_app SET citus.propagate_set_commands = 'local'`, /^citus.propagate_set_commands is not local/],
    ['a shard without a placement', 'UPDATE pg_dist_placement SET shardstate = 3 WHERE shardid = (SELECT min(shardid) FROM pg_dist_shard)', 'coordinator', 'UPDATE pg_dist_placement SET shardstate = 1', /^1 shards have no placement/],
    ['a node that is not active', 'UPDATE pg_dist_node SET isactive = false WHERE nodeport = (SELECT max(nodeport) FROM pg_dist_node)', 'coordinator', 'UPDATE pg_dist_node SET isactive = true', /^1 nodes are not active/],
    ['FORCE that was lifted', 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY', 'coordinator', 'ALTER TABLE events FORCE ROW LEVEL SECURITY', /^FORCE ROW LEVEL SECURITY is lifted from 1 tables/],
    ['a step that `distribute` did not take', `REVOKE USAGE ON SEQUENCE devices_id_seq FROM tributary_service`, 'coordinator', 'GRANT USAGE ON SEQUENCE devices_id_seq TO tributary_service', /^1 steps are left/],
  ]; // prettier-ignore

  it.each(FAULTS)('finds %s', async (_, make, on, mend, says) => {
    const node = on === 'worker' ? worker : undefined;
    await ask(make, node);
    try {
      expect(await faults()).toEqual([expect.stringMatching(says)]);
    } finally {
      await ask(mend, node);
    }
    expect(await faults()).toEqual([]);
  });

  it('finds a node that does not answer', async () => {
    const move = (port: number) =>
      ask(`UPDATE pg_dist_node SET nodeport = ${port} WHERE groupid = (SELECT max(groupid) FROM pg_dist_node)`); // prettier-ignore
    await move(1);
    try {
      expect(await faults()).toEqual([expect.stringMatching(`${worker.host}:1 does not answer`)]);
    } finally {
      await move(worker.port);
    }
    expect(await faults()).toEqual([]);
  });

  it('finds a prepared transaction that is left over', async () => {
    // No coordinator knows it, so the daemon of Citus leaves it.
    const client = new Client({
      connectionString: urlOn(worker, new URL(database.adminUrl).pathname.slice(1)),
    });
    await client.connect();
    await client.query('BEGIN');
    await client.query('CREATE TABLE left_over (id int)');
    await client.query(`PREPARE TRANSACTION 'citus_99_1_1_1'`);
    try {
      expect(await faults(0)).toEqual([`${name()} has prepared transactions that are older than 0 seconds`]);
      expect(await faults()).toEqual([]);
    } finally {
      await client.query(`ROLLBACK PREPARED 'citus_99_1_1_1'`);
      await client.end();
    }
    expect(await faults(0)).toEqual([]);
  });
});
