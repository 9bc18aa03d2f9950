/**
 * GCRA in its second formulation (ITU-T I.371, the continuous-state leaky bucket): a bucket fills by what is admitted and
 * leaks at the rate. Equal to the better known one by arrival times; kept as a level, it survives a change of the limits
 * (an arrival time far ahead would go on blocking a tenant whose rate was just raised).
 *
 * What holds at any time: admitted within t seconds ≤ burst + rate × t.
 */
export interface Rate {
  /** Units that may come at once. */
  readonly burst: number;
  /** Units that come back each second. */
  readonly perSecond: number;
}

/** What is remembered of a bucket. */
export interface Level {
  /** Units in it, at `at`. */
  level: number;
  /** Seconds of the clock in use. */
  at: number;
}

/** A rounding error must not make a client wait that has waited long enough. Share of the burst; in Lua too. */
export const SLACK = 1e-9;

/** Units in the bucket now. A burst that was lowered meanwhile counts as full, no more. */
export function levelAt({ level, at }: Level, { burst, perSecond }: Rate, now: number): number {
  return Math.max(0, Math.min(level, burst) - Math.max(0, now - at) * perSecond);
}

/** Whether `units` more fit over a level. */
export const fits = (level: number, units: number, { burst }: Rate): boolean =>
  level + units <= burst * (1 + SLACK);

/** Seconds until `units` fit; never more than the bucket takes to run empty, and so meaningless for more than a burst. */
export const waitFor = (level: number, units: number, { burst, perSecond }: Rate): number =>
  Math.max(0, (level + Math.min(units, burst) - burst) / perSecond);
