import { JsonText, pathOf } from '#libs/common';

/** An event as read. Payloads are text, because a double would change decimals. */
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

/** Size of an event on a page, in characters of its JSON. */
export const sizeOf = ({ payload, extensions, source }: EventRow): number =>
  payload.length + (extensions?.length ?? 0) + (source?.length ?? 0);

/**
 * Payloads over this size, as PostgreSQL writes them, are omitted from lists, feed, export and streams. New events have
 * at most half of it. Earlier releases checked the size as sent, and a few kilobytes of numbers can become megabytes
 * when written out. Such an event must not block its list. Its own URL returns all of it. Bytes.
 */
export const MAX_LISTED_BYTES = 524_288;
/** Prefix of the placeholder for an omitted payload; no JSON starts with it. The size follows. */
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

/** The event as JSON, with payload and extensions as PostgreSQL wrote them. */
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

/** The placeholder for an omitted payload, without its prefix. */
export const omission = ({ payload }: EventRow): string => payload.slice(OMITTED.length);

/** Completes the placeholders of omitted payloads: adds the size and the URL. @param base Config.basePath */
export const withOmissions = (rows: readonly EventRow[], base: string): EventRow[] =>
  rows.map((row) => {
    if (!isOmitted(row)) return row;
    const told = { bytes: Number(omission(row)), href: base + pathOf('events', row.event_uid) };
    return { ...row, payload: `${OMITTED}"payload_omitted":${JSON.stringify(told)}` };
  });
