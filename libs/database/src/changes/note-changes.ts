import type { EntityManager } from 'typeorm';
import type { TenantQueryRunner } from '../scope/tenant-query-runner.js';

/**
 * Stamps changes that hand-written SQL makes to data that look-ups cache. Query builders do it themselves (see
 * `Stamped`).
 */
export const noteChanges = (manager: EntityManager, names: readonly string[]): void =>
  (manager.queryRunner as TenantQueryRunner).noteChanges(names);
