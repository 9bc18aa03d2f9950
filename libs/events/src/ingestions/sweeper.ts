import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Config } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { PeriodicTasks, TenantContext } from '#libs/tenancy';
import { type TenantRecord, TenantsService } from '#libs/tenants';
import { FairScheduler } from './fair-scheduler.js';

const SWEEP_EVERY_MS = 2_000;
/** Age from which an unfinished job counts as lost. Together with SWEEP_EVERY_MS under 15 s. Milliseconds. */
const LOST_AFTER_MS = 10_000;
const TIDY_EVERY_MS = 300_000;
const TIDY_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;

/** Removes what finished long enough ago. A dead ingestion stays as long as its dead letter. */
const TIDY = `
DELETE FROM ingestions WHERE tenant_id = $1::bigint AND number = ANY (ARRAY(
  SELECT i.number FROM ingestions i WHERE i.tenant_id = $1::bigint AND i.finished_at < $2
     AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.tenant_id = $1::bigint AND d.ingestion_id = i.id) LIMIT $3::bigint))`;

/**
 * Makes the queue disposable: an accepted ingestion that has no job any more gets a new one. Jobs are lost if the queue
 * is emptied, or if a process ends between its commit and the queue. It also removes what finished long ago. Every
 * worker runs it; that several do is harmless.
 */
@Injectable()
export class Sweeper implements OnModuleInit {
  private readonly logger = new Logger(Sweeper.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly line: FairScheduler,
    private readonly config: Config,
    private readonly chores: PeriodicTasks,
  ) {}

  onModuleInit(): void {
    this.chores.add('sweep of ingestions', SWEEP_EVERY_MS, (signal) => this.sweep(signal));
    this.chores.add('tidying of ingestions', TIDY_EVERY_MS, (signal) => this.tidy(signal));
  }

  /** Runs one search for lost jobs. */
  sweep(signal?: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - LOST_AFTER_MS);
    return this.forEachTenant('app_tenants_to_sweep', before, signal, async (tenant) => {
      await this.line.again(tenant, before);
      await this.line.fill(tenant);
    });
  }

  /** Removes ingestions that finished more than INGESTION_KEEP_DAYS days ago. */
  tidy(signal?: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - this.config.INGESTION_KEEP_DAYS * DAY_MS);
    return this.forEachTenant('app_tenants_to_tidy', before, signal, async (tenant) => {
      for (let removed = TIDY_AT_ONCE; removed === TIDY_AT_ONCE && !signal?.aborted;)
        removed = await this.database.transaction(async (manager) => {
          const [, count] = (await manager.query(TIDY, [tenant.id, before, TIDY_AT_ONCE])) as [[], number];
          return count;
        });
    });
  }

  /**
   * One tenant at a time, each in its own scope. A failure for one, for example because its rows are locked, does not
   * stop the others.
   */
  private async forEachTenant(
    lookup: 'app_tenants_to_sweep' | 'app_tenants_to_tidy',
    before: Date,
    signal: AbortSignal | undefined,
    work: (tenant: TenantRecord) => Promise<void>,
  ): Promise<void> {
    for (const { id } of await this.database.lookup<{ id: string }>(lookup, [before])) {
      if (signal?.aborted) return;
      const tenant = await this.tenants.byId(id);
      if (tenant) await this.context.runAs(tenant, () => work(tenant)).catch(this.missed);
    }
  }

  private readonly missed = (err: unknown) =>
    this.logger.warn({ msg: 'sweep of ingestions failed; the next sweep retries it', err });
}
