import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, Measured } from '../bed.js';
import { median, round2 } from '../figures.js';
import type { HttpJob } from '../loads/job.js';
import { slowestTenants } from './slowest.js';
import { makeDeviceTokens, makeTenants, type Senders } from './tenants-made.js';

/** Tenants, and devices with their own token, that are created for this part. */
const TENANTS = 10_000;
const DEVICE_TOKENS = 100_000;
const IDLE_SECONDS = 30;
/** Time after which noted times have been written. Milliseconds. */
const SETTLE_MS = 12_000;

interface Scene extends Senders {
  readonly name: string;
  readonly clients: number;
  readonly batch: number;
  readonly requests: number;
  /** The scene with which it is compared, and the expected minimum of the ratio. */
  readonly to?: string;
  readonly wanted?: number;
  /** Whether a new process runs it, after all the others. */
  readonly cold?: boolean;
  /** Whether each round has its own senders, one per request. */
  readonly fresh?: boolean;
}

/** Results of one scene. */
export interface TenantsCase {
  readonly case: string;
  readonly events_per_second: number;
  readonly ratio: number | null;
  readonly wanted: number | null;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly server_us: number;
  readonly postgres_us: number;
  readonly rss_mib: number;
}

export type ManyTenants = Awaited<ReturnType<typeof manyTenants>>;

interface Options {
  readonly rounds: number;
  readonly quick: boolean;
  /** Cases to run, by a part of their name. */
  readonly only: string;
}

/** The same load over more and more tenants, in turn. Each is compared with one tenant in the same run. */
export async function manyTenants(bed: Bed, { rounds, quick, only }: Options, say: (line: string) => void) {
  const tokens = await makeTenants(bed, quick ? 1000 : TENANTS);
  const devices = await makeDeviceTokens(bed, quick ? 10_000 : DEVICE_TOKENS);
  const single = { clients: 64, batch: 1, requests: quick ? 2000 : 10_000 };
  const batches = { clients: 16, batch: 100, requests: 400 };
  const one = tokens.slice(0, 1);
  const scenes: Scene[] = [
    { name: 'single events, 1 tenant', tokens: one, ...single },
    { name: 'single events, 1,000 tenants', tokens: tokens.slice(0, 1000), ...single, to: 'single events, 1 tenant', wanted: 0.5 },
    { name: 'single events, 10,000 tenants', tokens, ...single, to: 'single events, 1 tenant', wanted: 0.45 },
    { name: `single events, ${devices.tokens.length.toLocaleString('en')} device tokens, each for the first time`, ...devices, fresh: true, ...single, to: 'single events, 1 tenant', wanted: 0.3 },
    { name: 'batches of 100, 1 tenant', tokens: one, ...batches },
    { name: 'batches of 100, 1,000 tenants', tokens: tokens.slice(0, 1000), ...batches, to: 'batches of 100, 1 tenant', wanted: 0.8 },
    { name: 'single events, 1,000 tenants, each looked up anew', tokens: tokens.slice(0, 1000), ...single, requests: 1000, to: 'single events, 1 tenant', cold: true },
  ]; // prettier-ignore
  const isChosen = ({ name }: Scene) =>
    name.includes(only) || scenes.some((each) => each.to === name && each.name.includes(only));
  const chosen = scenes.filter(isChosen);
  const measured = new Map<string, Measured[]>(chosen.map(({ name }) => [name, []]));
  const warm = chosen.filter(({ cold }) => !cold);
  const cold = chosen.filter((scene) => scene.cold);
  for (let round = 0; round <= rounds; round++) {
    for (const scene of round % 2 ? warm.toReversed() : warm) await measure(scene, round);
  }
  for (let round = 1; round <= rounds; round++) {
    for (const scene of cold) {
      await restart(bed);
      await measure(scene, round);
    }
  }
  async function measure(scene: Scene, round: number): Promise<void> {
    await bed.empty();
    const result = await bed.run(jobOf(bed, scene, round), 'ours');
    if (round) measured.get(scene.name)!.push(result);
    const rate = Math.round(result.events / result.seconds);
    say(`${round}/${rounds}  ${rate} events/s  ${scene.name}  ${JSON.stringify(result.statuses)}`);
  }
  const slowest = await slowestTenants(bed, { tokens, quick, only }, say);
  // First as many requests of one tenant, and of all tenants once, so that the process caches them. Then nobody sends
  // anything.
  if (only) return { cases: chosen.map((scene) => figuresOf(scene, measured)), slowest };
  const seconds = quick ? 5 : IDLE_SECONDS;
  const alone = await idleAfter(bed, { name: '', tokens: one, ...single, requests: tokens.length }, seconds);
  const beside = await idleAfter(bed, { name: '', tokens, ...single, requests: tokens.length }, seconds);
  const what = `${tokens.length.toLocaleString('en')} tenants that are known and idle, beyond one that sent as much`;
  const beyond = {
    server_percent_of_a_core: round2(beside.server - alone.server),
    postgres_percent_of_a_core: round2(beside.postgres - alone.postgres),
    server_mib: Math.round(beside.rss - alone.rss),
    server_held_mib: round2(beside.held - alone.held),
  };
  return { cases: chosen.map((scene) => figuresOf(scene, measured)), slowest, idle: { what, ...beyond } };
}

