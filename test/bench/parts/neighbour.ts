import type { Bed, TenantAccess } from '../bed.js';
import { dwell } from './dwell.js';
import { exactness } from './exactness.js';
import { median, round2 } from '../figures.js';
import { type Admission, admissionOf, limited, RATE } from './limited.js';
import type { Stream, StreamResult } from '../loads/open-load.js';

const VICTIM = { requestsPerSecond: 50, batch: 1 };
/** Connections on which the most expensive requests are sent without pause. */
const HOSTILE = { requestsPerSecond: 0, batch: 0, hostile: 8 };
const ATTACKER = { requestsPerSecond: (10 * RATE) / 50, batch: 50 };
/** Tenants that have a backlog at the same time. */
const CROWD = 20;

interface Run {
  readonly run: number;
  readonly solo: Phase;
  readonly beside_attacker: Phase;
  readonly solo_again: Phase;
  readonly attacker: Phase;
  readonly limit: Admission;
}

interface Phase {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly answers: Readonly<Record<string, number>>;
}

export type Neighbours = Awaited<ReturnType<typeof neighbours>>;

/**
 * Measures the effect of others on one tenant, in its answers and in the queue, and how exactly the others are held to
 * their limits.
 */
export async function neighbours(bed: Bed, runs: number, seconds: number, say: (line: string) => void) {
  await bed.makeTenants(4);
  const noisy = await limited(bed, bed.tenants[1], () => besideAttacker(bed, runs, seconds, say));
  return {
    ...noisy,
    hostile: await limited(bed, bed.tenants[1], () => besideHostile(bed, runs, seconds, say), {}),
    limits_in_redis: await exactness(bed, seconds, say),
    queue: await dwell(bed, seconds, CROWD, say),
  };
}

/**
 * A tenant alone, next to one that sends ten times its limit, and alone again. Both are open-loop, so that slow answers
 * do not slow down the sender. The attacker's stored events are compared with its limit: burst + rate × seconds.
 */
async function besideAttacker(bed: Bed, runs: number, seconds: number, say: (line: string) => void) {
  const [victim, attacker] = bed.tenants;
  // Warms up, because a cold process's first answers are nobody's effect.
  await attack(bed, seconds, victim, attacker);
  const results: Run[] = [];
  for (let run = 1; run <= runs; run++) {
    await bed.empty();
    const solo = phaseOf(await attack(bed, seconds, victim));
    const [beside, other] = await attack(bed, seconds, victim, attacker);
    const again = phaseOf(await attack(bed, seconds, victim));
    const result = {
      run,
      solo,
      beside_attacker: phaseOf([beside]),
      solo_again: again,
      attacker: phaseOf([other]),
      limit: await admissionOf(bed, attacker),
    };
    say(JSON.stringify(result));
    results.push(result);
  }
  const p99 = (phase: 'solo' | 'beside_attacker') => median(results.map((result) => result[phase].p99_ms));
  const alone = p99('solo');
  const stored = (phase: Phase) => phase.answers['201'] ?? 0;
  return {
    what: `${VICTIM.requestsPerSecond} requests/s beside an attacker at ${(ATTACKER.requestsPerSecond * ATTACKER.batch) / RATE} × its limit of ${RATE} events/s, ${seconds} s each`,
    runs: results,
    p99_alone_ms: alone,
    p99_beside_ms: p99('beside_attacker'),
    p99_wanted_ms: round2(Math.max(1.25 * alone, alone + 10)),
    victim_stored_share: Math.min(
      ...results.map(({ beside_attacker: each }) => stored(each) / (VICTIM.requestsPerSecond * seconds)),
    ),
  };
}

/** A tenant alone, and next to one with default limits that sends the most expensive requests without pause. */
async function besideHostile(bed: Bed, runs: number, seconds: number, say: (line: string) => void) {
  const [victim, attacker] = bed.tenants;
  // Warms up, because a cold process's first answers are nobody's effect.
  await attack(bed, seconds, victim, attacker, HOSTILE);
  const results: HostileRun[] = [];
  for (let run = 1; run <= runs; run++) {
    const alone = phaseOf(await attack(bed, seconds, victim));
    const [beside, other] = await attack(bed, seconds, victim, attacker, HOSTILE);
    const result = { run, alone, beside: phaseOf([beside]), attacker: phaseOf([other]) };
    say(JSON.stringify(result));
    results.push(result);
  }
  const p99 = (phase: 'alone' | 'beside') => median(results.map((result) => result[phase].p99_ms));
  return {
    what: `${VICTIM.requestsPerSecond} requests/s beside a tenant with the default limits that sends the worst requests of the cost suite over ${HOSTILE.hostile} connections without pause, ${seconds} s each`,
    runs: results,
    p99_alone_ms: p99('alone'),
    p99_beside_ms: p99('beside'),
    p99_wanted_ms: round2(Math.max(1.25 * p99('alone'), p99('alone') + 10)),
    victim_stored_share: Math.min(
      ...results.map(({ beside }) => (beside.answers['201'] ?? 0) / (VICTIM.requestsPerSecond * seconds)),
    ),
  };
}

interface HostileRun {
  readonly run: number;
  readonly alone: Phase;
  readonly beside: Phase;
  readonly attacker: Phase;
}

function attack(
  bed: Bed,
  seconds: number,
  victim: TenantAccess,
  attacker?: TenantAccess,
  how: Omit<Stream, 'name' | 'token'> = ATTACKER,
): Promise<StreamResult[]> {
  const streams: Stream[] = [{ name: 'victim', token: victim.token, ...VICTIM }];
  if (attacker) streams.push({ name: 'attacker', token: attacker.token, ...how });
  return bed.runOpen({ kind: 'open', url: bed.urls.ours, seconds, streams });
}

const phaseOf = ([{ p50, p99, statuses }]: StreamResult[]): Phase => ({
  p50_ms: round2(p50),
  p99_ms: round2(p99),
  answers: statuses,
});
