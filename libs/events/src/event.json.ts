import { JsonText } from '#libs/common';

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
}

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
} as const;

/** The event's JSON, with its payload and extensions as PostgreSQL wrote them. */
export function eventJson(row: EventRow): JsonText {
  const { event_uid, device_uid, type, occurred_at, received_at, late } = row;
  const head = JSON.stringify({
    event_uid,
    device_uid,
    type,
    occurred_at,
    received_at,
    position: Number(row.position),
    late,
  });
  const extensions = row.extensions === null ? '' : `,"extensions":${row.extensions}`;
  return new JsonText(`${head.slice(0, -1)},"payload":${row.payload}${extensions}}`);
}
