import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Event } from '../event.entity.js';
import { EVENT_COLUMNS, LISTED_PAYLOAD } from './event.json.js';
import { applyFilters } from './event-filters.js';
import type { EventFilters } from '../events.dto.js';

/**
 * A query over `event` and `device` that reads events as EventRow.
 * @param payload `whole` reads payloads of any size, for a single event; `listed` omits payloads over MAX_LISTED_BYTES
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

/** Events up to which sorting a span is the fast way to find its page, in a few milliseconds. */
const FEW = 10_000;

/**
 * Whether at most FEW events occurred, or were received, in the requested span.
 * @param deviceId limits it to one device
 */
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

/** Counts along an index and stops at FEW. */
async function hasFew(times: SelectQueryBuilder<Event>, span: EventFilters): Promise<boolean> {
  if (!Object.values(span).some(Boolean)) return false;
  const beyond = applyFilters(times, span).orderBy('at', 'ASC').offset(FEW).limit(1);
  return (await beyond.getRawOne()) === undefined;
}

/**
 * A query over `event` that selects and sorts positions only. PostgreSQL does not know that time and storage order
 * correlate: to find a page of a short span long ago it would walk there from the newest event. No index covers the
 * expression that this query sorts by.
 * @param ofDevice whether the query is for one device; otherwise devices are not joined, because PostgreSQL would go
 * through them one by one
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

/**
 * Names the list that a cursor belongs to. The feed and the stream share cursors: a consumer may continue one where it
 * left the other.
 */
export const eventsList = (order: 'asc' | 'desc'): string[] => ['events', order];
