import { Injectable } from '@nestjs/common';
import { type Counted, Metrics, type Series } from './metrics.js';

/** Number of tenants with series of their own. All others count as `other`. */
export const NAMED_TENANTS = 20;
const OTHER = 'other';
/** How often the named tenants are chosen: a few scrapes, so that a series is useful. Milliseconds. */
const ELECTION_MS = 60_000;
/** Limit of unnamed tenants that are tracked: enough for new ones to rise, and a bound on memory. */
const WATCHED = 200;
/** Factor by which a tenant must exceed the one that it replaces, so that series do not come and go. */
const MARGIN = 1.5;

type OfOutcomes = Map<string, Series<'tenant' | 'outcome'>>;

interface Named {
  events: number;
  readonly series: OfOutcomes;
}

/**
 * Counts events by tenant and outcome, for the tenants that send most. The number of series does not depend on the
 * number of tenants.
 *
 * Counters stay monotonic: events sent before a tenant is named count as `other` forever, a dropped series ends, and
 * one that returns starts at 0. Unnamed tenants are tracked by the space-saving algorithm (Metwally 2005), so a tenant
 * with more than 1/200 of the traffic is never missed.
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
      `Events by outcome, for the ${NAMED_TENANTS} tenants that send most and for all others`,
      ['tenant', 'outcome'],
    );
  }

  /** @param outcomes number of events by outcome */
  count(tenantKey: string, outcomes: Readonly<Record<string, number>>): void {
    if (performance.now() - this.electedAt > ELECTION_MS) this.elect();
    const named = this.namedOf(tenantKey);
    for (const [outcome, events] of Object.entries(outcomes)) {
      this.seriesWith(named?.series ?? this.others, named ? tenantKey : OTHER, outcome).added += events;
      if (named) named.events += events;
      else if (tenantKey !== OTHER) this.watch(tenantKey, events);
    }
  }

  /** Chooses the named tenants by the events since the last election. */
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

  /** The first tenants are named at once. A tenant whose key is `other` is never named. */
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
