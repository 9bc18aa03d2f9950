import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Config } from '#libs/common';
import { PreparedStatement, TenantDatabase } from '#libs/database';
import { PeriodicTasks, TenantContext } from '#libs/tenancy';
import { EveryTenant, type TenantRecord, TenantsService } from '#libs/tenants';
import { FairScheduler } from './fair-scheduler.js';
import { QueueMarks } from './queue-marks.js';

const SWEEP_EVERY_MS = 2_000;
/** Age from which an unfinished job counts as lost. Together with SWEEP_EVERY_MS under 15 s. Milliseconds. */
const LOST_AFTER_MS = 10_000;
/**
 * Tenants that one sweep queries, so that it takes some 50 ms: with more of them a sweep continues where the last one
 * stopped, and a lost job waits longer for its sweep.
 */
const SWEEP_AT_ONCE = 1_000;
const TIDY_EVERY_MS = 300_000;
const TIDY_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;

/** Removes what finished long enough ago. A dead ingestion stays as long as its dead letter. */
const TIDY = `
DELETE FROM ingestions WHERE tenant_id = $1::bigint AND number = ANY (ARRAY(
  SELECT i.number FROM ingestions i WHERE i.tenant_id = $1::bigint AND i.finished_at < $2
     AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.tenant_id = $1::bigint AND d.ingestion_id = i.id) LIMIT $3::bigint))`;

const OPEN = `i.tenant_id = $1::bigint AND i.status IN ('queued', 'processing')`;
/** Lost: scheduled long ago and not finished, or waiting with nothing scheduled before it. */
const LOST = new PreparedStatement<{ open: string; lost: boolean }>(
  `SELECT count(*) AS open, min(i.scheduled_at) < $2 OR min(i.scheduled_at) IS NULL AS lost FROM ingestions i WHERE ${OPEN}`,
);
const KEPT = new PreparedStatement<{ open: boolean; old: boolean }>(
  `SELECT EXISTS (SELECT FROM ingestions i WHERE ${OPEN}) AS open,
          EXISTS (SELECT FROM ingestions i WHERE i.tenant_id = $1::bigint AND i.finished_at < $2) AS old`,
);

/**
 * Makes the queue disposable: an accepted ingestion that has no job any more gets a new one. Jobs are lost if the queue
 * is emptied, or if a process ends between its commit and the queue. It also removes what finished long ago. Every
 * worker runs it; that several do is harmless.
 */
@Injectable()
export class Sweeper implements OnModuleInit {
  private readonly logger = new Logger(Sweeper.name);
  /** The tenant with which the last sweep stopped. */
  private sweptTo = '0';

  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly line: FairScheduler,
    private readonly marks: QueueMarks,
    private readonly every: EveryTenant,
    private readonly config: Config,
    private readonly chores: PeriodicTasks,
  ) {}

  onModuleInit(): void {
    this.chores.add('sweep of ingestions', SWEEP_EVERY_MS, (signal) => this.sweep(signal));
    this.chores.add('tidying of ingestions', TIDY_EVERY_MS, (signal) => this.tidy(signal), 0);
  }

  /** Looks for lost jobs of the next tenants once. */
  async sweep(signal?: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - LOST_AFTER_MS);
    const idle: string[] = [];
    const marked = await this.marks.list(this.sweptTo, SWEEP_AT_ONCE);
    this.sweptTo = marked.length === SWEEP_AT_ONCE ? marked.at(-1)!.id : '0';
    for await (const { tenant, rows } of this.every.askThese(marked, LOST, before)) {
      if (signal?.aborted) return;
      if (rows[0].open === '0') idle.push(tenant.id);
      else if (rows[0].lost)
        await this.inTenant(tenant.id, async (record) => {
          await this.line.again(record, before);
          await this.line.fill(record);
        });
    }
    await this.marks.unmark(idle);
  }

  /** Removes expired ingestions, and marks tenants again whose mark was lost. */
  async tidy(signal?: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - this.config.INGESTION_KEEP_DAYS * DAY_MS);
    for await (const { tenant, rows } of this.every.ask(KEPT, before)) {
      if (signal?.aborted) return;
      if (rows[0].open) await this.marks.mark(tenant.id);
      if (rows[0].old) await this.inTenant(tenant.id, (record) => this.remove(record, before, signal));
    }
  }

  private async remove(tenant: TenantRecord, before: Date, signal?: AbortSignal): Promise<void> {
    for (let removed = TIDY_AT_ONCE; removed === TIDY_AT_ONCE && !signal?.aborted;)
      removed = await this.database.transaction(async (manager) => {
        const [, count] = (await manager.query(TIDY, [tenant.id, before, TIDY_AT_ONCE])) as [[], number];
        return count;
      });
  }

  /** A failure of one tenant, such as locked rows, does not delay the others. */
  private async inTenant(id: string, work: (tenant: TenantRecord) => Promise<void>): Promise<void> {
    const tenant = await this.tenants.byId(id);
    if (tenant) await this.context.runAs(tenant, () => work(tenant)).catch(this.missed);
  }

  private readonly missed = (err: unknown) =>
    this.logger.warn({ msg: 'sweep of ingestions failed; the next sweep retries it', err });
}
