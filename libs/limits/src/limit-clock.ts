/** The clock of the buckets that one process keeps. Tests replace `seconds`, so that they need not wait. */
export class LimitClock {
  /** Seconds since some moment; never goes back. */
  seconds = (): number => performance.now() / 1000;
}
