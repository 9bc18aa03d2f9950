import type { Limits, PolicyName } from './policy.js';

/** Events of one request, tried in order. */
export interface Demand {
  readonly tenantId: string;
  readonly limits: Limits;
  readonly events: readonly EventCost[];
  /** Events that were refused for another reason: they cost what is left after the others, and are never throttled. */
  readonly spoilt: { readonly events: number; readonly bytes: number };
}

export interface EventCost {
  readonly device: string;
  /** At most the burst: what is larger never fits, and is no case for waiting. */
  readonly bytes: number;
}

/** What is in the tenant's own buckets, and how many of its requests are worked on. */
export interface Standing {
  /** As applied: the process's share of them while it decides alone. */
  readonly limits: Limits;
  readonly events: number;
  readonly bytes: number;
  readonly running: number;
}

export interface Entry extends Standing {
  readonly entered: boolean;
}

export interface Taken {
  /** As applied, see Standing. */
  readonly limits: Limits;
  /** For each event the first policy that had no room for it; undefined where it is admitted. */
  readonly short: readonly (PolicyName | undefined)[];
  /** Levels afterwards. */
  readonly events: number;
  readonly bytes: number;
  readonly devices: ReadonlyMap<string, number>;
}

/** Where the buckets are kept. */
export interface LimitStore {
  /** Counts a request of the tenant in, where there is room for it; every entry is left once. */
  enter(tenantId: string, limits: Limits): Promise<Entry>;
  leave(tenantId: string): void;
  /** Charges what fits. All of it or nothing is seen by others. */
  take(demand: Demand): Promise<Taken>;
  standing(tenantId: string, limits: Limits): Promise<Standing>;
}
