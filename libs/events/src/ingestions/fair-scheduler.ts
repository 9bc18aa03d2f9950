import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TenantDatabase } from '#libs/database';
import { Scheduler, type TenantJob } from '#libs/queue';
import type { TenantRecord } from '#libs/tenants';

/** Places in the queue of a tenant of weight 1: one being stored and the next one ready. */
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
 * Keeps the queue fair between tenants. The queue is first come, first served, but each tenant has only `placesOf`
 * places in it, by its weight; its other ingestions wait in the table. When a worker finishes one of a tenant's jobs,
 * the tenant's next one joins the end of the queue. So tenants are served in turn, and a tenant that arrives waits for
 * one turn of each of the others, however much those have sent.
 *
 * Start-time fair queueing over priorities would do the same, but needs a clock that all processes share and tags that
 * must be reset. Here processes share nothing, and nothing is lost if the queue is emptied.
 */
@Injectable()
export class FairScheduler {
  constructor(
    private readonly database: TenantDatabase,
    private readonly scheduler: Scheduler,
  ) {}

  /**
   * Gives the bound tenant's next ingestions the places that are free. Call it after each commit that adds an ingestion
   * without a place, and after each that frees a place. The later of the two sees what the other did, so no ingestion
   * is left behind.
   */
  async fill(tenant: TenantRecord): Promise<void> {
    await this.schedule(tenant, FILL, placesOf(tenant));
  }

  /** Adds again what was scheduled before `before` and is not finished. The queue ignores jobs that it still has. */
  async again(tenant: TenantRecord, before: Date): Promise<void> {
    await this.schedule(tenant, AGAIN, before);
  }

  /** Adds an ingestion of the bound tenant whose row already holds a place. */
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

/** The rows that an UPDATE returns. TypeORM returns them together with their number. */
export async function updated<Row>(
  manager: EntityManager,
  statement: string,
  parameters: unknown[],
): Promise<Row[]> {
  const [rows] = (await manager.query(statement, parameters)) as [Row[], number];
  return rows;
}
