import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Outage, type Tracer } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';
import { onReached } from './backend.js';
import { readJob, type TenantJob, traceOf } from './tenant-job.js';

/**
 * How long a killed worker keeps its jobs: a lock that is not renewed ends after LOCK, and who looks for such jobs looks
 * every LOOK, twice. Together under 15 s. Longer than a busy process may be silent; shorter would only cost. Milliseconds.
 */
const LOCK_MS = 6_000;
const LOOK_MS = 3_000;
/** A worker that was cut off from its queue tries again so soon; BullMQ would wait 15 s. Milliseconds. */
const RETRY_MS = 1_000;

/** Worker options; tries are counted where the work is, so a job may stall any number of times. It runs when told to. */
export const WORKER_OPTIONS = {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: LOOK_MS,
  maxStalledCount: 1_000,
  drainDelay: 5,
  runRetryDelay: RETRY_MS,
};

/**
 * Takes jobs and does each in the scope of its tenant, which comes from the job alone. A job without one is refused: it is
 * dropped, logged, and never tried again.
 */
export abstract class TenantWorker extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  protected readonly logger = new Logger('Worker');
  private running?: Promise<void>;
  private readonly outage = new Outage(this.logger, 'the queue is not reached', 'the queue is reached again');

  protected constructor(
    private readonly context: TenantContext,
    private readonly tracer: Tracer,
    private readonly concurrency: number,
  ) {
    super();
  }

  /** Does the job. Nothing is bound yet: `job.tenant_id` says who is to be. A failure is tried again later. */
  protected abstract work(job: TenantJob): Promise<void>;

  async process(job: Job): Promise<void> {
    const read = readJob(job.data);
    const { tenant_id, ingestion_id, request_id, traceparent } = read;
    const span = this.tracer.begin('ingestion', 'consumer', traceparent, {
      tenant_id,
      ingestion_id,
      request_id,
    });
    let failure: unknown;
    try {
      await this.context.run(() => this.work(read), traceOf(read, span), span);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      span.end({}, failure);
    }
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    onReached(this.worker, () => this.outage.works());
    this.running = this.worker.run().catch((error: unknown) => this.onError(error));
  }

  /** Drains: nothing new is taken, what is being done is finished, and no lease is left behind. */
  async onModuleDestroy(): Promise<void> {
    await this.worker.close();
    await this.running;
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, err: Error): void {
    this.logger.warn({ msg: 'job failed', job: job?.id, tries: job?.attemptsMade, err });
  }

  @OnWorkerEvent('error')
  onError(err: unknown): void {
    this.outage.failed(err);
  }
}
