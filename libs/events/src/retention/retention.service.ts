import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AuditTrail } from '#libs/audit';
import { type Counted, Metrics, toProblem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { PeriodicTasks, TenantContext } from '#libs/tenancy';
import { RetentionCutoffs } from '#libs/tenants';

/** Events that one transaction removes: some ten milliseconds, so that nobody waits long for its locks. */
export const PURGE_STEP = 1000;
const EVERY_MS = 300_000;

/** Raises the cutoff, and never lowers it. The update waits for the transaction that locks the head. */
const RAISE = `
INSERT INTO event_heads (tenant_id, purged_before) VALUES ($1::bigint, $2::timestamptz)
    ON CONFLICT (tenant_id) DO UPDATE SET purged_before = EXCLUDED.purged_before
 WHERE event_heads.purged_before IS NULL OR event_heads.purged_before < EXCLUDED.purged_before`;

/** Only a function call, so that Citus runs it on the node with the tenant's rows. */
const PURGE = 'SELECT app_purge_events($1::bigint, $2::timestamptz, $3::integer) AS purged';

/**
 * Removes events that tenants no longer keep, one tenant after the other, each under its own policies.
 *
 * It raises the cutoff in the tenant's head and commits; only then does it remove rows, in small transactions. Raising
 * waits for the ingest transaction that locks the head, and later ones read the new cutoff. So a removed event cannot
 * come back. A crash at any point leaves rows below the cutoff, which the next sweep removes.
 */
@Injectable()
export class Retention implements OnModuleInit {
  private readonly logger = new Logger(Retention.name);
  private readonly removed: Counted<never>;
  /** The cutoff up to which everything is removed, for each tenant with retention. */
  private readonly emptied = new Map<string, number>();

  constructor(
    private readonly cutoffs: RetentionCutoffs,
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly chores: PeriodicTasks,
    metrics: Metrics,
  ) {
    this.removed = metrics.counter('retention_events_removed_total', 'Events removed by retention');
  }

  onModuleInit(): void {
    this.chores.add('retention', EVERY_MS, (signal) => this.sweep(signal));
  }

  /** @param signal stops it between two steps @returns the number of events that this call removed */
  async sweep(signal?: AbortSignal): Promise<number> {
    let sum = 0;
    for (const retained of await this.cutoffs.list()) {
      const cutoff = this.cutoffs.isDue(retained) ? await this.cutoffs.raise(retained) : retained.cutoff;
      // No older event is stored any more. Once they are removed, there is nothing to do until the cutoff rises.
      if (!cutoff || this.emptied.get(retained.tenant.id) === cutoff.getTime()) continue;
      sum += await this.context
        .runAs(retained.tenant, async () => {
          await this.bind(cutoff);
          return this.removeBefore(cutoff, signal);
        })
        .catch((error: unknown) => this.postpone(error));
    }
    return sum;
  }

  /** If a tenant's head is locked for long, the next sweep retries it, so that it does not stop the others. */
  private postpone(error: unknown): number {
    if (toProblem(error).status !== 503) throw error;
    this.logger.warn({ msg: 'retention of a tenant is postponed; the next sweep retries it', err: error });
    return 0;
  }

  /** From here on no ingest transaction stores events older than the cutoff. */
  private async bind(cutoff: Date): Promise<void> {
    await this.database.transaction((manager) => manager.query(RAISE, [this.context.tenantId, cutoff]));
  }

  private async removeBefore(cutoff: Date, signal?: AbortSignal): Promise<number> {
    let sum = 0;
    while (!signal?.aborted) {
      const began = performance.now();
      const count = await this.step(cutoff);
      sum += count ?? 0;
      if (count !== null && count < PURGE_STEP) this.emptied.set(this.context.tenantId, cutoff.getTime());
      if (count === null || count < PURGE_STEP) break;
      // Pauses as long as the step took, because the database is there for ingest.
      await sleep(performance.now() - began);
    }
    if (sum) {
      const changes = { before: { events: sum }, after: { purged_before: cutoff } };
      await this.audit.recordAlone({
        action: 'events.purge',
        target: `tenant:${this.context.tenant.key}`,
        changes,
      });
    }
    return sum;
  }

  /** @returns null if another process is removing this tenant's events */
  private async step(cutoff: Date): Promise<number | null> {
    const [{ purged }] = await this.database.transaction<{ purged: string | null }[]>((manager) =>
      manager.query(PURGE, [this.context.tenantId, cutoff, PURGE_STEP]),
    );
    this.removed.inc(Number(purged ?? 0));
    return purged === null ? null : Number(purged);
  }
}
