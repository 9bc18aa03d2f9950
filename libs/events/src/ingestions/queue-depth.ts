import { Injectable } from '@nestjs/common';
import { Config, Metrics, Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';

/** How long a reading is used. Milliseconds. */
const LIFETIME_MS = 1_000;
/** Value of Retry-After: we cannot know when the queue will be shorter. Seconds. */
const RETRY_SECONDS = 5;

interface Depth {
  readonly status: 'queued' | 'processing';
  readonly count: string;
  readonly oldest_seconds: number;
}

/** Measures the queue over all tenants, at most once a second. */
@Injectable()
export class QueueDepth {
  private known: readonly Depth[] = [];
  private readAt = -Infinity;
  private reading?: Promise<void>;
  private addedSince = 0;

  constructor(
    private readonly database: TenantDatabase,
    private readonly config: Config,
    metrics: Metrics,
  ) {
    const fresh = async (read: (depth: Depth) => number) => {
      // If the database is unavailable, the other metrics must still be answered.
      await this.refresh().catch(() => undefined);
      const zero = { queued: 0, processing: 0 };
      return { ...zero, ...Object.fromEntries(this.known.map((each) => [each.status, read(each)])) };
    };
    metrics.gauges('queue_ingestions', 'Ingestions of all tenants that are not finished', () =>
      fresh(({ count }) => Number(count)),
    );
    metrics.gauges('queue_oldest_seconds', 'Age of the oldest ingestion that is not finished', () =>
      fresh(({ oldest_seconds }) => oldest_seconds),
    );
  }

  /** Counts one more ingestion. @throws Problem `overloaded` if QUEUE_MAX_WAITING ingestions wait */
  async admit(): Promise<void> {
    await this.refresh();
    const waiting = this.known.reduce((sum, { count }) => sum + Number(count), this.addedSince);
    if (waiting >= this.config.QUEUE_MAX_WAITING)
      throw new Problem('overloaded', 'The queue is full; send the request again later.', {
        retryAfter: RETRY_SECONDS,
      });
    this.addedSince++;
  }

  private refresh(): Promise<void> {
    if (performance.now() - this.readAt < LIFETIME_MS) return Promise.resolve();
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<void> {
    this.known = await this.database.lookup<Depth>('app_queue_depth', []);
    this.addedSince = 0;
    this.readAt = performance.now();
  }
}
