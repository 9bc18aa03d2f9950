import { type InputFault, Reply } from '#libs/common';
import { type Outcome, OUTCOME_STATUS, succeeded, type EventResult } from './ingest/outcome.js';

/** The answer to a batch: 200 if nothing failed, else 207. `Prefer: return=minimal` lists only events that failed. */
export function batchReply(eventResults: readonly EventResult[], prefer: string | undefined): Reply {
  const minimal = prefers(prefer, 'return=minimal');
  const { summary, items } = tell(eventResults, minimal);
  return new Reply(
    { summary, items },
    minimal ? { 'preference-applied': 'return=minimal' } : {},
    eventResults.every(succeeded) ? 200 : 207,
  );
}

export type Summary = Partial<Record<Outcome, number>>;
export interface Item {
  readonly index: number;
  readonly event_uid: string | null;
  readonly outcome: Outcome;
  readonly status: number;
  readonly retryable: boolean;
  readonly error?: InputFault;
}

/** Counts events by outcome and lists the items. @param failedOnly lists only events that failed */
export function tell(
  eventResults: readonly EventResult[],
  failedOnly: boolean,
): { summary: Summary; items: Item[] } {
  const summary: Summary = {};
  const items: Item[] = [];
  eventResults.forEach((eventResult, index) => {
    const { event_uid, outcome, error } = eventResult;
    summary[outcome] = (summary[outcome] ?? 0) + 1;
    if (failedOnly && succeeded(eventResult)) return;
    const { status, retryable } = statusOf(eventResult);
    items.push({ index, event_uid, outcome, status, retryable, error });
  });
  return { summary, items };
}

/** The status that the event would have had alone, and whether sending it again can help. */
export function statusOf({ outcome, error }: EventResult) {
  const { status, retryable } = OUTCOME_STATUS[outcome];
  return { status: error?.code === 'event_too_large' ? 413 : status, retryable };
}

/**
 * Whether a Prefer header (RFC 7240) asks for a preference: `name`, or `name=value` with a bare or quoted value. If the
 * header names a preference twice, the first counts.
 */
export function prefers(header: string | undefined, preference: string): boolean {
  if (header === undefined) return false;
  const [name] = preference.split('=');
  const given = header.split(',').map((part) => part.split(';', 1)[0].replaceAll(/[\s"]/g, '').toLowerCase());
  return given.find((each) => each.split('=', 1)[0] === name) === preference;
}
