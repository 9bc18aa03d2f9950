import type { EntityManager } from 'typeorm';
import type { PreparedStatement } from './prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantRunner } from './tenant-runner.js';

/**
 * Runs a prepared statement in the manager's transaction, under the same rule as all SQL by hand. Plans are made without
 * looking at values and the policies judge at every execution, so tenants may share them.
 * @param how `last` where the transaction ends with it: then the commit goes out with it, and nothing may follow
 * @throws UnscopedQueryError and what TypeORM's `query` throws
 */
export function runPrepared<Row>(
  manager: EntityManager,
  statement: PreparedStatement<Row>,
  values: unknown[],
  { last = false } = {},
): Promise<Row[]> {
  (manager.dataSource as TenantDataSource).assertNamesTenant(statement.text, values);
  return (manager.queryRunner as TenantRunner).send(statement, values, last);
}
