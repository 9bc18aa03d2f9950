import type { EntityManager } from 'typeorm';
import { UnscopedQueryError } from './errors.js';
import { isTenantOwned } from './tenant-owned.js';

/**
 * SQL by hand about the platform's own tables and the look-up functions. What is a tenant's is asked by `manager.query`,
 * which demands that the tenant is named.
 * @throws UnscopedQueryError where it names a table that is a tenant's
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
