import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { Config, toProblem, Tracer } from '#libs/common';
import { INGEST_QUEUE, MAX_TRIES, type TenantJob, TenantWorker, WORKER_OPTIONS } from '#libs/queue';
import { TenantContext } from '#libs/tenancy';
import { type TenantRecord, TenantsService } from '#libs/tenants';
import { FairScheduler } from './fair-scheduler.js';
import { IngestionProcessor } from './ingestion-processor.js';

/** The one reason of a dead letter that is no problem code. */
const WORKER_LOST = ['worker_lost', 'Each worker that started it ended before it was stored.'] as const;

/** Stores ingestions, one per job, each in its tenant's scope. */
@Injectable()
@Processor(INGEST_QUEUE, WORKER_OPTIONS)
export class IngestionsWorker extends TenantWorker {
  constructor(
    private readonly tenantContext: TenantContext,
    private readonly tenants: TenantsService,
    private readonly storing: IngestionProcessor,
    private readonly line: FairScheduler,
    tracer: Tracer,
    config: Config,
  ) {
    super(tenantContext, tracer, config.WORKER_CONCURRENCY);
  }

  protected async work(job: TenantJob): Promise<void> {
    const tenant = await this.tenants.byId(job.tenant_id);
    // The tenant was removed with all its rows, so there is nothing to store.
    if (!tenant) return;
    await this.tenantContext.runAs(tenant, async () => {
      await this.store(tenant, job.ingestion_id);
      await this.line.fill(tenant);
    });
  }

  /** Stores it, gives it up, or throws so that it is retried. Skips an ingestion that any process has finished. */
  private async store(tenant: TenantRecord, id: string): Promise<void> {
    const begun = await this.storing.begin(tenant, id);
    if (!begun) return;
    if (begun.tries > MAX_TRIES) return this.storing.giveUp(tenant, begun, ...WORKER_LOST);
    try {
      await this.storing.store(tenant, begun);
    } catch (error) {
      const { code, detail, status } = toProblem(error);
      if (begun.tries < MAX_TRIES && status >= 500) throw error;
      this.logger.error({
        msg: 'ingestion given up',
        ingestion_id: id,
        tries: begun.tries,
        code,
        err: error,
      });
      await this.storing.giveUp(tenant, begun, code, detail);
    }
  }
}
