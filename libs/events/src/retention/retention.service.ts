import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail } from '#libs/audit';
import { type Counted, Metrics } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Chores, type Tenant, TenantContext } from '#libs/tenancy';
import { RetentionFloors } from '#libs/tenants';
import { Quiescence } from './quiescence.js';

/** Events of one transaction: some ten milliseconds, so that nobody waits for its locks. */
export const PURGE_STEP = 1000;
const EVERY_MS = 300_000;

/**
 * Removes what tenants no longer keep, one tenant after the other, each under its own policies.
 *
 * The floors are raised and committed; then everybody who may have judged by the old one is waited for; only then are rows
 * removed, in small transactions. So an event that was removed finds no gap to come back through: whoever could still
 * have let it in had ended before it went. A crash anywhere leaves rows below the floor, which the next sweep removes.
 */
@Injectable()
export class Retention implements OnModuleInit {
  private readonly removed: Counted<never>;

  constructor(
    private readonly floors: RetentionFloors,
    private readonly quiescence: Quiescence,
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly chores: Chores,
    metrics: Metrics,
  ) {
    this.removed = metrics.counter(
      'retention_events_removed_total',
      'Events removed because their time was up',
    );
  }

  onModuleInit(): void {
    this.chores.add('retention', EVERY_MS, (signal) => this.sweep(signal));
  }

  /** @param signal ends it between two steps @returns events that this call removed */
  async sweep(signal?: AbortSignal): Promise<number> {
    const condemned: { tenant: Tenant; floor: Date }[] = [];
    for (const retained of await this.floors.list()) {
      const floor = await this.floors.raise(retained);
      if (floor) condemned.push({ tenant: retained.tenant, floor });
    }
    if (!condemned.length || !(await this.quiescence.reached())) return 0;
    let sum = 0;
    for (const { tenant, floor } of condemned)
      sum += await this.context.runAs(tenant, () => this.removeBefore(floor, signal));
    return sum;
  }

  private async removeBefore(floor: Date, signal?: AbortSignal): Promise<number> {
    let sum = 0;
    while (!signal?.aborted) {
      const began = performance.now();
      const count = await this.step(floor);
      sum += count;
      if (count < PURGE_STEP) break;
      // Half the time at most: the database is there for ingest.
      await sleep(performance.now() - began);
    }
    if (sum) {
      const changes = { before: { events: sum }, after: { purged_before: floor } };
      await this.audit.recordAlone({
        action: 'events.purge',
        target: `tenant:${this.context.tenant.key}`,
        changes,
      });
    }
    return sum;
  }

  private async step(floor: Date): Promise<number> {
    const [{ purged }] = await this.database.transaction<{ purged: string | null }[]>((manager) =>
      manager.query(
        'SELECT app_purge_events(tenant_id, $2, $3) AS purged FROM (SELECT $1::bigint AS tenant_id) t',
        [this.context.tenantId, floor, PURGE_STEP],
      ),
    );
    this.removed.inc(Number(purged ?? 0));
    return Number(purged ?? 0);
  }
}
