import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import type { Tenant } from '#libs/tenancy';
import { TenantEntity } from './tenant.entity.js';

const DAY_MS = 86_400_000;
/** A cutoff rises by this at least, so that a tenant's row is not written at every look. Milliseconds. */
const STEP_MS = 3_600_000;

/** A tenant that keeps events for a time only, or did. */
export interface Retained {
  readonly tenant: Tenant;
  /** Null where nothing is removed any more but what was already condemned. */
  readonly days: number | null;
  /** As it is committed; null where nothing was ever condemned. */
  readonly cutoff: Date | null;
}

/** Up to when events of tenants may have been removed. A cutoff is raised before anything is removed, and only grows. */
@Injectable()
export class RetentionCutoffs {
  constructor(private readonly database: TenantDatabase) {}

  list(): Promise<Retained[]> {
    return this.database.runAsPlatform('list tenants with retention', async (manager) => {
      const rows = await manager
        .createQueryBuilder(TenantEntity, 'tenant')
        .where(
          `tenant.purged_before IS NOT NULL OR jsonb_typeof(tenant.settings -> 'retention_days') = 'number'`,
        )
        .orderBy('tenant.id')
        .getMany();
      return rows.map(({ id, key, settings, purgedBefore }) => ({
        tenant: { id, key },
        days: settings.retention_days ?? null,
        cutoff: purgedBefore,
      }));
    });
  }

  /** Whether raising the cutoff is worth it, by our clock. */
  isDue({ days, cutoff }: Retained, now = Date.now()): boolean {
    return days !== null && (cutoff === null || cutoff.getTime() + STEP_MS <= now - days * DAY_MS);
  }

  /**
   * Raises the cutoff to where retention has come to, where that is worth it. Ours and the database's clock must agree:
   * one that runs ahead removes nothing.
   * @returns the cutoff as it is committed now; null where nothing was ever condemned
   */
  async raise({ tenant: { id, key }, days }: Retained, now = Date.now()): Promise<Date | null> {
    const cutoff = await this.database.runAsPlatform(
      `raise the retention cutoff of ${key}`,
      async (manager) => {
        if (days !== null)
          await manager
            .createQueryBuilder()
            .update(TenantEntity)
            .set({ purgedBefore: () => BOUND })
            .where(
              `id = :id AND (purged_before IS NULL OR purged_before + make_interval(secs => :step) <= ${BOUND})`,
            )
            .setParameters({ id, days, cutoff: new Date(now - days * DAY_MS), step: STEP_MS / 1000 })
            .execute();
        return (await manager.findOneBy(TenantEntity, { id }))?.purgedBefore ?? null;
      },
    );
    return cutoff;
  }
}

const BOUND = `least(:cutoff::timestamptz, date_trunc('milliseconds', now() - make_interval(days => :days)))`;
