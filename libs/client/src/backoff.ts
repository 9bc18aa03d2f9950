/** How long and how often to try. */
export interface RetryPolicy {
  /** Tries in all; 1 is no retry. */
  readonly attempts: number;
  /** Longest pause before the first retry; doubles with each. Milliseconds. */
  readonly baseMs: number;
  /** Longest pause of ours; a longer Retry-After is kept to. Milliseconds. */
  readonly maxMs: number;
  /** Given up where the next try would begin later than so long after the first. Milliseconds. */
  readonly patienceMs: number;
  /** In [0, 1); for tests. */
  readonly random: () => number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 6,
  baseMs: 200,
  maxMs: 10_000,
  patienceMs: 120_000,
  random: Math.random,
};

/**
 * The pause before the try after `failures` failures. Full jitter, so that clients which failed together do not come
 * back together; never before Retry-After, which the service means.
 */
export function pauseMs(policy: RetryPolicy, failures: number, retryAfter?: number): number {
  if (retryAfter !== undefined) return retryAfter + policy.random() * policy.baseMs;
  return policy.random() * Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1));
}

/** One course of tries: counts them and waits between them. */
export class Tries {
  private failures = 0;
  private readonly begun = Date.now();

  constructor(
    private readonly policy: RetryPolicy,
    private readonly signal?: AbortSignal | null,
  ) {}

  /** Something was achieved: the count of tries begins anew, the patience does not. */
  startOver(): void {
    this.failures = 0;
  }

  /** Waits for the next try. @returns false, at once, where there is none. @throws the signal's reason */
  async next(retryAfter?: number): Promise<boolean> {
    if (++this.failures >= this.policy.attempts) return false;
    const pause = pauseMs(this.policy, this.failures, retryAfter);
    if (Date.now() + pause - this.begun > this.policy.patienceMs) return false;
    await sleep(pause, this.signal);
    return true;
  }
}

/** @throws the signal's reason */
export function sleep(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => (clearTimeout(timer), reject(signal!.reason as Error));
    const timer = setTimeout(() => (signal?.removeEventListener('abort', stop), resolve()), ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
