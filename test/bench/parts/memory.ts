import { once } from 'node:events';
import { request } from 'node:http';
import type { Bed } from '../bed.js';
import { makeEvent } from '../loads/events.js';
import { median, round2 } from '../figures.js';

const MiB = 2 ** 20;
const IMPORT_MIB = 1024;
const SOAK_SECONDS = 600;
/** Runs after which the tables are emptied, because disk space is not measured. */
const RUNS_A_TABLE = 50;

/** The server's resident memory during some work, every half second. MiB. */
async function watched<T>(bed: Bed, work: () => Promise<T>) {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(bed.rss('ours')), 500);
  const from = performance.now();
  try {
    const result = await work();
    return { result, samples, seconds: (performance.now() - from) / 1000 };
  } finally {
    clearInterval(timer);
  }
}

/** Imports one gibibyte of NDJSON: measures the memory beyond idle, and the rate. */
export async function importMemory(bed: Bed, say: (line: string) => void) {
  await bed.empty();
  const idle = bed.rss('ours');
  let events = 0;
  let bytes = 0;
  const { result, samples, seconds } = await watched(bed, async () => {
    const sent = request(`${bed.urls.ours}/v1/events/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${bed.tenants[0].token}` },
    });
    const answered = once(sent, 'response');
    const answer = answered.then(async ([response]) => {
      let last = '';
      for await (const part of response) last = (last + String(part)).slice(-4096);
      return last.trim().split('\n').at(-1)!;
    });
    while (bytes < IMPORT_MIB * MiB) {
      const part = Buffer.from(
        Array.from({ length: 100 }, () => `${JSON.stringify(makeEvent(events++, 1800))}\n`).join(''),
      );
      bytes += part.length;
      if (!sent.write(part)) await once(sent, 'drain');
    }
    sent.end();
    return JSON.parse(await answer) as object;
  });
  const figures = {
    what: `import of ${IMPORT_MIB} MiB`,
    idle_mib: Math.round(idle),
    most_mib: Math.round(Math.max(...samples)),
    over_idle_mib: Math.round(Math.max(...samples) - idle),
    events,
    events_per_second: Math.round(events / seconds),
    mib_per_second: round2(bytes / MiB / seconds),
    last_line: result,
  };
  say(JSON.stringify(figures));
  return figures;
}

/** Sends batches for ten minutes and measures whether memory settles. */
export async function soak(bed: Bed, say: (line: string) => void) {
  await bed.empty();
  const until = performance.now() + SOAK_SECONDS * 1000;
  const tokens = bed.tenants.slice(0, 4).map(({ token }) => token);
  const { samples } = await watched(bed, async () => {
    for (let run = 1; performance.now() < until; run++) {
      await bed.run(
        { kind: 'http', url: bed.urls.ours, tokens, clients: 8, requests: 60, batch: 500, duplicates: 0 },
        'ours',
      );
      if (run % RUNS_A_TABLE === 0) await bed.empty();
    }
  });
  const third = (from: number) =>
    Math.round(median(samples.slice((from * samples.length) / 3, ((from + 1) * samples.length) / 3)));
  const figures = { what: `soak, ${SOAK_SECONDS} s of batches`, rss_mib_by_third: [0, 1, 2].map(third) };
  say(JSON.stringify(figures));
  return figures;
}
