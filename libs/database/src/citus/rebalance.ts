import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ConfigError, postgresAddress } from '#libs/common';
import { LOCK_WAIT_MS, waitForLocks } from '../wait-for-locks.js';
import { readCitusCatalog } from './catalog.js';
import { distributedTables } from './distribution-plan.js';

/** Advisory lock of a call: any number. */
const REBALANCE_LOCK = 7_311_842_003;
/** PostgreSQL ends the session of a call that was killed after this time, during a move too. Milliseconds. */
const CHECK_MS = 2_000;
/** How long to wait for the session of a call that was killed. Milliseconds. */
const [PAUSE_MS, PATIENCE_MS] = [250, 30_000];

/**
 * Moves shards until each worker has its share, while the service runs. Logical replication cannot write into a table whose
 * policies bind its owner. So FORCE is lifted during the move and set again afterwards, also if the move fails. The service
 * does not own the tables, so the policies bind it all the same. If a call is killed, the next one waits until its session
 * has ended, and sets FORCE again: a move that goes on under FORCE would never end.
 * @param patienceMs how long to wait for the session of another call
 * @returns the number of moves that Citus planned
 * @throws ConfigError if another call runs
 */
export async function rebalance(
  ownerUrl: string,
  log: (line: string) => void,
  patienceMs = PATIENCE_MS,
): Promise<number> {
  const { url: connectionString, ssl } = postgresAddress(ownerUrl);
  const options = `-c client_connection_check_interval=${CHECK_MS}`;
  const client = new Client({ connectionString, ssl, lock_timeout: LOCK_WAIT_MS, options });
  await client.connect();
  try {
    await assertAlone(client, patienceMs);
    const tables = distributedTables(await readCitusCatalog(client));
    const force = async (prefix: 'NO ' | '') => {
      for (const table of tables)
        await waitForLocks(() => client.query(`ALTER TABLE ${table} ${prefix}FORCE ROW LEVEL SECURITY`), log);
    };
    const { rows } = await client.query(
      'SELECT count(*)::int AS moves FROM get_rebalance_table_shards_plan()',
    );
    const [{ moves }] = rows;
    log(`${moves} groups of shards are to move`);
    try {
      if (moves) {
        await force('NO ');
        await client.query('SET lock_timeout = 0');
        await client.query(`SELECT rebalance_table_shards(shard_transfer_mode => 'force_logical')`);
      }
    } finally {
      await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
      await force('');
    }
    log('FORCE ROW LEVEL SECURITY is set on all tables of tenants');
    return moves;
  } finally {
    await client.end();
  }
}

async function assertAlone(client: Client, patienceMs: number): Promise<void> {
  for (const end = Date.now() + patienceMs; ; await sleep(PAUSE_MS)) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [REBALANCE_LOCK]);
    if (rows[0].got) return;
    if (Date.now() > end) throw new ConfigError('Another `rebalance` runs: wait until it has ended.');
  }
}
