import type { EntityManager } from 'typeorm';
import type { TenantRunner } from '../scope/tenant-runner.js';

/** Stamps what SQL by hand changes of what look-ups remember; builders do it themselves (see `Stamped`). */
export const noteChanges = (manager: EntityManager, names: readonly string[]): void =>
  (manager.queryRunner as TenantRunner).noteChanges(names);
