import type { EntityManager } from 'typeorm';
import { PreparedStatement } from './prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';

const SET_LOCK_TIMEOUT = new PreparedStatement(`SELECT set_config('lock_timeout', $1, true)`);

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
  if (ahead) {
    runner.sendAhead(SET_LOCK_TIMEOUT, [String(Math.ceil(source.waitMs / 2))]);
    source.assertNamesTenant(ahead.text, values);
    runner.sendAhead(ahead, [values[0]]);
  }
  return runner.send(statement, values, last);
}
