import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses between attempts: the first one, doubled with each failure in a row up to the longest. Milliseconds. */
const FIRST_MS = 200;
const LONGEST_MS = 5_000;

/** The time after a failure in which nothing is retried. It doubles, with jitter, until an attempt succeeds. */
export class Pause {
  private failures = 0;
  private until = 0;

  get runs(): boolean {
    return performance.now() < this.until;
  }

  begin(): void {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.failures++, 10));
    this.until = performance.now() + longest * (0.5 + Math.random() / 2);
  }

  end(): void {
    this.failures = this.until = 0;
  }

  async wait(): Promise<void> {
    await sleep(Math.max(0, this.until - performance.now()), undefined, { ref: false });
  }
}
