import { Injectable } from '@nestjs/common';
import { type Counted, Metrics, type Series } from './metrics.js';

/** Tenants with series of their own; the rest is `other`. */
export const NAMED_TENANTS = 20;
const OTHER = 'other';
/** How often the named ones are chosen anew. Milliseconds; a few scrapes, so that a series is worth its name. */
const ELECTION_MS = 60_000;
/** Unnamed tenants that are watched at a time: room for newcomers to rise, and a bound on memory. */
const WATCHED = 200;
/** A newcomer must bring this many times more than who it replaces: series that come and go tell nothing. */
const MARGIN = 1.5;

type OfOutcomes = Map<string, Series<'tenant' | 'outcome'>>;

interface Named {
  events: number;
  readonly series: OfOutcomes;
}

/**
 * Events by tenant and outcome, for the tenants that send most. However many tenants there are, the number of series
 * stays the same.
 *
 * Counters stay counters: what a tenant sends before it is named counts as `other` for good, a series that is dropped
 * ends, and one that comes back begins at nought. Unnamed tenants are watched by the space-saving algorithm (Metwally
 * 2005): who sends more than a 200th of the traffic is never missed.
 */
@Injectable()
export class TopTenants {
  private readonly counter: Counted<'tenant' | 'outcome'>;
  /** Events of the named tenants since the last election, and their series by outcome. */
  private readonly named = new Map<string, Named>();
  private readonly others: OfOutcomes = new Map();
  private readonly watched = new Map<string, number>();
  private electedAt = performance.now();

  constructor(metrics: Metrics) {
    this.counter = metrics.counter(
      'tenant_events_total',
      `Events by what became of them, of the ${NAMED_TENANTS} tenants that send most and of all others`,
      ['tenant', 'outcome'],
    );
  }

  /** @param outcomes how many events had which */
  count(tenantKey: string, outcomes: Readonly<Record<string, number>>): void {
    if (performance.now() - this.electedAt > ELECTION_MS) this.elect();
    const named = this.namedOf(tenantKey);
    for (const [outcome, events] of Object.entries(outcomes)) {
      this.seriesWith(named?.series ?? this.others, named ? tenantKey : OTHER, outcome).added += events;
      if (named) named.events += events;
      else if (tenantKey !== OTHER) this.watch(tenantKey, events);
    }
  }

  /** Chooses the named ones anew by what came since the last time. */
  elect(): void {
    const validatedEvents = [...this.watched].sort(([, a], [, b]) => b - a);
    const incumbents = [...this.named].sort(([, a], [, b]) => a.events - b.events);
    for (const [i, [tenant, { events, series }]] of incumbents.entries()) {
      const [newcomer, brings] = validatedEvents[i] ?? [];
      if (newcomer === undefined || brings! <= events * MARGIN) break;
      for (const each of series.values()) this.counter.end(each);
      this.named.delete(tenant);
      this.named.set(newcomer, { events: 0, series: new Map() });
    }
    for (const named of this.named.values()) named.events = 0;
    this.watched.clear();
    this.electedAt = performance.now();
  }

  /** The first that come are named at once; a tenant that is called as the rest is stays with the rest. */
  private namedOf(tenantKey: string): Named | undefined {
    const known = this.named.get(tenantKey);
    if (known || this.named.size >= NAMED_TENANTS || tenantKey === OTHER) return known;
    const named = { events: 0, series: new Map() };
    this.named.set(tenantKey, named);
    return named;
  }

  private seriesWith(known: OfOutcomes, tenant: string, outcome: string) {
    let series = known.get(outcome);
    if (!series) known.set(outcome, (series = this.counter.series({ tenant, outcome })));
    return series;
  }

  private watch(tenantKey: string, events: number): void {
    const known = this.watched.get(tenantKey);
    if (known !== undefined || this.watched.size < WATCHED)
      return void this.watched.set(tenantKey, (known ?? 0) + events);
    let least: [string, number] = ['', Infinity];
    for (const each of this.watched) if (each[1] < least[1]) least = each;
    this.watched.delete(least[0]);
    this.watched.set(tenantKey, least[1] + events);
  }
}
