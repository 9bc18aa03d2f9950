import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '#libs/common';
import { fits, waitFor } from './bucket.js';
import { decide, type Decision } from './decision.js';
import type { Demand, Entry, LimitStore, Standing } from './limit-store.js';
import { LimitMetrics } from './limit-metrics.js';
import { bytesRate, eventsRate, type Limits, type PolicyName } from './policy.js';
import { type PolicyState, type RateLimitHeaders, rateLimitHeaders } from './rate-limit-headers.js';

export const LIMIT_STORE = Symbol('LimitStore');
/** When a request of the tenant will end is not known; a second is a fair guess. */
const CONCURRENCY_RETRY_SECONDS = 1;

/** How much: the limits of tenants and devices, wherever their buckets are kept. */
@Injectable()
export class Limiter {
  constructor(
    @Inject(LIMIT_STORE) private readonly store: LimitStore,
    private readonly metrics: LimitMetrics,
  ) {}

  /** Counts a request of the tenant in; each is counted out by `leave`. @throws Problem 429 where too many are worked on */
  async enter(tenantId: string, limits: Limits): Promise<Entry> {
    const entry = await this.store.enter(tenantId, limits);
    this.metrics.decided(entry.entered ? undefined : 'concurrent-requests');
    if (entry.entered) return entry;
    const states = [
      ...statesAtEntry(entry),
      { policy: 'concurrent-requests' as const, level: entry.running },
    ];
    throw tooMuch(['concurrent-requests'], CONCURRENCY_RETRY_SECONDS, rateLimitHeaders(entry.limits, states));
  }

  leave(tenantId: string): void {
    this.store.leave(tenantId);
  }

  /** Admits the events that fit, in order, and charges them. */
  async take(demand: Demand): Promise<Decision> {
    const decision = decide(demand, await this.store.take(demand));
    const times = new Map<PolicyName | undefined, number>();
    for (const policy of decision.short) times.set(policy, (times.get(policy) ?? 0) + 1);
    for (const [policy, count] of times) this.metrics.decided(policy, count);
    return decision;
  }

  /**
   * Refuses one event by what the tenant's buckets held at its entry, before anything of it was read.
   * @param bytes of the body, so far as it is known; what is larger than the burst is judged by its content later
   * @throws Problem 429
   */
  refuseUnread(entry: Standing, bytes: number): void {
    const [events, ofBytes] = [eventsRate(entry.limits), bytesRate(entry.limits)];
    const least = Math.min(bytes, ofBytes.burst);
    const violated: PolicyName[] = [];
    if (!fits(entry.events, 1, events)) violated.push('events');
    if (!fits(entry.bytes, least, ofBytes)) violated.push('bytes');
    if (!violated.length) return;
    for (const policy of violated) this.metrics.decided(policy);
    const wait = Math.max(waitFor(entry.events, 1, events), waitFor(entry.bytes, least, ofBytes));
    throw tooMuch(violated, wait, headersAtEntry(entry));
  }

  standing(tenantId: string, limits: Limits): Promise<Standing> {
    return this.store.standing(tenantId, limits);
  }
}

/** What an ingest request is told where it did not come as far as to take anything. */
export const headersAtEntry = ({ limits, ...standing }: Standing): RateLimitHeaders =>
  rateLimitHeaders(limits, statesAtEntry(standing));

const statesAtEntry = ({ events, bytes }: Pick<Standing, 'events' | 'bytes'>): PolicyState[] => [
  { policy: 'events', level: events },
  { policy: 'bytes', level: bytes },
];

/** The 429, naming the policies. */
export const tooMuch = (
  violated: readonly (PolicyName | 'queued-ingestions')[],
  retryAfter: number,
  headers: RateLimitHeaders,
): Problem =>
  new Problem('throttled', `Over the limit of ${violated.join(' and ')}.`, {
    retryAfter,
    headers,
    extensions: { violated_policies: violated },
  });
