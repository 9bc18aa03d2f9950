/** A process that ran this long was healthy: its successor starts at once. Milliseconds. */
const HEALTHY_MS = 10_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 30_000];

/** Pauses before a process is replaced: none after a healthy run, and doubled after each short one. */
export class Backoff {
  private pauseMs = 0;

  /**
   * @param livedMs time since it took requests; 0 if it never did
   * @returns milliseconds
   */
  after(livedMs: number): number {
    const paused = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
    this.pauseMs = livedMs >= HEALTHY_MS ? 0 : paused;
    return this.pauseMs;
  }
}
