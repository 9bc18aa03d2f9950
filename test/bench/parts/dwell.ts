import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue } from 'bullmq';
import { QUEUE_ROLE, QUEUE_SCHEMA } from '#libs/database';
import { INGEST_QUEUE } from '#libs/queue';
import { ApiClient } from '../../support/clients/client.js';
import type { Bed, TenantAccess } from '../bed.js';
import { makeEvent } from '../loads/events.js';
import { round2 } from '../figures.js';

/** Waiting events of all attackers together, and events of one of their ingestions. */
const BACKLOG = 100_000;
const BATCH = 1_000;
/** Pause between two single events of the victim. Milliseconds. */
const PAUSE_MS = 50;
const ASYNC = { prefer: 'respond-async' };
/** Time limit, so that a stalled queue does not block the benchmark. Milliseconds. */
const TIMEOUT_MS = 120_000;

interface Dwell {
  /** From the 202 of an ingestion to its end. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly ingestions: number;
}

/** How long a single event waits for a worker: alone, next to the backlog of one tenant, and next to that of many. */
export async function dwell(bed: Bed, seconds: number, crowd: number, say: (line: string) => void) {
  await bed.makeTenants(1 + crowd);
  const alone = await besides(bed, 0, seconds);
  say(JSON.stringify({ alone }));
  const beside = [];
  for (const attackers of [1, crowd]) {
    const result = { attackers, ...(await besides(bed, attackers, seconds)) };
    say(JSON.stringify(result));
    beside.push(result);
  }
  return {
    what: `single events beside a backlog of ${BACKLOG} events in ingestions of ${BATCH}`,
    alone,
    beside,
    p99_wanted_ms: round2(Math.max(1_000, 2 * alone.p99_ms)),
  };
}

/** Measures while attackers have something waiting, or for a number of seconds without any. */
async function besides(bed: Bed, attackers: number, seconds: number): Promise<Dwell> {
  const [victim, ...others] = bed.tenants;
  await bed.empty();
  await bed.admin.query('TRUNCATE ingestions, dead_letters');
  const queue = new Queue(INGEST_QUEUE, { connection: connectionOf(bed) }, createPostgresBackend as never);
  try {
    await queue.pause();
    await fill(bed, others.slice(0, attackers));
    await queue.resume();
    const until = performance.now() + (attackers ? TIMEOUT_MS : seconds * 1000);
    while (performance.now() < until && (!attackers || (await isBusy(bed, victim)))) {
      await post(bed, victim, 1);
      await sleep(PAUSE_MS);
    }
    return await dwellOf(bed, victim);
  } finally {
    await queue.resume();
    await queue.close();
  }
}

async function fill(bed: Bed, attackers: readonly TenantAccess[]): Promise<void> {
  if (!attackers.length) return;
  for (let sent = 0; sent < BACKLOG; sent += BATCH)
    await post(bed, attackers[(sent / BATCH) % attackers.length], BATCH);
}

/** @throws Error if the request is not accepted */
async function post(bed: Bed, { token }: TenantAccess, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => makeEvent(i));
  const { status, text } = await new ApiClient(bed.urls.ours, token).post(
    '/v1/events/batch',
    { events },
    ASYNC,
  );
  if (status !== 202) throw new Error(`${status} ${text.slice(0, 300)}`);
}

/** Whether other tenants' ingestions wait for their turn. */
async function isBusy(bed: Bed, { id }: TenantAccess): Promise<boolean> {
  const { rows } = await bed.admin.query(
    `SELECT FROM ingestions WHERE tenant_id <> $1 AND status = 'queued' LIMIT 1`,
    [id],
  );
  return rows.length > 0;
}

/** Measures everything that the victim sent, once the last of it is stored. @throws Error if that takes too long */
async function dwellOf(bed: Bed, { id }: TenantAccess): Promise<Dwell> {
  for (const until = performance.now() + TIMEOUT_MS; performance.now() < until; await sleep(100)) {
    const { rows } = await bed.admin.query<{ open: number; ingestions: number; p50: number; p99: number }>(
      `SELECT count(*) FILTER (WHERE status <> 'done')::int AS open, count(*)::int AS ingestions,
              percentile_cont(0.50) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - accepted_at)) * 1000 AS p50,
              percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - accepted_at)) * 1000 AS p99
         FROM ingestions WHERE tenant_id = $1`,
      [id],
    );
    const [{ open, ingestions, p50, p99 }] = rows;
    if (!open) return { p50_ms: round2(p50), p99_ms: round2(p99), ingestions };
  }
  throw new Error('the victim’s ingestions were not stored in time');
}

const connectionOf = ({ postgres }: Bed) =>
  ({ connectionString: postgres.appUrl, schema: QUEUE_SCHEMA, options: `-c role=${QUEUE_ROLE}` }) as never;
