import type { Call, Demand, Entry, LimitStore, Taken, UsageSnapshot } from './limit-store.js';
import type { MemoryLimits } from './memory-limits.js';
import { type Limits, shareOf } from '../policy.js';

/**
 * Enforces one process's share of each limit, without asking the other processes. Together they never admit more than
 * the limit. A tenant whose connections all reach one process gets only that process's share.
 */
export class LocalShare implements LimitStore {
  /** @param processes that share the limits; it may change at any time */
  constructor(
    private readonly limits: MemoryLimits,
    public processes: number,
  ) {}

  enter(tenantId: string, limits: Limits, call?: Call): Entry {
    return this.limits.enter(tenantId, this.of(limits), call);
  }

  leave(tenantId: string): void {
    this.limits.leave(tenantId);
  }

  take(demand: Demand): Taken {
    return this.limits.take(this.ofDemand(demand));
  }

  standing(tenantId: string, limits: Limits): UsageSnapshot {
    return this.limits.standing(tenantId, this.of(limits));
  }

  /** Charges a request that was admitted elsewhere. */
  noteEntry(tenantId: string, limits: Limits, call: Call): void {
    this.limits.noteEntry(tenantId, this.of(limits), call);
  }

  /** Charges events that were admitted elsewhere. */
  note(demand: Demand, short: Taken['short']): void {
    this.limits.note(this.ofDemand(demand), short);
  }

  private of(limits: Limits): Limits {
    return shareOf(limits, this.processes);
  }

  /** An event that fits the tenant's burst must also fit its share, or it would never be admitted. */
  private ofDemand(demand: Demand): Demand {
    const limits = this.of(demand.limits);
    const events = demand.events.map((event) => ({
      ...event,
      bytes: Math.min(event.bytes, limits.burst_bytes),
    }));
    return { ...demand, limits, events };
  }
}
