import type { EntityManager } from 'typeorm';
import { UnscopedQueryError } from './errors.js';
import { isTenantOwned } from './tenant-owned.js';

/**
 * Hand-written SQL on the platform's own tables and the look-up functions. Use `manager.query` for tables of tenants:
 * it requires that the SQL names the tenant.
 * @throws UnscopedQueryError if the SQL names a table of tenants
 */
export async function platformSql<Row>(
  manager: EntityManager,
  text: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const owned = manager.dataSource.entityMetadatas
    .filter(isTenantOwned)
    .find(({ tableName }) => new RegExp(`\\b${tableName}\\b`).test(text));
  if (owned)
    throw new UnscopedQueryError(`${owned.tableName} is a tenant's: no SQL of the platform names it`);
  return manager.queryRunner!.query(text, parameters) as Promise<Row[]>;
}
