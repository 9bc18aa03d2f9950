import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, TenantAccess } from './bed.js';
import { median, round2 } from './figures.js';
import type { Stream, StreamResult } from './open-load.js';

/** The attacker's limits; it sends ten times its rate. */
const RATE = 500;
const BURST = 500;
const LIMITS = {
  events_per_second: RATE,
  burst_events: BURST,
  bytes_per_second: 1e9,
  burst_bytes: 1e9,
  device_events_per_second: 1e9,
  device_burst_events: 1e9,
  max_concurrent_requests: 20,
};
const VICTIM = { requestsPerSecond: 50, batch: 1 };
const ATTACKER = { requestsPerSecond: (10 * RATE) / 50, batch: 50 };
/** Longer than the service remembers a tenant's limits. Milliseconds. */
const SETTLE_MS = 1500;

interface Run {
  readonly run: number;
  readonly solo: Phase;
  readonly beside_attacker: Phase;
  readonly solo_again: Phase;
  readonly attacker: Phase;
  readonly limit: { readonly admitted: number; readonly allowed: number; readonly ratio: number };
}

interface Phase {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly answers: Readonly<Record<string, number>>;
}

/**
 * A tenant alone, beside one that sends ten times its limit, and alone again. Both open-loop, so that nobody's slowness
 * hides in a slower sender. What the attacker had stored is held against its limit: burst + rate × seconds.
 */
export async function neighbours(bed: Bed, runs: number, seconds: number, say: (line: string) => void) {
  await bed.makeTenants(4);
  const [victim, attacker] = bed.tenants;
  const { rows } = await bed.admin.query<{ settings: object }>('SELECT settings FROM tenants WHERE id = $1', [
    attacker.id,
  ]);
  const setLimits = async (settings: object) => {
    await bed.admin.query('UPDATE tenants SET settings = $2 WHERE id = $1', [attacker.id, settings]);
    await sleep(SETTLE_MS);
  };
  await setLimits({ ...rows[0].settings, limits: LIMITS });
  // Warms up: what a cold process answers first is nobody's doing.
  await attack(bed, seconds, victim, attacker);
  const results: Run[] = [];
  for (let run = 1; run <= runs; run++) {
    await bed.empty();
    const solo = phaseOf(await attack(bed, seconds, victim));
    const [beside, other, took] = await timed(() => attack(bed, seconds, victim, attacker));
    const again = phaseOf(await attack(bed, seconds, victim));
    const admitted = await storedBy(bed, attacker);
    const allowed = BURST + RATE * took;
    const result = {
      run,
      solo,
      beside_attacker: phaseOf([beside]),
      solo_again: again,
      attacker: phaseOf([other]),
      limit: { admitted, allowed: Math.round(allowed), ratio: round2(admitted / allowed) },
    };
    say(JSON.stringify(result));
    results.push(result);
  }
  await setLimits(rows[0].settings);
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
    limit_admitted_to_allowed: Math.max(...results.map(({ limit }) => limit.ratio)),
  };
}

function attack(
  bed: Bed,
  seconds: number,
  victim: TenantAccess,
  attacker?: TenantAccess,
): Promise<StreamResult[]> {
  const streams: Stream[] = [{ name: 'victim', token: victim.token, ...VICTIM }];
  if (attacker) streams.push({ name: 'attacker', token: attacker.token, ...ATTACKER });
  return bed.runOpen({ kind: 'open', url: bed.urls.ours, seconds, streams });
}

async function timed(work: () => Promise<StreamResult[]>): Promise<[StreamResult, StreamResult, number]> {
  const from = performance.now();
  const [victim, attacker] = await work();
  return [victim, attacker, (performance.now() - from) / 1000];
}

const phaseOf = ([{ p50, p99, statuses }]: StreamResult[]): Phase => ({
  p50_ms: round2(p50),
  p99_ms: round2(p99),
  answers: statuses,
});

async function storedBy(bed: Bed, tenant: TenantAccess): Promise<number> {
  const { rows } = await bed.admin.query<{ count: string }>(
    'SELECT count(*) FROM events WHERE tenant_id = $1',
    [tenant.id],
  );
  return Number(rows[0].count);
}
