import { Injectable } from '@nestjs/common';
import { type Counted, Metrics, type Series, TopTenants } from '#libs/common';
import type { Tenant } from '#libs/tenancy';
import { Coalescer } from './coalescer.js';
import type { Outcome, EventResult } from './outcome.js';

/** Counts events by outcome, in total and per tenant, and measures the coalescer's queue. */
@Injectable()
export class IngestMetrics {
  private readonly events: Counted<'outcome'>;
  private readonly created: Series<'outcome'>;

  constructor(
    metrics: Metrics,
    coalescer: Coalescer,
    private readonly top: TopTenants,
  ) {
    this.events = metrics.counter('ingest_events_total', 'Events by outcome', ['outcome']);
    this.created = this.events.series({ outcome: 'created' });
    metrics.gauges('coalescer_waiting', 'Events and requests that wait for a transaction', () =>
      coalescer.waiting(),
    );
  }

  note({ key }: Tenant, eventResults: readonly EventResult[]): void {
    const counts: Partial<Record<Outcome, number>> = {};
    for (const { outcome } of eventResults) counts[outcome] = (counts[outcome] ?? 0) + 1;
    for (const [outcome, count] of Object.entries(counts))
      if (outcome === 'created') this.created.added += count;
      else this.events.inc({ outcome }, count);
    this.top.count(key, counts);
  }
}
