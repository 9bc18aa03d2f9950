import {
  type Awaitable,
  FaultyItem,
  faultsOf,
  inTurns,
  RawJson,
  storedSize,
  storedSizeInSteps,
} from '#libs/common';
import { MAX_EVENT_BYTES } from './bounds.js';
import { type AcceptanceWindow, judgeTime } from './time-window.js';
import { CloudEvent } from '../cloudevents/index.js';
import { ExportedEvent } from '../import/exported-event.js';
import { EventInput } from '../events.dto.js';
import { refusal, type EventResult } from './outcome.js';

/** An event whose fields are valid, ready for the database. */
export interface ValidatedEvent {
  readonly eventUid: string;
  readonly deviceUid: string;
  readonly type: string;
  /** Milliseconds since the epoch; null means the time of receipt. */
  readonly occurredAt: number | null;
  readonly late: boolean;
  /** JSON text, as the client wrote it. */
  readonly payload: string;
  readonly extensions: string | null;
  /** Source of a CloudEvent. */
  readonly source?: string | null;
  /** Bytes that the payload's numbers need in storage beyond those sent. The limits charge for them. */
  readonly expansion?: number;
  /** Its place in the request body (RFC 6901). */
  readonly pointer: string;
}

export type Judged = { readonly validatedEvent: ValidatedEvent } | { readonly eventResult: EventResult };

/**
 * Validates one event by itself: its fields, its size, its time, and whether the credential may write it.
 * @param speaksFor whether the credential may write events of a device
 * @param now milliseconds since the epoch
 */
export function judge(
  item: unknown,
  pointer: string,
  settings: AcceptanceWindow,
  speaksFor: (deviceUid: string) => boolean,
  now: number,
): Judged {
  if (item instanceof CloudEvent || item instanceof ExportedEvent)
    return judgeMapped(item, pointer, settings, speaksFor, now);
  if (item instanceof FaultyItem) {
    const { code, detail } = item.fault;
    return { eventResult: refusal(uidOf(item.value), 'invalid', code, item.fault.pointer, detail) };
  }
  const [fault] = faultsOf(EventInput, item, 'body', pointer);
  if (fault) return { eventResult: refusal(uidOf(item), 'invalid', fault.code, fault.pointer, fault.detail) };
  const event = item as EventInput;
  const refuse = (code: Parameters<typeof refusal>[2], field: string, detail: string): Judged => ({
    eventResult: refusal(event.event_uid, 'invalid', code, `${pointer}/${field}`, `${field}: ${detail}`),
  });
  if (!fits(event.payload))
    return refuse(
      'event_too_large',
      'payload',
      `has more than ${MAX_EVENT_BYTES} bytes in the form that is stored`,
    );
  const time = judgeTime(event.occurred_at, settings, now);
  if ('fault' in time) return refuse(...time.fault);
  if (!speaksFor(event.device_uid))
    return {
      eventResult: refusal(
        event.event_uid,
        'forbidden',
        'device_forbidden',
        `${pointer}/device_uid`,
        'device_uid: the credential may not write events of this device',
      ),
    };
  const { event_uid: eventUid, device_uid: deviceUid, type, payload } = event;
  return {
    validatedEvent: {
      eventUid,
      deviceUid,
      type,
      occurredAt: time.occurredAt,
      late: time.late,
      payload: payload.text,
      extensions: null,
      expansion: payload.expansion,
      pointer,
    },
  };
}

/**
 * Validates a CloudEvent as the event that it maps to; toCloudEventError translates the faults. Validates an exported
 * event without the fields that only exports have.
 */
function judgeMapped(event: CloudEvent | ExportedEvent, pointer: string, ...rest: Rest): Judged {
  const { fields, extensions, source, fault } = event;
  if (fault)
    return {
      eventResult: refusal(uidOf(fields), 'invalid', fault.code, pointer + fault.pointer, fault.detail),
    };
  const judged = judge(fields, pointer, ...rest);
  return 'eventResult' in judged
    ? judged
    : { validatedEvent: { ...judged.validatedEvent, extensions, source } };
}

type Rest = Parameters<typeof judge> extends [unknown, string, ...infer R] ? R : never;

/** The uid of a rejected event, if it can be read. */
function uidOf(item: unknown): string | null {
  const uid =
    typeof item === 'object' && item !== null ? (item as { event_uid?: unknown }).event_uid : undefined;
  return typeof uid === 'string' && uid.length <= 128 ? uid : null;
}

/**
 * A character has at most three bytes in UTF-8, and a comma or colon gains one space in storage. So the exact size is
 * computed only near the limit.
 */
const isSmall = ({ text, expansion }: RawJson) => text.length * 3 + expansion <= MAX_EVENT_BYTES;

const fits = (payload: RawJson) =>
  isSmall(payload) ||
  (payload.expansion <= MAX_EVENT_BYTES &&
    (payload.storedBytes ?? storedSize(payload.text, MAX_EVENT_BYTES)) <= MAX_EVENT_BYTES);

/** Payloads longer than this are measured in slices, before their events are judged. Characters. */
const LONG = 128 * 1024;

/** Measures the long payloads of a request, so that no single one holds the event loop. */
export function measured(events: readonly unknown[]): Awaitable<unknown> {
  const long: RawJson[] = [];
  for (const event of events) {
    const payload = payloadOf(event);
    if (payload && payload.text.length > LONG) long.push(payload);
  }
  return long.length ? inTurns(measuring(long)) : undefined;
}

function* measuring(payloads: readonly RawJson[]): Generator<undefined, void> {
  for (const payload of payloads) {
    payload.storedBytes = yield* storedSizeInSteps(payload.text, MAX_EVENT_BYTES);
    yield;
  }
}

/** The payload of an item of a request, if it has one as JSON. */
export function payloadOf(event: unknown): RawJson | undefined {
  const fields = event instanceof CloudEvent || event instanceof ExportedEvent ? event.fields : event;
  const payload = (fields as { payload?: unknown } | null)?.payload;
  return payload instanceof RawJson ? payload : undefined;
}
