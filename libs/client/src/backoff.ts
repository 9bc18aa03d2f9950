/** Retry policy: how long and how often to try. */
export interface RetryPolicy {
  /** Number of attempts; 1 means no retry. */
  readonly attempts: number;
  /** Longest pause before the first retry. It doubles with each retry. Milliseconds. */
  readonly baseMs: number;
  /** Longest pause; a longer Retry-After overrides it. Milliseconds. */
  readonly maxMs: number;
  /** Stops retrying if the next attempt would begin later than this after the first. Milliseconds. */
  readonly patienceMs: number;
  /** Random number in [0, 1); replaceable in tests. */
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
 * The pause before the attempt after `failures` failures. Full jitter, so that clients that failed together do not
 * return together. Never shorter than Retry-After.
 */
export function pauseMs(policy: RetryPolicy, failures: number, retryAfter?: number): number {
  if (retryAfter !== undefined) return retryAfter + policy.random() * policy.baseMs;
  return policy.random() * Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1));
}

/** A sequence of attempts: counts them and waits between them. */
export class Tries {
  private failures = 0;
  private readonly begun = Date.now();

  constructor(
    private readonly policy: RetryPolicy,
    private readonly signal?: AbortSignal | null,
  ) {}

  /** Call it after progress: resets the count of attempts, but not the time limit. */
  startOver(): void {
    this.failures = 0;
  }

  /** Waits for the next attempt. @returns false, at once, if no attempt is left. @throws the signal's reason */
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
