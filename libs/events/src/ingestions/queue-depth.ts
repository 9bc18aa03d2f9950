import { Injectable } from '@nestjs/common';
import { Config, Metrics, Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';

/** How old what is believed may be. Milliseconds. */
const LIFETIME_MS = 1_000;
/** When the queue will be shorter is not known. Seconds. */
const RETRY_SECONDS = 5;

interface Depth {
  readonly status: 'queued' | 'processing';
  readonly count: string;
  readonly oldest_seconds: number;
}

/** How much waits, of all tenants together; counted at most once a second. */
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
      // Away, the database must not take the other metrics with it.
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

  /** Counts one more in. @throws Problem `overloaded` where as many wait as may */
  async admit(): Promise<void> {
    await this.refresh();
    const waiting = this.known.reduce((sum, { count }) => sum + Number(count), this.addedSince);
    if (waiting >= this.config.QUEUE_MAX_WAITING)
      throw new Problem('overloaded', 'The queue is full.', { retryAfter: RETRY_SECONDS });
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
