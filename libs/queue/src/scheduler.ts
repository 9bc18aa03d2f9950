import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type Counted, Metrics } from '#libs/common';
import { INGEST_QUEUE, nameOf, type TenantJob } from './tenant-job.js';

/** Jobs handed over at once. */
const TOGETHER = 100;
/** Jobs that wait to be handed over; what comes beyond is left to the sweeper. */
const MOST_WAITING = 10_000;
/** Nobody waits for the queue: the drain gives it so long to take what is left. Milliseconds. */
const LAST_CALL_MS = 1_000;

/** A first try and four more, 1, 2, 4 and 8 s apart, each up to half of it sooner, so that they do not come together. */
export const MAX_TRIES = 5;
const BACKOFF = { type: 'exponential', delay: 1_000, jitter: 0.5 } as const;

/**
 * Hands jobs to the queue, as many at a time as have come together. It never fails and nobody waits for it: what it says
 * is only when something is done; that it is done is the table's word, and the sweeper's work where a job is lost.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly waiting: TenantJob[] = [];
  private readonly lost: Counted<string>;
  private handing?: Promise<void>;
  private away = false;

  constructor(
    @InjectQueue(INGEST_QUEUE) private readonly queue: Queue,
    metrics: Metrics,
  ) {
    this.lost = metrics.counter(
      'queue_unscheduled_total',
      'Jobs that the queue did not take; swept up later',
    );
    metrics.gauge(
      'queue_handover_waiting',
      'Jobs that wait to be given to the queue',
      () => this.waiting.length,
    );
  }

  onApplicationBootstrap(): void {
    // Without a listener each failed attempt to connect would be printed.
    this.queue.on('error', (error) => this.missed(0, error));
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
      try {
        // One by one: in bulk BullMQ makes tables of its own, each time.
        await Promise.all(jobs.map((job) => this.queue.add(INGEST_QUEUE, job, optionsOf(job))));
        if (this.away) this.logger.log({ msg: 'the queue takes jobs again' });
        this.away = false;
      } catch (error) {
        this.missed(jobs.length, error);
      }
    }
  }

  private missed(jobs: number, err: unknown): void {
    this.lost.inc(jobs);
    if (this.away) return;
    this.away = true;
    this.logger.warn({ msg: 'the queue is away: what is accepted waits in the database', err });
  }
}

/** Finished jobs leave nothing behind: what became of an ingestion is in its row. */
const optionsOf = (job: TenantJob) => ({
  jobId: nameOf(job),
  attempts: MAX_TRIES,
  backoff: BACKOFF,
  removeOnComplete: true,
  removeOnFail: true,
});
