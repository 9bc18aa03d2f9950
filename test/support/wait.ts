import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds. @returns what it answered then  @throws Error after `patienceMs` */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  patienceMs = 20_000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<T, undefined | false>;
    if (Date.now() > end) throw new Error(`In ${patienceMs / 1000} s it did not come to pass: ${what}`);
    await sleep(20);
  }
}

/** The value of a series of /metrics. */
export async function metric(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? NaN : Number(line.slice(series.length));
}
