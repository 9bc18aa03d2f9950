import { setTimeout as sleep } from 'node:timers/promises';
import { isLockMissed } from './scope/sqlstates.js';

/** Longest wait of a migration for one lock: so long others may queue behind it. Milliseconds. */
export const LOCK_WAIT_MS = 500;
/** Pauses between tries, in which whoever queued behind goes on: doubled from the first to the longest. Milliseconds. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];
/** A lock that others hold for longer needs a person. Milliseconds. */
const PATIENCE_MS = 600_000;

/**
 * Repeats work that did not get a lock in time, or was the victim of a deadlock; the work must be able to start again.
 * @param log hears of each try that failed  @throws Error of the last try, after ten minutes
 */
export async function waitForLocks<T>(work: () => Promise<T>, log: (line: string) => void): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isLockMissed(error) || Date.now() > end) throw error;
      log(`Others hold what the migration needs, so it lets them pass and tries again: ${String(error)}`);
      await sleep(pause * (0.5 + Math.random() / 2));
    }
  }
}
