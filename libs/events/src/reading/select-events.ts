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

/** Whose cursors these are. The feed and the stream share theirs: a consumer may go on with the one where it left the other. */
export const eventsScope = (tenantId: string, order: 'asc' | 'desc'): CursorScope => [
  'events',
  tenantId,
  order,
];
