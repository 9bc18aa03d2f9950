import type { Bed } from '../bed.js';
import { median, round2 } from '../figures.js';

/** Requests of one job. More would only be held in memory; the latencies of several jobs are put together by tenant. */
const JOB = 10_000;
const CLIENTS = 64;

/** Latencies of single events by tenant. */
export interface Slowest {
  readonly case: string;
  readonly requests_per_tenant: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** p99 of each tenant: that of the tenant in the middle, and the highest. */
  readonly median_tenant_p99_ms: number;
  readonly slowest_tenant_p99_ms: number;
}

interface Options {
  readonly tokens: readonly string[];
  readonly quick: boolean;
  readonly only: string;
}

/** How long the slowest of many tenants waits, each of which sends single events in turn. */
export async function slowestTenants(bed: Bed, { tokens, quick, only }: Options, say: (line: string) => void) {
  const all: Slowest[] = [];
  for (const [tenants, jobs] of [[1, 5], [1_000, 10], [10_000, 20]] as const) {
    const name = `slowest tenant of ${tenants.toLocaleString('en')}`;
    if (tenants > tokens.length || !name.includes(only)) continue;
    all.push(await slowestOf(bed, name, tokens.slice(0, tenants), quick ? 1 : jobs));
    say(JSON.stringify(all.at(-1)));
  }
  return all;
} // prettier-ignore

async function slowestOf(bed: Bed, name: string, tokens: readonly string[], jobs: number): Promise<Slowest> {
  await bed.empty();
  const job = { kind: 'http' as const, url: bed.urls.ours, tokens, clients: CLIENTS, requests: JOB, batch: 1, duplicates: 0, each: true }; // prettier-ignore
  // Fills the caches.
  await bed.run(job, 'ours');
  const ofTenants = tokens.map((): number[] => []);
  for (let i = 0; i < jobs; i++) {
    const { each } = await bed.run(job, 'ours');
    each!.forEach((ms, n) => ofTenants[n % tokens.length].push(ms));
  }
  const everything = ofTenants.flat().sort(ascending);
  const p99s = ofTenants.map((each) => at(each.sort(ascending), 0.99)).sort(ascending);
  return {
    case: name,
    requests_per_tenant: (JOB * jobs) / tokens.length,
    p50_ms: round2(at(everything, 0.5)),
    p99_ms: round2(at(everything, 0.99)),
    median_tenant_p99_ms: round2(median(p99s)),
    slowest_tenant_p99_ms: round2(p99s.at(-1)!),
  };
}

const ascending = (a: number, b: number) => a - b;
const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
