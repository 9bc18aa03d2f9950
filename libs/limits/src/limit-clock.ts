/** Clock of the buckets in one process. Tests replace `seconds`, so that they need not wait. */
export class LimitClock {
  /** Seconds since some moment. Never goes back. */
  seconds = (): number => performance.now() / 1000;
}
