import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds. @throws Error after `patienceMs` */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 20_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
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
