import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import type { Tenant } from '#libs/tenancy';
import { TenantEntity } from './tenant.entity.js';

const DAY_MS = 86_400_000;
/** Smallest step of a cutoff, so that a tenant's row is not written at every check. Milliseconds. */
const STEP_MS = 3_600_000;

/** A tenant that has retention, or had it. */
export interface Retained {
  readonly tenant: Tenant;
  /** Null if retention is off now. Events below the cutoff are still removed. */
  readonly days: number | null;
  /** The committed cutoff; null if there never was one. */
  readonly cutoff: Date | null;
}

/**
 * Time up to which events of tenants may have been removed. A cutoff is raised before anything is removed, and only
 * grows.
 */
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

  /** Whether the cutoff should be raised, by our clock. */
  isDue({ days, cutoff }: Retained, now = Date.now()): boolean {
    return days !== null && (cutoff === null || cutoff.getTime() + STEP_MS <= now - days * DAY_MS);
  }

  /**
   * Raises the cutoff to the current end of retention, if the step is large enough. It uses the earlier of our clock
   * and the database's, so that a clock that runs ahead removes nothing.
   * @returns the committed cutoff; null if there never was one
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
              // The column stands alone: Citus evaluates times on the coordinator, which has no row.
              `id = :id AND (purged_before IS NULL OR purged_before <= ${BOUND} - make_interval(secs => :step))`,
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
