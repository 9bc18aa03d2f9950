import type { SelectQueryBuilder } from 'typeorm';
import { parseTimestamp, Problem } from '#libs/common';
import type { Event } from '../event.entity.js';
import type { EventFilters } from '../events.dto.js';
import { type PayloadFilter, payloadFiltersOf } from './payload-filter.js';

/**
 * Adds a list's filters to a query over `event` and `device`.
 * @param walk keeps PostgreSQL from using an index on time, so that it walks in order of position
 */
export function applyFilters(
  query: SelectQueryBuilder<Event>,
  filters: EventFilters,
  walk = false,
): SelectQueryBuilder<Event> {
  const plus = walk ? ` + INTERVAL '0'` : '';
  const { device_uid, type, occurred_from, occurred_to, received_from, received_to } = filters;
  const payload = boundedPayloadFilters(filters);
  if (device_uid) query.andWhere('device.deviceUid = :device_uid', { device_uid });
  if (type) query.andWhere('event.type IN (:...type)', { type });
  if (occurred_from)
    query.andWhere(`event.occurredAt${plus} >= :occurred_from`, { occurred_from: time(occurred_from) });
  if (occurred_to)
    query.andWhere(`event.occurredAt${plus} < :occurred_to`, { occurred_to: time(occurred_to) });
  if (received_from)
    query.andWhere(`event.receivedAt${plus} >= :received_from`, { received_from: time(received_from) });
  if (received_to)
    query.andWhere(`event.receivedAt${plus} < :received_to`, { received_to: time(received_to) });
  payload.forEach(({ path, values }, i) =>
    query.andWhere(`event.payload #> :path${i} IN (:...values${i})`, {
      [`path${i}`]: path,
      [`values${i}`]: values,
    }),
  );
  return query;
}

/**
 * Under row level security no index serves payload filters, so another filter must bound the rows to look at.
 * @throws Problem `unbounded_filter`, or `invalid_value` if a filter is malformed
 */
export function boundedPayloadFilters(filters: EventFilters): PayloadFilter[] {
  const payload = payloadFiltersOf(filters);
  if (payload.length && !(filters.device_uid || filters.occurred_from || filters.received_from))
    throw new Problem(
      'unbounded_filter',
      'A payload filter needs another one: add device_uid, occurred_from or received_from.',
    );
  return payload;
}

/**
 * Whether a list is a single span of time that ends now. Walking back from the newest event then meets its page first.
 * Any other filter excludes this: few events of the span may match, and the walk would go on to the oldest event.
 */
export function isSpanUpToNow(filters: EventFilters): boolean {
  const { device_uid, type, occurred_from, occurred_to, received_from, received_to } = filters;
  const received = received_from || received_to;
  if (type || payloadFiltersOf(filters).length) return false;
  if (received && (occurred_from || occurred_to || device_uid)) return false;
  const to = occurred_to ?? received_to;
  return !to || time(to).getTime() > Date.now();
}

const time = (text: string) => new Date(parseTimestamp(text)!);
