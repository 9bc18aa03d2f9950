import { booleanArray, jsonbArray, PreparedStatement, textArray, timestamptzArray } from '#libs/database';
import type { Candidate } from './candidate.js';

/** Columns of candidates as `unnest` takes them, after `$1`, the tenant. */
const COLUMNS =
  '$2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::jsonb[], $8::jsonb[]';
const NAMES = 'event_uid, device_uid, type, occurred_at, late, payload, extensions';

/**
 * Stores what is new of a tenant's batch, in one statement.
 *
 * - Exactly once: the unique key (tenant_id, event_uid) decides, whoever else is writing the same at this moment.
 * - In order of event_uid: overlapping batches take their locks in the same order and can't deadlock.
 * - The transaction's id is taken before the first position is drawn: the feed's horizon relies on it. It is taken by
 *   `app_purged_before`, which then looks up to when events may have been removed: what is older stays out, for good.
 *   It is read by a condition, because what nobody reads is left out of the plan.
 * - Only events of active devices; what does not come back is judged by VERDICTS.
 * - It answers no more than is needed, and nothing that is dear to parse: a thousand rows come back of a batch.
 */
export const INSERT_EVENTS = `
WITH clock AS MATERIALIZED (
  SELECT date_trunc('milliseconds', now()) AS received_at, app_purged_before($1::bigint) AS purged_before)
INSERT INTO events (tenant_id, event_uid, device_id, type, occurred_at, received_at, late, payload, extensions)
SELECT $1::bigint, u.event_uid, d.id, u.type, COALESCE(u.occurred_at, clock.received_at), clock.received_at, u.late, u.payload, u.extensions
  FROM clock
 CROSS JOIN unnest(${COLUMNS}) AS u (${NAMES})
  JOIN devices d ON d.tenant_id = $1::bigint AND d.device_uid = u.device_uid AND d.status = 'active'
 WHERE clock.purged_before IS NULL OR u.occurred_at >= clock.purged_before
 ORDER BY u.event_uid COLLATE "C"
    ON CONFLICT (tenant_id, event_uid) DO NOTHING
RETURNING event_uid, date_part('epoch', received_at) AS received`;

/**
 * Extension attributes by their canonical text: in binary mode every value is one, so that an event stays the same
 * when somebody between passes it on in another mode.
 */
const asTexts = (row: string) =>
  `(SELECT jsonb_object_agg(each.key, each.value) FROM jsonb_each_text(${row}.extensions) AS each)`;

/**
 * Why an event was not inserted: what is stored under its uid, and whether it is the same by value (jsonb equality is
 * canonical: key order and spelling of numbers don't matter). A second statement, because a row that another
 * transaction committed meanwhile is invisible to the first.
 */
export const VERDICTS = `
SELECT e.event_uid IS NOT NULL AS stored, e.received_at, d.status,
       f.purged_before IS NOT NULL AND (u.occurred_at >= f.purged_before) IS NOT TRUE AS purged,
       e.device_id = d.id AND e.type = u.type AND e.payload = u.payload
         AND (u.occurred_at IS NULL OR e.occurred_at = u.occurred_at)
         AND ${asTexts('e')} IS NOT DISTINCT FROM ${asTexts('u')} AS same
  FROM unnest(${COLUMNS}) WITH ORDINALITY AS u (${NAMES}, n)
 CROSS JOIN (SELECT t.purged_before FROM tenants t WHERE t.id = $1::bigint) f
  LEFT JOIN devices d ON d.tenant_id = $1::bigint AND d.device_uid = u.device_uid
  LEFT JOIN events e ON e.tenant_id = $1::bigint AND e.event_uid = u.event_uid
 ORDER BY u.n`;

/** Makes the devices that are missing, in order of uid. */
const REGISTER_DEVICES = `
INSERT INTO devices (tenant_id, device_uid)
SELECT $1::bigint, u.device_uid FROM unnest($2::text[]) AS u (device_uid) ORDER BY u.device_uid COLLATE "C"
    ON CONFLICT (tenant_id, device_uid) DO NOTHING`;

export const INSERT = new PreparedStatement<InsertedRow>(INSERT_EVENTS, 'array');
export const JUDGE = new PreparedStatement<VerdictRow>(VERDICTS);
export const REGISTER = new PreparedStatement(REGISTER_DEVICES);

/** What was inserted, and when, in seconds since the epoch: the same for all rows. */
export type InsertedRow = readonly [event_uid: string, received: number];

export interface VerdictRow {
  readonly stored: boolean;
  readonly received_at: Date | null;
  readonly status: 'active' | 'disabled' | null;
  /** It may have been stored, and removed since. */
  readonly purged: boolean;
  readonly same: boolean | null;
}

/** Parameters of INSERT_EVENTS and VERDICTS. */
export function columnsOf(tenantId: string, candidates: readonly Candidate[]): unknown[] {
  return [
    tenantId,
    textArray(candidates.map((candidate) => candidate.eventUid)),
    textArray(candidates.map((candidate) => candidate.deviceUid)),
    textArray(candidates.map((candidate) => candidate.type)),
    timestamptzArray(candidates.map((candidate) => candidate.occurredAt)),
    booleanArray(candidates.map((candidate) => candidate.late)),
    jsonbArray(candidates.map((candidate) => candidate.payload)),
    jsonbArray(candidates.map((candidate) => candidate.extensions)),
  ];
}
