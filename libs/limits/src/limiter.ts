import { Inject, Injectable } from '@nestjs/common';
import { andThen, type Awaitable, Problem } from '#libs/common';
import { fits, waitFor } from './stores/bucket.js';
import { decide, type Decision } from './decision.js';
import {
  type Call,
  type Demand,
  type Entry,
  FRAMING_BYTES,
  type LimitStore,
  type UsageSnapshot,
} from './stores/limit-store.js';
import { LimitMetrics } from './limit-metrics.js';
import { bytesRate, deviceRate, eventsRate, type Limits, type PolicyName } from './policy.js';
import { type PolicyState, type RateLimitHeaders, rateLimitHeaders, rateOf } from './rate-limit-headers.js';

export const LIMIT_STORE = Symbol('LimitStore');
/** Value of Retry-After. It is unknown when a request of the tenant will end; one second is a good guess. */
const CONCURRENCY_RETRY_SECONDS = 1;

/** Applies the limits of tenants and devices, wherever their buckets are stored. */
@Injectable()
export class Limiter {
  constructor(
    @Inject(LIMIT_STORE) private readonly store: LimitStore,
    private readonly metrics: LimitMetrics,
  ) {}

  /**
   * Charges a request and counts it as in progress; `leave` ends every request that is not held open.
   * @param payer whose limits apply: a tenant's id, or a name of the platform's own callers
   * @throws Problem 429 if too many arrive or are in progress
   */
  enter(payer: string, limits: Limits, call: Call): Awaitable<Entry> {
    return andThen(this.store.enter(payer, limits, call), (entry) => this.judge(entry, call));
  }

  private judge(entry: Entry, call: Call): Entry {
    const { short } = entry;
    this.metrics.decided(short);
    if (short === undefined) return entry;
    if (short === 'concurrent-requests') {
      const states = [...statesAtEntry(entry, call), { policy: short, level: entry.running }];
      throw tooMuch([short], CONCURRENCY_RETRY_SECONDS, rateLimitHeaders(entry.limits, states));
    }
    const wait = waitFor(short === 'reads' ? entry.reads : entry.requests, 1, rateOf(entry.limits, short));
    throw tooMuch([short], wait, headersAtEntry(entry, call));
  }

  leave(tenantId: string): void {
    this.store.leave(tenantId);
  }

  /** Admits the events that fit, in order, and charges them. */
  take(demand: Demand): Awaitable<Decision> {
    return andThen(this.store.take(demand), (taken) => {
      const decision = decide(demand, taken);
      const times = new Map<PolicyName | undefined, number>();
      for (const policy of decision.short) times.set(policy, (times.get(policy) ?? 0) + 1);
      for (const [policy, count] of times) this.metrics.decided(policy, count);
      return decision;
    });
  }

  /**
   * Refuses events by the levels at entry, before any of them is read.
   * @param bytes size of one event, as far as known; an event over the burst is checked by its content later
   * @throws Problem 429 if not one event fits
   */
  refuseUnread(entry: Entry, bytes = FRAMING_BYTES): void {
    const [events, ofBytes] = [eventsRate(entry.limits), bytesRate(entry.limits)];
    const least = Math.min(bytes, ofBytes.burst);
    const violated: PolicyName[] = [];
    if (!fits(entry.events, 1, events)) violated.push('events');
    if (!fits(entry.bytes, least, ofBytes)) violated.push('bytes');
    const ofDevice = deviceRate(entry.limits);
    const device = entry.device?.level ?? 0;
    if (!fits(device, 1, ofDevice)) violated.push('device-events');
    if (!violated.length) return;
    for (const policy of violated) this.metrics.decided(policy);
    const waits = [
      waitFor(entry.events, 1, events),
      waitFor(entry.bytes, least, ofBytes),
      waitFor(device, 1, ofDevice),
    ];
    throw tooMuch(violated, Math.max(...waits), headersAtEntry(entry, { ingest: true }));
  }

  standing(tenantId: string, limits: Limits): Awaitable<UsageSnapshot> {
    return this.store.standing(tenantId, limits);
  }
}

interface Asked extends Call {
  /** Whether it ingests events. */
  readonly ingest?: boolean;
}

/**
 * RateLimit headers by the state at entry. An ingest request gets them only if it is rejected before it takes anything.
 */
export const headersAtEntry = (entry: Entry, asked: Asked): RateLimitHeaders =>
  rateLimitHeaders(entry.limits, statesAtEntry(entry, asked));

function statesAtEntry(entry: Entry, { ingest, read }: Asked): PolicyState[] {
  const states: PolicyState[] = [{ policy: 'requests', level: entry.requests }];
  if (read) states.push({ policy: 'reads', level: entry.reads });
  if (!ingest) return states;
  const { device } = entry;
  if (device) states.unshift({ policy: 'device-events', level: device.level, device: device.uid });
  states.unshift({ policy: 'events', level: entry.events }, { policy: 'bytes', level: entry.bytes });
  return states;
}

/** The 429, which names the policies. */
export const tooMuch = (
  violated: readonly (PolicyName | 'queued-ingestions')[],
  retryAfter: number,
  headers: Readonly<Record<string, string>> = {},
): Problem =>
  new Problem('throttled', `Over the limit of ${violated.join(' and ')}; send it again after Retry-After.`, {
    retryAfter,
    headers,
    extensions: { violated_policies: violated },
  });
