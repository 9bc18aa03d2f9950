import { isDataException, type PreparedOptions, type PreparedStatement } from '#libs/database';
import type { Candidate } from './candidate.js';
import { isSameSource } from '../cloudevents/index.js';
import type { VerdictRow } from './ingest.statements.js';
import { refusal, type Verdict } from './outcome.js';

/** Runs a statement in the transaction that its caller is in, or in one of its own. */
export type Run = <Row>(
  statement: PreparedStatement<Row>,
  values: unknown[],
  options?: PreparedOptions,
) => Promise<Row[]>;

/** The verdict of a candidate that was not inserted; undefined if it may be inserted by now. */
export function verdictOf(
  { eventUid, occurredAt, source, pointer }: Candidate,
  row: VerdictRow,
): Verdict | undefined {
  if (row.stored && row.same && isSameSource(source, row.source))
    return { event_uid: eventUid, outcome: 'duplicate', received_at: row.received_at! };
  if (row.stored)
    return refusal(
      eventUid,
      'conflict',
      'event_conflict',
      `${pointer}/event_uid`,
      'event_uid: another event is stored under it',
    );
  if (row.purged)
    return occurredAt === null
      ? refusal(eventUid, 'invalid', 'missing_field', `${pointer}/occurred_at`, UNTIMED)
      : refusal(eventUid, 'invalid', 'timestamp_out_of_range', `${pointer}/occurred_at`, REMOVED);
  if (row.status === null)
    return refusal(
      eventUid,
      'unknown_device',
      'unknown_device',
      `${pointer}/device_uid`,
      'device_uid: no such device is registered',
    );
  if (row.status === 'disabled')
    return refusal(
      eventUid,
      'forbidden',
      'device_disabled',
      `${pointer}/device_uid`,
      'device_uid: the device is disabled',
    );
  return undefined;
}

const UNTIMED = 'occurred_at: is required, because the tenant keeps events for a time only';
const REMOVED = 'occurred_at: lies before what the tenant keeps';

/**
 * Transactions that halving may take. Our own check refuses what PostgreSQL can't hold, so that halving is a last resort:
 * three such events among a thousand are found within it, and what is not tried any more comes back as `failed`.
 */
const MAX_TRIES = 64;

/**
 * Decides on candidates together. If PostgreSQL refuses a value that our validation let pass, it decides on each half by
 * itself, so that the one event that holds the value does not harm the others. A last resort: what PostgreSQL cannot
 * hold is refused before it is sent.
 */
export async function byHalves(
  candidates: readonly Candidate[],
  decide: (some: readonly Candidate[]) => Promise<Verdict[]>,
  tries = { left: MAX_TRIES },
): Promise<Verdict[]> {
  if (tries.left-- <= 0) return candidates.map(untried);
  try {
    return await decide(candidates);
  } catch (error) {
    if (!isDataException(error)) throw error;
    if (candidates.length === 1) return [unstorable(candidates[0])];
    const middle = candidates.length >> 1;
    return [
      ...(await byHalves(candidates.slice(0, middle), decide, tries)),
      ...(await byHalves(candidates.slice(middle), decide, tries)),
    ];
  }
}

const unstorable = ({ eventUid, pointer }: Candidate) =>
  refusal(eventUid, 'invalid', 'invalid_value', pointer, 'holds a value that cannot be stored');

const untried = ({ eventUid, pointer }: Candidate) =>
  refusal(
    eventUid,
    'failed',
    'overloaded',
    pointer,
    'events beside it hold values that cannot be stored; send it again without them',
  );
