/**
 * GCRA in its second form (ITU-T I.371, the continuous-state leaky bucket): admitted units fill a bucket, which drains
 * at the rate. It is equivalent to the better known form with arrival times. As a level it survives a change of the
 * limits; an arrival time far ahead would go on blocking a tenant whose rate was just raised.
 *
 * Invariant: admitted within t seconds ≤ burst + rate × t.
 */
export interface Rate {
  /** Units that may arrive at once. */
  readonly burst: number;
  /** Units that drain each second. */
  readonly perSecond: number;
}

/** Stored state of a bucket. */
export interface Level {
  /** Units in it at time `at`. */
  level: number;
  /** Time, in seconds of the clock in use. */
  at: number;
}

/**
 * Tolerance for rounding, so that a client that waited long enough is admitted. Share of the burst; used in Lua too.
 */
export const SLACK = 1e-9;

/** Units in the bucket now. If the burst was lowered below the level, the bucket counts as full. */
export function levelAt({ level, at }: Level, { burst, perSecond }: Rate, now: number): number {
  return Math.max(0, Math.min(level, burst) - Math.max(0, now - at) * perSecond);
}

/** Whether `units` more fit above a level. */
export const fits = (level: number, units: number, { burst }: Rate): boolean =>
  level + units <= burst * (1 + SLACK);

/**
 * Seconds until `units` fit, and at most the time in which the bucket drains. For more units than a burst the result is
 * meaningless.
 */
export const waitFor = (level: number, units: number, { burst, perSecond }: Rate): number =>
  Math.max(0, (level + Math.min(units, burst) - burst) / perSecond);
