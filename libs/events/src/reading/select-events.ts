import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { CursorScope } from '#libs/common';
import { Event } from '../event.entity.js';
import { EVENT_COLUMNS } from '../event.json.js';

/** A query over `event` and `device` that reads events as EventRow. */
export function selectEvents(manager: EntityManager): SelectQueryBuilder<Event> {
  const query = manager.createQueryBuilder(Event, 'event').innerJoin('event.device', 'device').select([]);
  for (const [column, name] of Object.entries(EVENT_COLUMNS)) query.addSelect(column, name);
  return query;
}

/** The same query, of which events alone: to be made whole when it is known which they are. */
export const selectPositions = (manager: EntityManager): SelectQueryBuilder<Event> =>
  manager
    .createQueryBuilder(Event, 'event')
    .innerJoin('event.device', 'device')
    .select('event.position', 'position');

/**
 * Reads the events whose positions a query selects. Where matching events must be sorted before the first of them are
 * known, PostgreSQL would otherwise turn the payload of each one into text: of an hour's thousands for a page of fifty.
 */
export function whole(
  manager: EntityManager,
  positions: SelectQueryBuilder<Event>,
): SelectQueryBuilder<Event> {
  return selectEvents(manager)
    .andWhere(`event.position IN (${positions.getQuery()})`)
    .setParameters(positions.getParameters());
}

/** Whose cursors these are. The feed and the stream share theirs: a consumer may go on with the one where it left the other. */
export const eventsScope = (tenantId: string, order: 'asc' | 'desc'): CursorScope => [
  'events',
  tenantId,
  order,
];
