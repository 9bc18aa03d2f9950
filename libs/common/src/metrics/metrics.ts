import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One series of a counter, kept by code that increments it often. */
export interface Series<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  /** Increments since the last scrape. */
  added: number;
}

/**
 * A counter with series that can be kept, so that increments need no look-up of labels. Increments are added at scrape
 * time.
 */
export class Counted<L extends string> extends Counter<L> {
  private readonly kept = new Set<Series<L>>();

  series(labels: Readonly<Record<L, string>>): Series<L> {
    const series = { labels, added: 0 };
    this.kept.add(series);
    return series;
  }

  /** Ends a series. */
  end(series: Series<L>): void {
    this.kept.delete(series);
    this.remove(series.labels);
  }

  override get() {
    for (const series of this.kept) {
      if (series.added) this.inc(series.labels, series.added);
      series.added = 0;
    }
    return super.get();
  }
}

export type Timed<L extends string> = Histogram<L>;

type States = Readonly<Record<string, number>>;

/** prom-client's sums of nodejs_active_…: gauges with counter names, which checkers of metrics reject. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

const PREFIX = 'tributary_';

/**
 * The process's Prometheus metrics. Each library registers its own. Names are `tributary_…`; units are base units
 * (seconds, bytes). Labels come from code and configuration, never from clients. The one exception, tenants, is bounded
 * (see top-tenants.ts).
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counted<L> {
    return new Counted({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ): Histogram<L> {
    return new Histogram({ name: PREFIX + name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** A value that is read at scrape time. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** A value for each of a fixed set of states, read at scrape time. */
  gauges(name: string, help: string, read: () => States | Promise<States>): void {
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames: ['state'],
      registers: [this.registry],
      async collect() {
        for (const [state, value] of Object.entries(await read())) this.set({ state }, value);
      },
    });
  }

  /** All metrics in the text format 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
