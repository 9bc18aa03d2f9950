import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Outage, type Tracer } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';
import { onReached } from './backend.js';
import { readJob, type TenantJob, traceOf } from './tenant-job.js';

/**
 * How long a killed worker keeps its jobs: its lock expires after LOCK_MS, and the check for such jobs runs every
 * LOOK_MS and needs two rounds. Together under 15 s. LOCK_MS is longer than a busy process may be silent. Milliseconds.
 */
const LOCK_MS = 6_000;
const LOOK_MS = 3_000;
/** How soon a worker that lost its queue reconnects; BullMQ's default is 15 s. Milliseconds. */
const RETRY_MS = 1_000;

/**
 * Worker options. Tries are counted in the ingestion's row, so a job may stall any number of times. The worker starts
 * only when told to.
 */
export const WORKER_OPTIONS = {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: LOOK_MS,
  maxStalledCount: 1_000,
  drainDelay: 5,
  runRetryDelay: RETRY_MS,
};

/**
 * Takes jobs and processes each in the scope of its tenant, which only the job names. A job without a tenant is logged
 * and dropped, and never retried.
 */
export abstract class TenantWorker extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  protected readonly logger = new Logger('Worker');
  private running?: Promise<void>;
  private readonly outage = new Outage(
    this.logger,
    'the worker cannot reach the queue',
    'the worker reaches the queue again',
  );

  protected constructor(
    private readonly context: TenantContext,
    private readonly tracer: Tracer,
    private readonly concurrency: number,
  ) {
    super();
  }

  /** Processes the job. No tenant is bound yet: bind `job.tenant_id`. A failed job is retried later. */
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

  /** Drains: takes no new job, finishes running ones, and releases all leases. */
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
