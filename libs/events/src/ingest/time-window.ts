import { type InputFault, parseTimestamp } from '#libs/common';
import type { TenantRecord } from '#libs/tenants';

const DAY_MS = 86_400_000;

/** The tenant's settings that decide whether an event's time is accepted. */
export type AcceptanceWindow = Pick<
  TenantRecord['settings'],
  'accept_past_days' | 'accept_future_seconds' | 'accept_late' | 'retention_days' | 'purged_before'
>;

type Fault = readonly [code: InputFault['code'], field: 'occurred_at', detail: string];
type Time = { readonly occurredAt: number | null; readonly late: boolean } | { readonly fault: Fault };

const refuse = (code: Fault[0], detail: string): Time => ({ fault: [code, 'occurred_at', detail] });

/**
 * Checks the event's time against the tenant's acceptance window.
 *
 * Retention forgets a uid with its event, and only the event's time keeps a removed event from being stored again. So
 * if retention is on, the time is required, events older than the retention are rejected, and late events are not
 * accepted. The database checks again (see ingest.statements.ts), because the cutoff may have risen since.
 * @param given RFC 3339, well-formed
 * @param now milliseconds since the epoch
 */
export function judgeTime(given: string | undefined, settings: AcceptanceWindow, now: number): Time {
  const { accept_past_days, accept_future_seconds, retention_days, purged_before } = settings;
  if (given === undefined)
    return retention_days === null && purged_before === null
      ? { occurredAt: null, late: false }
      : refuse('missing_field', 'is required, because the tenant keeps events for a limited time');
  const occurredAt = parseTimestamp(given)!;
  const kept = retention_days === null ? -Infinity : now - retention_days * DAY_MS;
  if (occurredAt < Math.max(kept, purged_before ?? -Infinity))
    return refuse('timestamp_out_of_range', 'is older than the retention of the tenant allows');
  const late = occurredAt < now - accept_past_days * DAY_MS;
  if (late && !(settings.accept_late && retention_days === null))
    return refuse('timestamp_out_of_range', `lies more than ${accept_past_days} days in the past`);
  if (occurredAt > now + accept_future_seconds * 1000)
    return refuse('timestamp_out_of_range', `lies more than ${accept_future_seconds} seconds in the future`);
  return { occurredAt, late };
}
