import type { EntityManager } from 'typeorm';
import type { PreparedStatement } from './prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';

export interface PreparedOptions {
  /** The transaction ends with the statement: the commit goes out with it, and nothing may follow. */
  readonly last?: boolean;
  /**
   * Takes a lock before the statement, with the tenant as its one parameter; its rows are dropped. If it fails, both do.
   * From here to the end of the transaction locks are waited for half of DATABASE_WAIT_MS: the wait holds a connection.
   */
  readonly ahead?: PreparedStatement<unknown>;
}

/**
 * Runs a prepared statement in the manager's transaction, under the same rule as all SQL by hand. Plans are made without
 * looking at values and the policies judge at every execution, so tenants may share them.
 * @throws UnscopedQueryError and what TypeORM's `query` throws
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
    runner.sendAhead({ text: `SET LOCAL lock_timeout = ${Math.ceil(source.waitMs / 2)}` });
    source.assertNamesTenant(ahead.text, values);
    runner.sendAhead(ahead, [values[0]]);
  }
  return runner.send(statement, values, last);
}
