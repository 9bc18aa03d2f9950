import type { Awaitable } from '#libs/common';
import type { Limits, PolicyName } from '../policy.js';

/** Events of one request, tried in order. */
export interface Demand {
  readonly tenantId: string;
  readonly limits: Limits;
  readonly events: readonly EventCost[];
  /** Events that were refused for another reason: they cost what is left after the others, and are never throttled. */
  readonly rejected: { readonly events: number; readonly bytes: number };
}

export interface EventCost {
  readonly device: string;
  /** At most the burst: what is larger never fits, and is no case for waiting. */
  readonly bytes: number;
}

/** Bytes that every event costs beside its values: about what the names of its fields take in JSON. No event is smaller. */
export const FRAMING_BYTES = 64;

/** A request as it arrives, before anything of its body is read. */
export interface Call {
  /** Whether it reads: then it counts against the reads, too. */
  readonly read?: boolean;
  /** Its answer stays open: it counts as a request and takes no place among those that are worked on. */
  readonly held?: boolean;
  /** The device that its credential is limited to. */
  readonly device?: string;
}

/** What is in the tenant's own buckets, and how many of its requests are worked on. */
export interface UsageSnapshot {
  /** As applied: the process's share of them while it decides alone. */
  readonly limits: Limits;
  readonly events: number;
  readonly bytes: number;
  readonly requests: number;
  readonly reads: number;
  readonly running: number;
}

export interface Entry extends UsageSnapshot {
  /** The policy that had no room for the request; undefined if it was counted in. */
  readonly short?: PolicyName;
  /** Of the device that the request can speak for alone. */
  readonly device?: { readonly uid: string; readonly level: number };
}

export interface Taken {
  /** As applied, see UsageSnapshot. */
  readonly limits: Limits;
  /** For each event the first policy that had no room for it; undefined where it is admitted. */
  readonly short: readonly (PolicyName | undefined)[];
  /** Levels afterwards. */
  readonly events: number;
  readonly bytes: number;
  readonly requests: number;
  readonly devices: ReadonlyMap<string, number>;
}

/** Where the buckets are kept. */
export interface LimitStore {
  /** Counts a request of the tenant in and charges it, if there is room for it; every entry that is not held is left once. */
  enter(tenantId: string, limits: Limits, call?: Call): Awaitable<Entry>;
  leave(tenantId: string): void;
  /** Charges what fits. All of it or nothing is seen by others. */
  take(demand: Demand): Awaitable<Taken>;
  standing(tenantId: string, limits: Limits): Awaitable<UsageSnapshot>;
}
