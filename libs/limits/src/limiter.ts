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
/** When a request of the tenant will end is not known; a second is a fair guess. */
const CONCURRENCY_RETRY_SECONDS = 1;

/** How much: the limits of tenants and devices, wherever their buckets are kept. */
@Injectable()
export class Limiter {
  constructor(
    @Inject(LIMIT_STORE) private readonly store: LimitStore,
    private readonly metrics: LimitMetrics,
  ) {}

  /**
   * Counts a request in and charges it; each that is not held is counted out by `leave`.
   * @param payer whose limits they are: a tenant's id, or a name of the platform's own callers
   * @throws Problem 429 if too many come or are worked on
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
   * Refuses events by what the buckets held at their entry, before anything of them was read.
   * @param bytes of one event, so far as it is known; what is larger than the burst is judged by its content later
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
  /** Whether it brings events. */
  readonly ingest?: boolean;
}

/** What a request is told of the limits at its entry; an ingest request only if it does not come as far as to take anything. */
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
