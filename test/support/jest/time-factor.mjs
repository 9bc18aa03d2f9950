import { spawnSync } from 'node:child_process';

/** Starting Node takes so long on the machine that the suite's time limits were chosen on. Milliseconds. */
const REFERENCE_MS = 60;
/** A machine that is slower than this would make a failing test wait for hours. */
const MOST = 20;
const LEAST = 4;

/**
 * How many times slower than the reference machine this one is now, from 4 to 20. All time limits of the suite are
 * multiplied by it, so that no test judges what the machine achieves. It starts processes, because a busy machine is
 * slow at that too, and takes the slowest of five. It is never below 2, because the load may come after the measurement.
 */
export function measureTimeFactor() {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, ['-e', 'for (let i = 0; i < 2e7; i++);']);
    return performance.now() - begun;
  });
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.max(...times) / REFERENCE_MS)));
}
