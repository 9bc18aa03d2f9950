import { Client } from 'pg';
import { postgresAddress } from '#libs/common';
import { LOCK_WAIT_MS, waitForLocks } from '../wait-for-locks.js';
import { readCitusCatalog } from './catalog.js';
import { distributedTables } from './distribution-plan.js';

/**
 * Moves shards until each worker has its share, while the service runs. Logical replication cannot write into a table whose
 * policies bind its owner. So FORCE is lifted during the move and set again afterwards, also if the move fails. The service
 * does not own the tables, so the policies bind it all the same. If a call is killed, the next one sets FORCE again.
 * @returns the number of moves that Citus planned
 */
export async function rebalance(ownerUrl: string, log: (line: string) => void): Promise<number> {
  const { url: connectionString, ssl } = postgresAddress(ownerUrl);
  const client = new Client({ connectionString, ssl, lock_timeout: LOCK_WAIT_MS });
  await client.connect();
  try {
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
