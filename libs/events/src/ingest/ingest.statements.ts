import { booleanArray, jsonbArray, PreparedStatement, textArray, timestamptzArray } from '#libs/database';
import type { ValidatedEvent } from './validated-event.js';

const TYPES = ['text', 'text', 'text', 'timestamptz', 'boolean', 'jsonb', 'jsonb', 'text'];
/** The columns of validated events for `unnest`, with parameters from number `first` on. */
const columnsFrom = (first: number) => TYPES.map((type, i) => `$${first + i}::${type}[]`).join(', ');
/** Parameters after `$1`, which is the tenant. */
const COLUMNS = columnsFrom(2);
const NAMES = 'event_uid, device_uid, type, occurred_at, late, payload, extensions, source';

/**
 * Locks the tenant's head until the transaction ends. It runs before INSERT, so that INSERT takes its snapshot after
 * the wait and sees everything that earlier transactions stored.
 */
const LOCK_HEAD = new PreparedStatement(
  'SELECT FROM event_heads WHERE tenant_id = $1::bigint FOR NO KEY UPDATE',
);

/**
 * Locks the head if no other transaction does, and sets `app.head` in this transaction. Without it INSERT_HELD stores
 * nothing.
 * The CTE makes PostgreSQL set it after the lock is taken.
 */
export const TRY_HEAD = new PreparedStatement<{ held: string }>(`
WITH head AS MATERIALIZED (SELECT tenant_id FROM event_heads WHERE tenant_id = $1::bigint FOR NO KEY UPDATE SKIP LOCKED)
SELECT set_config('app.head', tenant_id::text, true) AS held FROM head`);

/** Options with which INSERT runs. */
export const WITH_HEAD = { ahead: LOCK_HEAD } as const;

/** Creates the tenant's head. The tenant's first event needs it. */
export const MAKE_HEAD = new PreparedStatement(
  'INSERT INTO event_heads (tenant_id) VALUES ($1::bigint) ON CONFLICT (tenant_id) DO NOTHING',
);

/** Evaluated once a statement, not once a row. */
const NOW = `(SELECT date_trunc('milliseconds', now()))`;

/**
 * Stores a tenant's new events in one statement, under the lock of LOCK_HEAD.
 *
 * - Exactly once: the unique key (tenant_id, event_uid) decides.
 * - Positions follow the highest one that the tenant ever had. An event that is rejected or stored already leaves a
 *   gap.
 * - In order of event_uid, so that neighbours in the index of uids are written together.
 * - An event before the head's `purged_before` may have been stored and removed, so it is rejected.
 * - Only events of active devices are stored; EVENT_RESULTS decides on those that are not returned.
 * - Returns only cheap columns, because a batch returns up to 1,000 rows.
 * - Citus sends it whole to the tenant's worker: the tenant of its rows comes from a colocated table, and nothing in it is
 *   volatile. A CTE would bring the rows to the coordinator, and the commit would have two phases.
 */
const insertEvents = (condition = '') => `
INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, late, payload, extensions, source)
SELECT h.tenant_id, greatest(h.last, (SELECT max(e.position) FROM events e WHERE e.tenant_id = $1::bigint)) + u.n,
       u.event_uid, d.id, u.type, COALESCE(u.occurred_at, ${NOW}), ${NOW}, u.late, u.payload, u.extensions, u.source
  FROM event_heads h
 CROSS JOIN unnest(${COLUMNS}) WITH ORDINALITY AS u (${NAMES}, n)
  JOIN devices d ON d.tenant_id = h.tenant_id AND d.device_uid = u.device_uid AND d.status = 'active'
 WHERE h.tenant_id = $1::bigint AND (h.purged_before IS NULL OR u.occurred_at >= h.purged_before)${condition}
 ORDER BY u.event_uid COLLATE "C"
    ON CONFLICT (tenant_id, event_uid) DO NOTHING
RETURNING event_uid, date_part('epoch', received_at) AS received`;

/**
 * Extension attributes as canonical text. In binary mode every value is text, so an event stays the same when an
 * intermediary forwards it in another mode.
 */
const asTexts = (row: string) =>
  `(SELECT jsonb_object_agg(each.key, each.value) FROM jsonb_each_text(${row}.extensions) AS each)`;

/**
 * Whether events `u` and `e` are the same by value: jsonb equality ignores the order of keys and the spelling of
 * numbers.
 */
