import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from './clients/client.js';

/**
 * A time limit on this machine: `ms` on the reference machine, times the factor that global-setup measured.
 * Milliseconds.
 */
export const scaled = (ms: number): number => ms * Number(process.env.TEST_TIME_FACTOR ?? 4);

/**
 * Time in which something that the service does within a second must be seen, because the machine may be slow.
 * Milliseconds.
 */
export const SECOND_MS = 1_000;

/**
 * Waits until something holds.
 * @returns its last value
 * @throws Error after `limitMs`, scaled
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 20_000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + scaled(limitMs);
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<T, undefined | false>;
    if (Date.now() > end) throw new Error(`Not within ${scaled(limitMs) / 1000} s: ${what}`);
    await sleep(20);
  }
}

/** The value of a series of /metrics. */
export async function metric(url: string, series: string): Promise<number> {
  const { text } = await new ApiClient(url).get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? NaN : Number(line.slice(series.length));
}
