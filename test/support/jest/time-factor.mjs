import { spawnSync } from 'node:child_process';

/** Time of a start of Node on the machine for which the suite's time limits were chosen. Milliseconds. */
const REFERENCE_MS = 60;
/** Limit of the factor: on a slower machine a failing test would wait for hours. */
const MOST = 20;
const LEAST = 4;

/**
 * How many times slower this machine is now than the reference machine, from 4 to 20. All time limits of the suite are
 * multiplied by it, so that no test depends on the machine's speed. It starts processes, because a busy machine is slow
 * at that too, and takes the slowest of five. The minimum allows for load that comes after the measurement.
 */
export function measureTimeFactor() {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, ['-e', 'for (let i = 0; i < 2e7; i++);']);
    return performance.now() - begun;
  });
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.max(...times) / REFERENCE_MS)));
}
