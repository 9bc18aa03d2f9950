import { fits, type Level, levelAt, type Rate } from './bucket.js';
import { LimitClock } from '../limit-clock.js';
import type { Call, Demand, Entry, LimitStore, UsageSnapshot, Taken } from './limit-store.js';
import {
  bytesRate,
  deviceRate,
  eventsRate,
  type Limits,
  type PolicyName,
  readsRate,
  requestsRate,
} from '../policy.js';
import { Running } from './running.js';

/**
 * Number of buckets at which empty ones are first removed; afterwards at twice the remaining number, so that it stays
 * cheap.
 */
const FIRST_SWEEP = 10_000;

/** The limits of a single process, and of each process while Redis is unreachable. */
export class MemoryLimits implements LimitStore {
  private readonly buckets = new Map<string, Level & { rate: Rate }>();
  private sweepAt = FIRST_SWEEP;

  constructor(
    private readonly running = new Running(),
    private readonly clock: Pick<LimitClock, 'seconds'> = new LimitClock(),
  ) {}

  enter(tenantId: string, limits: Limits, call: Call = {}): Entry {
    const now = this.clock.seconds();
    const before = this.usageNow(tenantId, limits, now);
    const short = shortOf(before, call);
    const standing = short === undefined ? this.charged(tenantId, before, call, now) : before;
    const { device: uid } = call;
    if (uid === undefined) return { ...standing, short };
    const level = this.level(`${tenantId}:device:${uid}`, deviceRate(limits), now);
    return { ...standing, short, device: { uid, level } };
  }

  /** Charges an entry and returns the new levels. */
  private charged(tenantId: string, before: UsageSnapshot, call: Call, now: number): UsageSnapshot {
    const { limits } = before;
    const requests = Math.min(before.requests + 1, limits.burst_requests);
    const reads = call.read ? Math.min(before.reads + 1, limits.burst_reads) : before.reads;
    this.put(`${tenantId}:requests`, requestsRate(limits), requests, now);
    if (call.read) this.put(`${tenantId}:reads`, readsRate(limits), reads, now);
    const running = call.held ? before.running : this.running.add(tenantId);
    return { ...before, requests, reads, running };
  }

  leave(tenantId: string): void {
    this.running.remove(tenantId);
  }

  standing(tenantId: string, limits: Limits): UsageSnapshot {
    return this.usageNow(tenantId, limits, this.clock.seconds());
  }

  private usageNow(tenantId: string, limits: Limits, now: number): UsageSnapshot {
    return {
      limits,
      events: this.level(`${tenantId}:events`, eventsRate(limits), now),
      bytes: this.level(`${tenantId}:bytes`, bytesRate(limits), now),
      requests: this.level(`${tenantId}:requests`, requestsRate(limits), now),
      reads: this.level(`${tenantId}:reads`, readsRate(limits), now),
      running: this.running.of(tenantId),
    };
  }

  take({ tenantId, limits, events, rejected }: Demand): Taken {
    const now = this.clock.seconds();
    const rates = { events: eventsRate(limits), bytes: bytesRate(limits), device: deviceRate(limits) };
    let eventLevel = this.level(`${tenantId}:events`, rates.events, now);
    let byteLevel = this.level(`${tenantId}:bytes`, rates.bytes, now);
    const devices = new Map<string, number>();
    const short = events.map(({ device, bytes }): PolicyName | undefined => {
      const level = devices.get(device) ?? this.level(`${tenantId}:device:${device}`, rates.device, now);
      devices.set(device, level);
      if (!fits(eventLevel, 1, rates.events)) return 'events';
      if (!fits(byteLevel, bytes, rates.bytes)) return 'bytes';
      if (!fits(level, 1, rates.device)) return 'device-events';
      eventLevel++;
      byteLevel += bytes;
      devices.set(device, level + 1);
      return undefined;
    });
    eventLevel = Math.max(eventLevel, Math.min(rates.events.burst, eventLevel + rejected.events));
    byteLevel = Math.max(byteLevel, Math.min(rates.bytes.burst, byteLevel + rejected.bytes));
    this.put(`${tenantId}:events`, rates.events, eventLevel, now);
    this.put(`${tenantId}:bytes`, rates.bytes, byteLevel, now);
    for (const [device, level] of devices) this.put(`${tenantId}:device:${device}`, rates.device, level, now);
    const requests = this.level(`${tenantId}:requests`, requestsRate(limits), now);
    return { limits, short, events: eventLevel, bytes: byteLevel, requests, devices };
  }

  /** Charges what was admitted elsewhere, up to full buckets. */
  note({ tenantId, limits, events, rejected }: Demand, short: Taken['short']): void {
    const now = this.clock.seconds();
    const charge = (name: string, rate: Rate, units: number) =>
      this.charge(`${tenantId}:${name}`, rate, units, now);
    const admitted = events.filter((_, i) => short[i] === undefined);
    const ofDevice = new Map<string, number>();
    for (const { device } of admitted) ofDevice.set(device, (ofDevice.get(device) ?? 0) + 1);
    for (const [device, units] of ofDevice) charge(`device:${device}`, deviceRate(limits), units);
    charge('events', eventsRate(limits), admitted.length + rejected.events);
    charge(
      'bytes',
      bytesRate(limits),
      admitted.reduce((sum, { bytes }) => sum + bytes, rejected.bytes),
    );
  }

  /** Charges a request that was admitted. */
  noteEntry(tenantId: string, limits: Limits, { read }: Call, now = this.clock.seconds()): void {
    this.charge(`${tenantId}:requests`, requestsRate(limits), 1, now);
    if (read) this.charge(`${tenantId}:reads`, readsRate(limits), 1, now);
  }

  private charge(key: string, rate: Rate, units: number, now: number): void {
    this.put(key, rate, Math.min(this.level(key, rate, now) + units, rate.burst), now);
  }

  /** Number of buckets, for tests. */
  get size(): number {
    return this.buckets.size;
  }

  private level(key: string, rate: Rate, now: number): number {
    const known = this.buckets.get(key);
    return known ? levelAt(known, rate, now) : 0;
  }

  private put(key: string, rate: Rate, level: number, at: number): void {
    if (level > 0) this.buckets.set(key, { rate, level, at });
    if (this.buckets.size > this.sweepAt) this.sweep(at);
  }

  /** A drained bucket equals no bucket. So memory is bounded by what the limits admitted recently. */
  private sweep(now: number): void {
    for (const [key, bucket] of this.buckets)
      if (levelAt(bucket, bucket.rate, now) === 0) this.buckets.delete(key);
    this.sweepAt = Math.max(FIRST_SWEEP, this.buckets.size * 2);
  }
}

/** The first policy that has no room for a request, in the order of the Lua script. */
function shortOf(
  { limits, requests, reads, running }: UsageSnapshot,
  { read, held }: Call,
): PolicyName | undefined {
  if (!fits(requests, 1, requestsRate(limits))) return 'requests';
  if (read && !fits(reads, 1, readsRate(limits))) return 'reads';
  return held || running < limits.max_concurrent_requests ? undefined : 'concurrent-requests';
}
