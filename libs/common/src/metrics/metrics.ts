import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One series of a counter, kept by who adds to it often. */
export interface Series<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  /** Since somebody looked last. */
  added: number;
}

/** A counter whose series can be kept: adding to one looks no labels up. What was added is told when somebody looks. */
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

/** prom-client's sums of nodejs_active_…: gauges whose names say that they are counters, which checkers of metrics refuse. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

const PREFIX = 'tributary_';

/**
 * The process's metrics, in Prometheus' words. Each library registers what it alone knows; names are `tributary_…`,
 * units base units (seconds, bytes). Labels come from code and configuration, never from what clients send: the one
 * exception, tenants, is capped (see top-tenants.ts).
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

  /** A value that is read when somebody looks. */
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

  /** A value for each of a fixed set of states, read when somebody looks. */
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

  /** Everything, in the text format 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
