import type { Awaitable } from '#libs/common';
import type { Limits, PolicyName } from '../policy.js';

/** Events of one request, tried in order. */
export interface Demand {
  readonly tenantId: string;
  readonly limits: Limits;
  readonly events: readonly EventCost[];
  /**
   * Events that were rejected for another reason. They are charged from what the others leave, and are never throttled.
   */
  readonly rejected: { readonly events: number; readonly bytes: number };
}

export interface EventCost {
  readonly device: string;
  /** At most the burst, because a larger event never fits. */
  readonly bytes: number;
}

/**
 * Bytes that each event costs in addition to its values: about the size of the field names in JSON. No event is
 * smaller.
 */
export const FRAMING_BYTES = 64;

/** A request as it arrives, before its body is read. */
export interface Call {
  /** Whether it reads. Then it also counts against the reads. */
  readonly read?: boolean;
  /** Whether its answer stays open. Then it counts as a request, but not as one in progress. */
  readonly held?: boolean;
  /** The device that its credential is limited to. */
  readonly device?: string;
}

/** Levels of the tenant's buckets, and its number of requests in progress. */
export interface UsageSnapshot {
  /** The limits as applied: this process's share of them while it decides alone. */
  readonly limits: Limits;
  readonly events: number;
  readonly bytes: number;
  readonly requests: number;
  readonly reads: number;
  readonly running: number;
}

export interface Entry extends UsageSnapshot {
  /** The policy that had no room for the request; undefined if it was admitted. */
  readonly short?: PolicyName;
  /** Bucket of the device that the credential is limited to. */
  readonly device?: { readonly uid: string; readonly level: number };
}

export interface Taken {
  /** As applied, see UsageSnapshot. */
  readonly limits: Limits;
  /** For each event, the first policy that had no room for it; undefined if it is admitted. */
  readonly short: readonly (PolicyName | undefined)[];
  /** Levels afterwards. */
  readonly events: number;
  readonly bytes: number;
  readonly requests: number;
  readonly devices: ReadonlyMap<string, number>;
}

/** Storage of the buckets. */
export interface LimitStore {
  /** Charges a request of the tenant and counts it, if there is room. Each entry that is not held open is left once. */
  enter(tenantId: string, limits: Limits, call?: Call): Awaitable<Entry>;
  leave(tenantId: string): void;
  /** Charges the events that fit, atomically. */
  take(demand: Demand): Awaitable<Taken>;
  standing(tenantId: string, limits: Limits): Awaitable<UsageSnapshot>;
}
