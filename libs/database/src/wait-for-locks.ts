import { setTimeout as sleep } from 'node:timers/promises';
import { isLockMissed } from './scope/sqlstates.js';

/** Longest wait of a migration for one lock. Other sessions may queue behind it for that long. Milliseconds. */
export const LOCK_WAIT_MS = 500;
/**
 * Pauses between attempts, in which the sessions that queued behind continue. Doubled from the first to the longest.
 * Milliseconds.
 */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];
/** How long to retry. A lock that is held for longer needs an operator. Milliseconds. */
const PATIENCE_MS = 600_000;

/**
 * Repeats work that did not get a lock in time, or was the victim of a deadlock. The work must be restartable.
 * @param log gets a line for each failed attempt
 * @throws Error of the last attempt, after ten minutes
 */
export async function waitForLocks<T>(work: () => Promise<T>, log: (line: string) => void): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isLockMissed(error) || Date.now() > end) throw error;
      log(
        `Other sessions hold a lock that the migration needs; it lets them finish and tries again: ${String(error)}`,
      );
      await sleep(pause * (0.5 + Math.random() / 2));
    }
  }
}
