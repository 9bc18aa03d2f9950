import type { Bed, Measured } from '../bed.js';
import { median, round2 } from '../figures.js';
import type { Job } from '../loads/job.js';

/** Rows per fill statement. */
const FILL = 250_000;

export interface Growth {
  readonly rows: number;
  readonly events_per_second: number;
  readonly p99_ms: number;
  /** Latencies by kind; absent for an empty table. */
  readonly reads?: Readonly<Record<string, Latency>>;
}

interface Latency {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly answers: Readonly<Record<string, number>>;
}

/**
 * Fills the table and measures writes and reads at each size. PostgreSQL fills it itself with uids of version 4, whose
 * places in the index are random, so that the index is as large and scattered as possible.
 */
export async function grow(
  bed: Bed,
  sizes: readonly number[],
  rounds: number,
  say: (line: string) => void,
): Promise<Growth[]> {
  await bed.empty();
  const results: Growth[] = [];
  let rows = 0;
  for (const size of [0, ...sizes]) {
    for (; rows < size; rows += FILL) await fill(bed, Math.min(FILL, size - rows), rows);
    if (size) await bed.admin.query('VACUUM ANALYZE events');
    await bed.admin.query('CHECKPOINT');
    const figures = {
      rows: size,
      ...(await writes(bed, rounds)),
      reads: size ? await reads(bed) : undefined,
    };
    say(JSON.stringify(figures));
    results.push(figures);
    if (!size) await bed.empty();
  }
  return results;
}

async function fill(bed: Bed, count: number, from: number): Promise<void> {
  const tenants = bed.tenants.slice(0, 4);
  await bed.admin.query(
    `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, late, payload)
     SELECT ($1::bigint[])[1 + n % 4], m.last + n, gen_random_uuid()::text, d.id, CASE n % 3 WHEN 0 THEN 'battery.measured' ELSE 'temperature.measured' END,
            now() - interval '30 days' + n * interval '0.2 seconds', now() - interval '30 days' + n * interval '0.2 seconds', false,
            jsonb_build_object('celsius', 15 + (n % 150) / 10.0, 'humidity', 0.3, 'battery', 0.83, 'firmware', '4.11.2',
                               'location', jsonb_build_object('building', 'north', 'floor', n % 12, 'room', 'r-' || n % 240))
       FROM generate_series($2::bigint, $3::bigint) n
      CROSS JOIN (SELECT COALESCE(max(position), 0) AS last FROM events WHERE tenant_id = ANY ($1::bigint[])) m
       JOIN devices d ON d.tenant_id = ($1::bigint[])[1 + n % 4] AND d.device_uid = 'device-' || (n / 4) % 20`,
    [tenants.map(({ id }) => id), from, from + count - 1],
  );
}

async function writes(bed: Bed, rounds: number) {
  const tokens = bed.tenants.slice(0, 4).map(({ token }) => token);
  const job: Job = {
    kind: 'http',
    url: bed.urls.ours,
    tokens,
    clients: 4,
    requests: 240,
    batch: 1000,
    duplicates: 0,
  };
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await bed.run(job, 'ours'));
  return {
    events_per_second: Math.round(median(measured.map(({ events, seconds }) => events / seconds))),
    p99_ms: round2(median(measured.map(({ p99 }) => p99))),
  };
}

/** Reads of one client, for items that were drawn at random in advance. Milliseconds. */
async function reads(bed: Bed) {
  const [{ id, token }] = bed.tenants;
  const { rows } = await bed.admin.query<{ event_uid: string; occurred_at: Date; device_uid: string }>(
    `SELECT e.event_uid, e.occurred_at, d.device_uid FROM events e TABLESAMPLE SYSTEM (1)
       JOIN devices d ON d.tenant_id = e.tenant_id AND d.id = e.device_id WHERE e.tenant_id = $1 ORDER BY random() LIMIT 500`,
    [id],
  );
  const at = (time: Date, hours: number) => new Date(time.getTime() + hours * 3_600_000).toISOString();
  const KINDS: Record<string, (row: (typeof rows)[number]) => string> = {
    'by uid': (row) => `/v1/events/${row.event_uid}`,
    newest: () => '/v1/events?limit=50',
    'newest of a device': (row) => `/v1/events?limit=50&device_uid=${row.device_uid}`,
    'newest of a type': () => '/v1/events?limit=50&type=battery.measured',
    'an hour of occurrence': (row) =>
      `/v1/events?limit=50&occurred_from=${row.occurred_at.toISOString()}&occurred_to=${at(row.occurred_at, 1)}`,
    'a day of a device': (row) =>
      `/v1/events?limit=50&device_uid=${row.device_uid}&occurred_from=${row.occurred_at.toISOString()}&occurred_to=${at(row.occurred_at, 24)}`,
    'an hour of receipt': (row) =>
      `/v1/events?limit=50&received_from=${row.occurred_at.toISOString()}&received_to=${at(row.occurred_at, 1)}`,
  };
  const latencies: Record<string, Latency> = {};
  for (const [kind, path] of Object.entries(KINDS)) {
    const job: Job = {
      kind: 'http',
      url: bed.urls.ours,
      tokens: [token],
      clients: 1,
      requests: 500,
      batch: 1,
      duplicates: 0,
      paths: rows.map(path),
    };
    const { p50, p99, statuses } = await bed.run(job, 'ours');
    latencies[kind] = { p50_ms: round2(p50), p99_ms: round2(p99), answers: statuses };
  }
  return latencies;
}