const isSame = (device: string) => `${device} AND e.type = u.type AND e.payload = u.payload
         AND (u.occurred_at IS NULL OR e.occurred_at = u.occurred_at)
         AND ${asTexts('e')} IS NOT DISTINCT FROM ${asTexts('u')}`;

/**
 * Why an event was not inserted: what is stored under its uid, and whether that is the same except for the source.
 * `eventResultOf` compares the sources, of at most 2 KiB.
 */
export const EVENT_RESULTS = `
SELECT e.event_uid IS NOT NULL AS stored, e.received_at, e.source, d.status, f.tenant_id IS NOT NULL AS headed,
       f.purged_before IS NOT NULL AND (u.occurred_at >= f.purged_before) IS NOT TRUE AS purged,
       e.device_id = d.id AND e.type = u.type AND e.payload = u.payload
         AND (u.occurred_at IS NULL OR e.occurred_at = u.occurred_at)
         AND ${asTexts('e')} IS NOT DISTINCT FROM ${asTexts('u')} AS same
  FROM unnest(${COLUMNS}) WITH ORDINALITY AS u (${NAMES}, n)
  LEFT JOIN event_heads f ON f.tenant_id = $1::bigint
  LEFT JOIN devices d ON d.tenant_id = $1::bigint AND d.device_uid = u.device_uid
  LEFT JOIN events e ON e.tenant_id = $1::bigint AND e.event_uid = u.event_uid
 ORDER BY u.n`;

/**
 * Whether events of one request are the same as others of it. A dry run stores nothing that they could be compared
 * with.
 */
const COMPARISONS = `
SELECT ${isSame('e.device_uid = u.device_uid')} AS same
  FROM unnest(${COLUMNS}) WITH ORDINALITY AS u (${NAMES}, n)
  JOIN unnest(${columnsFrom(2 + TYPES.length)}) WITH ORDINALITY AS e (${NAMES}, n) USING (n)
 CROSS JOIN (SELECT $1::bigint AS tenant_id) t
 ORDER BY n`;

/** Creates missing devices, in order of uid. */
const REGISTER_DEVICES = `
INSERT INTO devices (tenant_id, device_uid)
SELECT $1::bigint, u.device_uid FROM unnest($2::text[]) AS u (device_uid) ORDER BY u.device_uid COLLATE "C"
    ON CONFLICT (tenant_id, device_uid) DO NOTHING`;

export const INSERT_EVENTS = insertEvents();
export const INSERT = new PreparedStatement<InsertedRow>(INSERT_EVENTS, 'array');
/** For a transaction of several tenants, after TRY_HEAD. */
export const INSERT_HELD = new PreparedStatement<InsertedRow>(
  insertEvents(" AND current_setting('app.head', true) = $1::bigint::text"),
  'array',
);
export const JUDGE = new PreparedStatement<EventResultRow>(EVENT_RESULTS);
export const COMPARE = new PreparedStatement<{ same: boolean }>(COMPARISONS);
export const REGISTER = new PreparedStatement(REGISTER_DEVICES);

/** An inserted event's uid, and the time of receipt in seconds since the epoch, which is the same for all rows. */
export type InsertedRow = readonly [event_uid: string, received: number];

export interface EventResultRow {
  readonly stored: boolean;
  readonly received_at: Date | null;
  readonly status: 'active' | 'disabled' | null;
  /** Whether the tenant has a head. */
  readonly headed: boolean;
  /** Whether retention may have removed the event. */
  readonly purged: boolean;
  readonly same: boolean | null;
  /** Source of the stored event. */
  readonly source: string | null;
}

/** Parameters of INSERT and JUDGE. COMPARE takes two sets of them, the second one without the tenant. */
export function columnsOf(tenantId: string, validatedEvents: readonly ValidatedEvent[]): unknown[] {
  return [
    tenantId,
    textArray(validatedEvents.map((validatedEvent) => validatedEvent.eventUid)),
    textArray(validatedEvents.map((validatedEvent) => validatedEvent.deviceUid)),
    textArray(validatedEvents.map((validatedEvent) => validatedEvent.type)),
    timestamptzArray(validatedEvents.map((validatedEvent) => validatedEvent.occurredAt)),
    booleanArray(validatedEvents.map((validatedEvent) => validatedEvent.late)),
    jsonbArray(validatedEvents.map((validatedEvent) => validatedEvent.payload)),
    jsonbArray(validatedEvents.map((validatedEvent) => validatedEvent.extensions)),
    textArray(validatedEvents.map((validatedEvent) => validatedEvent.source ?? null)),
  ];
}
