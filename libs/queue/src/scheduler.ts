import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Config, type Counted, Metrics, Outage } from '#libs/common';
import { Pause } from './pause.js';
import { QUEUE_ADVICE, whyQueueFails } from './inspect-queue.js';
import { INGEST_QUEUE, nameOf, type TenantJob } from './tenant-job.js';

/** Jobs that are added together. */
const TOGETHER = 100;
/** Limit of jobs that wait to be added. The sweeper adds those beyond it. */
const MOST_WAITING = 10_000;
/** How long the drain waits for the queue to take the remaining jobs. Milliseconds. */
const LAST_CALL_MS = 1_000;

/**
 * A first try and four retries, 1, 2, 4 and 8 s apart. Jitter shortens each pause by up to half, so that retries do not
 * coincide.
 */
export const MAX_TRIES = 5;
const BACKOFF = { type: 'exponential', delay: 1_000, jitter: 0.5 } as const;

/**
 * Adds jobs to the queue, as many at a time as have accumulated. It never fails and nobody waits for it: the queue only
 * decides when work is done. The table of ingestions guarantees that it is done; the sweeper replaces lost jobs.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly waiting: TenantJob[] = [];
  private readonly lost: Counted<string>;
  private handing?: Promise<void>;
  private readonly outage = new Outage(
    this.logger,
    'the queue is unreachable; accepted requests wait in the database',
    'the queue takes jobs again',
  );
  private readonly pause = new Pause();

  constructor(
    @InjectQueue(INGEST_QUEUE) private readonly queue: Queue,
    metrics: Metrics,
    private readonly config: Config,
  ) {
    this.lost = metrics.counter(
      'queue_unscheduled_total',
      'Jobs that the queue did not take; the sweeper adds them later',
    );
    metrics.gauge(
      'queue_handover_waiting',
      'Jobs that wait to be added to the queue',
      () => this.waiting.length,
    );
  }

  onApplicationBootstrap(): void {
    // Without a listener, each failed attempt to connect would be printed.
    this.queue.on('error', (error) => this.missed(0, error));
    void this.tellOfPooler();
  }

  /** Checks once at boot, because a permanent cause would otherwise only show as an unreachable queue. */
  private async tellOfPooler(): Promise<void> {
    const { REDIS_URL, QUEUE_DATABASE_URL, DATABASE_URL } = this.config;
    const url = QUEUE_DATABASE_URL ?? DATABASE_URL;
    const why = REDIS_URL || !url ? undefined : await whyQueueFails(url);
    if (why)
      this.logger.warn({ msg: 'the queue does not work through this address', why, advice: QUEUE_ADVICE });
  }

  schedule(jobs: readonly TenantJob[]): void {
    for (const job of jobs)
      if (this.waiting.length < MOST_WAITING) this.waiting.push(job);
      else this.lost.inc();
    if (this.waiting.length) this.handing ??= this.handOver().finally(() => (this.handing = undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, LAST_CALL_MS).unref());
    await Promise.race([this.handing, patience]);
  }

  private async handOver(): Promise<void> {
    while (this.waiting.length) {
      const jobs = this.waiting.splice(0, TOGETHER);
      // Does not ask an unreachable queue again at once; the sweeper schedules these jobs.
      if (this.pause.runs) {
        this.lost.inc(jobs.length);
        continue;
      }
      try {
        // One by one, because BullMQ's bulk operation creates temporary tables each time.
        await Promise.all(jobs.map((job) => this.queue.add(INGEST_QUEUE, job, optionsOf(job))));
        this.outage.works();
        this.pause.end();
      } catch (error) {
        this.pause.begin();
        this.missed(jobs.length, error);
      }
    }
  }

  private missed(jobs: number, err: unknown): void {
    this.lost.inc(jobs);
    this.outage.failed(err);
  }
}

/** Finished jobs leave nothing in the queue: the ingestion's row holds the result. */
const optionsOf = (job: TenantJob) => ({
  jobId: nameOf(job),
  attempts: MAX_TRIES,
  backoff: BACKOFF,
  removeOnComplete: true,
  removeOnFail: true,
});
