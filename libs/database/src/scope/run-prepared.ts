import type { EntityManager } from 'typeorm';
import { PreparedStatement } from './prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';

export interface PreparedOptions {
  /** Whether the transaction ends with the statement. The commit is then sent with it, and nothing may follow. */
  readonly last?: boolean;
  /**
   * Takes a lock before the statement, with the tenant as its one parameter; its rows are dropped. If it fails, the
   * statement fails too. From here to the end of the transaction, a lock wait may take half of DATABASE_WAIT_MS,
   * because it holds a connection.
   */
  readonly ahead?: PreparedStatement<unknown>;
}

const BY_INDEX = ['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin'];

/**
 * Makes PostgreSQL plan each prepared statement of a transaction once a connection, and by indexes.
 *
 * Left alone, it plans a statement anew each time if it finds the values of that time cheaper than unknown ones: it
 * expects ten elements of an array that it does not know, and an event alone is one. Then planning costs several times as
 * much as the statement.
 * A plan is kept while tables grow, until they are analyzed. So it must not depend on their size when it was made:
 * an empty table is cheapest to read as a whole. These statements find a few rows of one tenant each, so the right
 * plan is always a loop over indexes.
 */
export const PLAN_ONCE = [
  `set_config('plan_cache_mode', 'force_generic_plan', true)`,
  ...BY_INDEX.map((name) => `set_config('${name}', 'off', true)`),
].join(', ');

const SET_LOCK_TIMEOUT = new PreparedStatement(`SELECT set_config('lock_timeout', $1, true)`);
const SET_ALL = new PreparedStatement(
  `SELECT set_config('lock_timeout', coalesce($1, current_setting('lock_timeout')), true), ${PLAN_ONCE}`,
);

/**
 * Goes before prepared statements of a transaction. On Citus the workers plan, so it only sets the lock timeout.
 * @param lockTimeoutMs by default the connection's
 */
export function sendSettings(
  runner: TenantQueryRunner,
  { isDistributed }: TenantDataSource,
  lockTimeoutMs?: number,
): void {
  const value = lockTimeoutMs === undefined ? null : String(lockTimeoutMs);
  if (!isDistributed) runner.sendAhead(SET_ALL, [value]);
  else if (value !== null) runner.sendAhead(SET_LOCK_TIMEOUT, [value]);
}

/**
 * Runs a prepared statement in the manager's transaction, under the rules of all hand-written SQL. Tenants may share
 * plans: PostgreSQL plans without looking at values, and the policies apply at every execution.
 * @throws UnscopedQueryError, and what TypeORM's `query` throws
 */
export function runPrepared<Row>(
  manager: EntityManager,
  statement: PreparedStatement<Row>,
  values: unknown[],
  { last = false, ahead }: PreparedOptions = {},
): Promise<Row[]> {
  const source = manager.dataSource as TenantDataSource;
  const runner = manager.queryRunner as TenantQueryRunner;
  source.assertNamesTenant(statement.text, values);
  sendSettings(runner, source, ahead && Math.ceil(source.waitMs / 2));
  if (ahead) {
    source.assertNamesTenant(ahead.text, values);
    runner.sendAhead(ahead, [values[0]]);
  }
  return runner.send(statement, values, last);
}