/** What a new process costs when idle, in per cent of a core. */
async function idleAfter(bed: Bed, scene: Scene, seconds: number) {
  await restart(bed, ['--expose-gc']);
  await bed.run(jobOf(bed, scene), 'ours');
  await sleep(SETTLE_MS);
  const before = bed.cpu('ours');
  await sleep(seconds * 1000);
  const after = bed.cpu('ours');
  const percent = (name: 'server' | 'postgres') => ((after[name] - before[name]) / seconds) * 100;
  return {
    server: percent('server'),
    postgres: percent('postgres'),
    rss: bed.rss('ours'),
    held: await bed.held('ours'),
  };
}

async function restart(bed: Bed, nodeOptions: string[] = []): Promise<void> {
  await bed.stopServer('ours');
  await bed.startServer('ours', {}, nodeOptions);
}

function jobOf(bed: Bed, scene: Scene, round = 0): HttpJob {
  const { tokens, devices, fresh, clients, batch, requests } = scene;
  const own = <T>(all: readonly T[]) => {
    const from = (round * requests) % all.length;
    return fresh ? all.slice(from, from + requests) : all;
  };
  const senders = { tokens: own(tokens), devices: devices && own(devices) };
  return { kind: 'http', url: bed.urls.ours, ...senders, clients, requests, batch, duplicates: 0 };
}

function figuresOf(scene: Scene, measured: ReadonlyMap<string, readonly Measured[]>): TenantsCase {
  const rounds = measured.get(scene.name)!;
  const rate = (each: Measured) => each.events / each.seconds;
  const us = (cpu: (each: Measured) => number) =>
    round2(median(rounds.map((each) => (cpu(each) / each.events) * 1e6)));
  // For each round, because the machine may be busier in one than in another.
  const others = scene.to === undefined ? undefined : measured.get(scene.to)!;
  return {
    case: scene.name,
    events_per_second: Math.round(median(rounds.map(rate))),
    ratio: others ? round2(median(rounds.map((each, i) => rate(each) / rate(others[i])))) : null,
    wanted: scene.wanted ?? null,
    p50_ms: round2(median(rounds.map(({ p50 }) => p50))),
    p99_ms: round2(median(rounds.map(({ p99 }) => p99))),
    server_us: us(({ cpuServer }) => cpuServer!),
    postgres_us: us(({ cpuPostgres }) => cpuPostgres),
    rss_mib: Math.round(median(rounds.map(({ rss }) => rss!))),
  };
}
