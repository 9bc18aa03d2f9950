import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Limiter, waitFor } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';

/** Longest wait before limits are read again and the client is checked. Milliseconds. */
const STEP_MS = 1_000;
const SHORTEST_MS = 5;

export interface Amount {
  readonly lines: number;
  readonly bytes: number;
}

/** Slows an import down to its tenant's limits. Blank and rejected lines cost as much as events. */
@Injectable()
export class ImportPace {
  /** Admitted amounts that may not be charged yet, by tenant, so that two imports do not use the same room twice. */
  private readonly pending = new Map<string, Amount>();

  constructor(
    private readonly limiter: Limiter,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
  ) {}

  /**
   * Waits until `all` fits into the tenant's buckets, or until they have drained if it exceeds a burst. Then it charges
   * the lines that are no events.
   * @returns a function to call when the rest is charged too
   * @param all lines and bytes, decompressed  @param idle the part of them that is charged nowhere else
   * @param over ends the wait
   */
  async keep(all: Amount, idle: Amount, over: () => boolean): Promise<() => void> {
    const { id: tenantId, key } = this.context.tenant;
    for (;;) {
      const limits = (await this.tenants.byKey(key))?.settings.limits;
      if (!limits || over()) return () => undefined;
      const { events, bytes, limits: applied } = await this.limiter.standing(tenantId, limits);
      const pending = this.pending.get(tenantId) ?? { lines: 0, bytes: 0 };
      const wait = Math.max(
        waitFor(events + pending.lines, all.lines, {
          burst: applied.burst_events,
          perSecond: applied.events_per_second,
        }),
        waitFor(bytes + pending.bytes, all.bytes, {
          burst: applied.burst_bytes,
          perSecond: applied.bytes_per_second,
        }),
      );
      if (wait <= 0) {
        const rejected = { events: idle.lines, bytes: idle.bytes };
        this.note(tenantId, all, 1);
        if (idle.lines) await this.limiter.take({ tenantId, limits, events: [], rejected });
        return () => this.note(tenantId, all, -1);
      }
      await sleep(Math.max(SHORTEST_MS, Math.min(STEP_MS, wait * 1000)));
    }
  }

  private note(tenantId: string, { lines, bytes }: Amount, sign: 1 | -1): void {
    const before = this.pending.get(tenantId) ?? { lines: 0, bytes: 0 };
    const now = { lines: before.lines + sign * lines, bytes: before.bytes + sign * bytes };
    if (now.lines > 0) this.pending.set(tenantId, now);
    else this.pending.delete(tenantId);
  }
}
