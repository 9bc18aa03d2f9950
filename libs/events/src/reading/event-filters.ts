import type { SelectQueryBuilder } from 'typeorm';
import { parseTimestamp, Problem } from '#libs/common';
import type { Event } from '../event.entity.js';
import type { EventFilters } from '../events.dto.js';
import { type PayloadFilter, payloadFiltersOf } from './payload-filter.js';

/**
 * Adds the filters of a list to a query over `event` and `device`.
 * @param walk keeps PostgreSQL from looking for times in an index, so that it walks by position instead
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
 * Payloads are reached by no index under row level security: something else must bound what is looked through.
 * @throws Problem `unbounded_filter`, or where a filter is none
 */
export function boundedPayloadFilters(filters: EventFilters): PayloadFilter[] {
  const payload = payloadFiltersOf(filters);
  if (payload.length && !(filters.device_uid || filters.occurred_from || filters.received_from))
    throw new Problem(
      'unbounded_filter',
      'Give device_uid, occurred_from or received_from beside a payload filter.',
    );
  return payload;
}

/**
 * Whether a list is all that lies in one span up to now: walking to it from the newest event, its page is what is met first.
 * Not where anything else narrows it: few may be left in the span, and the walk would go on beyond it to the oldest event.
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
