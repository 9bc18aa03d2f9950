import { Injectable } from '@nestjs/common';
import { Config, Metrics, Problem } from '#libs/common';
import { PreparedStatement } from '#libs/database';
import { EveryTenant } from '#libs/tenants';
import { QueueMarks } from './queue-marks.js';

/** How long a reading is used. Milliseconds. */
const LIFETIME_MS = 1_000;
/** Counting takes at most this fraction (1 / n) of the time. */
const LEISURE = 20;
/** Value of Retry-After: we cannot know when the queue will be shorter. Seconds. */
const RETRY_SECONDS = 5;

interface Depth {
  readonly status: 'queued' | 'processing';
  readonly count: number;
  readonly oldest_seconds: number;
}

const DEPTH = new PreparedStatement<Depth>(`
SELECT i.status, count(*), date_part('epoch', now() - min(i.accepted_at)) AS oldest_seconds FROM ingestions i
 WHERE i.tenant_id = $1::bigint AND i.status IN ('queued', 'processing') GROUP BY i.status`);

/** Measures the queue over all tenants: once a second, or less often if that takes long. */
@Injectable()
export class QueueDepth {
  private known: readonly Depth[] = [];
  private readAt = -Infinity;
  private reading?: Promise<void>;
  private addedSince = 0;
  private lifetimeMs = LIFETIME_MS;

  constructor(
    private readonly marks: QueueMarks,
    private readonly every: EveryTenant,
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

  /**
   * Counts one more ingestion. Only the first one waits for a reading: with many tenants it takes long.
   * @throws Problem `overloaded` if QUEUE_MAX_WAITING ingestions wait
   */
  async admit(): Promise<void> {
    const refreshed = this.refresh();
    if (this.readAt === -Infinity) await refreshed;
    // If the database is unavailable, storing the ingestion says so.
    else refreshed.catch(() => undefined);
    const waiting = this.known.reduce((sum, { count }) => sum + count, this.addedSince);
    if (waiting >= this.config.QUEUE_MAX_WAITING)
      throw new Problem('overloaded', 'The queue is full; send the request again later.', {
        retryAfter: RETRY_SECONDS,
      });
    this.addedSince++;
  }

  private refresh(): Promise<void> {
    if (performance.now() - this.readAt < this.lifetimeMs) return Promise.resolve();
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<void> {
    const began = performance.now();
    const sums = new Map<Depth['status'], Depth>();
    for await (const { rows } of this.every.askThese(await this.marks.list(), DEPTH))
      for (const { status, count, oldest_seconds } of rows) {
        const sum = sums.get(status);
        sums.set(status, {
          status,
          count: (sum?.count ?? 0) + Number(count),
          oldest_seconds: Math.max(sum?.oldest_seconds ?? 0, oldest_seconds),
        });
      }
    this.known = [...sums.values()];
    this.addedSince = 0;
    this.readAt = performance.now();
    this.lifetimeMs = Math.max(LIFETIME_MS, LEISURE * (this.readAt - began));
  }
}
