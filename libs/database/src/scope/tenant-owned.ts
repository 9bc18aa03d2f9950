import type { EntityMetadata } from 'typeorm';

const owned = new WeakSet<object>();

/**
 * Marks an entity whose rows belong to a tenant. It has a `tenantId` (bigint, column `tenant_id`), and the tenant scope
 * adds `tenant_id = <bound tenant>` to every query that reaches it.
 */
export const TenantOwned = (): ClassDecorator => (target) => void owned.add(target);

/** @throws Error if the entity is marked but has no tenantId */
export function isTenantOwned(metadata: EntityMetadata | undefined): boolean {
  if (!metadata || typeof metadata.target !== 'function' || !owned.has(metadata.target)) return false;
  if (metadata.findColumnWithPropertyName('tenantId')?.databaseName !== 'tenant_id')
    throw new Error(`${metadata.name} is @TenantOwned and must map tenantId to tenant_id`);
  return true;
}
