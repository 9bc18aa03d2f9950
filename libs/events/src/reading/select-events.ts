import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Event } from '../event.entity.js';
import { EVENT_COLUMNS, LISTED_PAYLOAD } from './event.json.js';
import { applyFilters } from './event-filters.js';
import type { EventFilters } from '../events.dto.js';

/**
 * A query over `event` and `device` that reads events as EventRow.
 * @param payload `whole` reads payloads of any size, as for one event alone; otherwise overlarge ones are left out
 */
export function selectEvents(
  manager: EntityManager,
  payload: 'listed' | 'whole' = 'listed',
): SelectQueryBuilder<Event> {
  const query = manager.createQueryBuilder(Event, 'event').innerJoin('event.device', 'device').select([]);
  for (const [column, name] of Object.entries(EVENT_COLUMNS))
    query.addSelect(name === 'payload' && payload === 'listed' ? LISTED_PAYLOAD : column, name);
  return query;
}

/** Events that a span of time may have for its page to be found by sorting them: a few milliseconds' work. */
const FEW = 10_000;

/** Whether so few events occurred in the span that is asked for, or were received. @param deviceId whose alone is asked for */
export async function isShort(
  manager: EntityManager,
  { occurred_from, occurred_to, received_from, received_to }: EventFilters,
  deviceId?: string,
): Promise<boolean> {
  const occurred = manager.createQueryBuilder(Event, 'event').select('event.occurredAt', 'at');
  if (deviceId) occurred.andWhere('event.deviceId = :deviceId', { deviceId });
  const received = manager.createQueryBuilder(Event, 'event').select('event.receivedAt', 'at');
  return (
    (await hasFew(occurred, { occurred_from, occurred_to })) ||
    (await hasFew(received, { received_from, received_to }))
  );
}

/** Counts along an index, and no further than it must. */
async function hasFew(times: SelectQueryBuilder<Event>, span: EventFilters): Promise<boolean> {
  if (!Object.values(span).some(Boolean)) return false;
  const beyond = applyFilters(times, span).orderBy('at', 'ASC').offset(FEW).limit(1);
  return (await beyond.getRawOne()) === undefined;
}

/**
 * A query over `event` for the positions of events alone, which are sorted. PostgreSQL knows nothing of how time and
 * storage order go together: to find a page of a short span long ago it would rather walk to it from the newest event.
 * What it sorts by here has no index.
 * @param ofDevice whether one device's are asked for; otherwise devices are left out, or they would be gone through one by one
 */
export function selectPositions(
  manager: EntityManager,
  direction: 'ASC' | 'DESC',
  ofDevice: boolean,
): SelectQueryBuilder<Event> {
  const query = manager.createQueryBuilder(Event, 'event').select('event.position + 0', 'place');
  if (ofDevice) query.innerJoin('event.device', 'device');
  return query.orderBy('place', direction);
}

/** Reads the events whose positions a query selects. */
export const whole = (
  manager: EntityManager,
  positions: SelectQueryBuilder<Event>,
): SelectQueryBuilder<Event> =>
  selectEvents(manager)
    .andWhere(`event.position IN (${positions.getQuery()})`)
    .setParameters(positions.getParameters());

/** Whose cursors these are. The feed and the stream share theirs: a consumer may go on with the one where it left the other. */
export const eventsList = (order: 'asc' | 'desc'): string[] => ['events', order];
