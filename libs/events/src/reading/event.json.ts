import { JsonText, pathOf } from '#libs/common';

/** An event as it is read: payloads as text, because a trip through doubles would alter decimals. */
export interface EventRow {
  readonly event_uid: string;
  readonly device_uid: string;
  readonly type: string;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly position: string;
  readonly late: boolean;
  readonly payload: string;
  readonly extensions: string | null;
  readonly source: string | null;
}

/** What a page counts of an event, in characters of its JSON. */
export const sizeOf = ({ payload, extensions, source }: EventRow): number =>
  payload.length + (extensions?.length ?? 0) + (source?.length ?? 0);

/**
 * Bytes of a payload, as PostgreSQL writes it, from which on lists, feed, export and streams leave it out. New events
 * have half of it at most. Older ones were judged by their size as sent, and a few kilobytes of numbers could be written
 * out as megabytes: one such event must not block the list that it stands in. Its own address has it whole.
 */
export const MAX_LISTED_BYTES = 524_288;
/** Begins what stands for such a payload: no JSON does. Its size follows. */
const OMITTED = '#';

export const LISTED_PAYLOAD =
  `CASE WHEN octet_length(event.payload::text) <= ${MAX_LISTED_BYTES} THEN event.payload::text ` +
  `ELSE '${OMITTED}' || octet_length(event.payload::text) END`;

export const EVENT_COLUMNS = {
  'event.eventUid': 'event_uid',
  'device.deviceUid': 'device_uid',
  'event.type': 'type',
  'event.occurredAt': 'occurred_at',
  'event.receivedAt': 'received_at',
  'event.position': 'position',
  'event.late': 'late',
  'event.payload::text': 'payload',
  'event.extensions::text': 'extensions',
  'event.source': 'source',
} as const;

/** The event's JSON, with its payload and extensions as PostgreSQL wrote them. */
export function eventJson(row: EventRow): JsonText {
  const { event_uid, device_uid, type, occurred_at, received_at, late, source } = row;
  const head = JSON.stringify({
    event_uid,
    device_uid,
    type,
    occurred_at,
    received_at,
    position: Number(row.position),
    late,
    ...(source !== null && { source }),
  });
  const extensions = row.extensions === null ? '' : `,"extensions":${row.extensions}`;
  const payload = isOmitted(row) ? omission(row) : `"payload":${row.payload}`;
  return new JsonText(`${head.slice(0, -1)},${payload}${extensions}}`);
}

export const isOmitted = ({ payload }: EventRow): boolean => payload.startsWith(OMITTED);

/** What stands in place of a payload that is left out. */
export const omission = ({ payload }: EventRow): string => payload.slice(OMITTED.length);

/** Rows as they were read, with what stands for a payload that is left out: its size, and where it is. @param base Config.basePath */
export const withOmissions = (rows: readonly EventRow[], base: string): EventRow[] =>
  rows.map((row) => {
    if (!isOmitted(row)) return row;
    const told = { bytes: Number(omission(row)), href: base + pathOf('events', row.event_uid) };
    return { ...row, payload: `${OMITTED}"payload_omitted":${JSON.stringify(told)}` };
  });
