import type { EntityManager } from 'typeorm';
import type { TenantQueryRunner } from '../scope/tenant-query-runner.js';

/** Stamps what SQL by hand changes of what look-ups remember; builders do it themselves (see `Stamped`). */
export const noteChanges = (manager: EntityManager, names: readonly string[]): void =>
  (manager.queryRunner as TenantQueryRunner).noteChanges(names);
