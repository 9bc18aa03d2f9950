import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, TenantAccess } from '../bed.js';
import { round2 } from '../figures.js';

/** Limits of a tenant that reaches them: events, and events per second. */
export const RATE = 500;
const BURST = 500;
const LIMITS = {
  events_per_second: RATE,
  burst_events: BURST,
  bytes_per_second: 1e9,
  burst_bytes: 1e9,
  device_events_per_second: 1e9,
  device_burst_events: 1e9,
  max_concurrent_requests: 20,
  requests_per_second: 1e9,
  burst_requests: 1e9,
  reads_per_second: 1e9,
  burst_reads: 1e9,
};
/** Longer than the service takes to read a change. Milliseconds. */
const SETTLE_MS = 1500;

/** A tenant's stored events, compared with burst + rate × the seconds between its first event and its last. */
export interface Admission {
  readonly admitted: number;
  readonly allowed: number;
  readonly error_percent: number;
}

/** Gives the tenant limits while `work` runs. @param limits limits of the tenant; `{}` for the defaults */
export async function limited<T>(
  bed: Bed,
  { id }: TenantAccess,
  work: () => Promise<T>,
  limits: object = LIMITS,
): Promise<T> {
  const { rows } = await bed.admin.query<{ settings: object }>('SELECT settings FROM tenants WHERE id = $1', [
    id,
  ]);
  const set = async (settings: object) => {
    // The stamp tells the service, which caches tenants until they change.
    await bed.admin.query(
      `WITH stamp AS (INSERT INTO changes (name) VALUES ('tenant:' || $1::bigint))
        UPDATE tenants SET settings = $2 WHERE id = $1`,
      [id, settings],
    );
    await sleep(SETTLE_MS);
  };
  await set({ ...rows[0].settings, limits });
  try {
    return await work();
  } finally {
    await set(rows[0].settings);
  }
}

/** For a tenant whose burst was complete when its first event arrived. */
export async function admissionOf(bed: Bed, { id }: TenantAccess): Promise<Admission> {
  const { rows } = await bed.admin.query<{ admitted: number; seconds: number }>(
    `SELECT count(*)::int AS admitted, extract(epoch FROM max(received_at) - min(received_at))::float8 AS seconds
       FROM events WHERE tenant_id = $1`,
    [id],
  );
  const [{ admitted, seconds }] = rows;
  const allowed = BURST + RATE * seconds;
  return {
    admitted,
    allowed: Math.round(allowed),
    error_percent: round2(100 * Math.abs(admitted / allowed - 1)),
  };
}
