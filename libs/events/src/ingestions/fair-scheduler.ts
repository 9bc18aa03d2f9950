import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TenantDatabase } from '#libs/database';
import { Scheduler, type TenantJob } from '#libs/queue';
import type { TenantRecord } from '#libs/tenants';

/** Places in the line of a tenant of weight 1: while one is being stored, the next is at hand. */
const PLACES = 2;

export const placesOf = ({ settings }: TenantRecord) => PLACES * settings.queue_weight;

export interface Scheduled {
  readonly id: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

const OPEN = `status IN ('queued', 'processing')`;

const FILL = `
UPDATE ingestions SET scheduled_at = $2
 WHERE tenant_id = $1::bigint AND number = ANY (ARRAY(
   SELECT number FROM ingestions WHERE tenant_id = $1::bigint AND ${OPEN} AND scheduled_at IS NULL ORDER BY number
    LIMIT GREATEST(0, $3::bigint - (SELECT count(*) FROM ingestions WHERE tenant_id = $1::bigint AND ${OPEN} AND scheduled_at IS NOT NULL))
      FOR UPDATE SKIP LOCKED))
RETURNING id, request_id, traceparent`;

const AGAIN = `
UPDATE ingestions SET scheduled_at = $2
 WHERE tenant_id = $1::bigint AND ${OPEN} AND scheduled_at < $3
RETURNING id, request_id, traceparent`;

/**
 * Fair between tenants. The queue itself is first come, first served; but each tenant has only so many places in it, by
 * its weight, and what else it sent waits in the table. Whoever finishes one of a tenant's jobs puts the tenant's next one
 * at the end of the line: the tenants are served in turn, and whoever comes anew waits for one turn of each of the others,
 * however much they have sent.
 *
 * Start-time fair queueing over priorities would say the same with a clock that all processes must share, and tags that
 * must be made small again; here there is nothing to share and, where the queue is emptied, nothing to lose.
 */
@Injectable()
export class FairScheduler {
  constructor(
    private readonly database: TenantDatabase,
    private readonly scheduler: Scheduler,
  ) {}

  /**
   * Gives the bound tenant's next ingestions the places that are free. To be called after each commit that adds one which
   * found no place, and after each that frees one: whichever comes later sees what the other did, so none is left behind.
   */
  async fill(tenant: TenantRecord): Promise<void> {
    await this.schedule(tenant, FILL, placesOf(tenant));
  }

  /** Gives the queue again what it was given before `before` and is not finished: what it still has, it ignores. */
  async again(tenant: TenantRecord, before: Date): Promise<void> {
    await this.schedule(tenant, AGAIN, before);
  }

  /** Gives the queue an ingestion of the bound tenant whose row says already that it has its place. */
  enter(tenant: TenantRecord, scheduled: readonly Scheduled[]): void {
    this.scheduler.schedule(scheduled.map((each) => jobOf(tenant, each)));
  }

  private async schedule(tenant: TenantRecord, statement: string, bound: unknown): Promise<void> {
    const scheduled = await this.database.transaction((manager) =>
      updated<Scheduled>(manager, statement, [tenant.id, new Date(), bound]),
    );
    this.enter(tenant, scheduled);
  }
}

const jobOf = (tenant: TenantRecord, { id, request_id, traceparent }: Scheduled): TenantJob => ({
  tenant_id: tenant.id,
  ingestion_id: id,
  request_id: request_id ?? undefined,
  traceparent: traceparent ?? undefined,
});

/** The rows that an UPDATE returns; TypeORM answers them beside their number. */
export async function updated<Row>(
  manager: EntityManager,
  statement: string,
  parameters: unknown[],
): Promise<Row[]> {
  const [rows] = (await manager.query(statement, parameters)) as [Row[], number];
  return rows;
}
