import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DEFAULT_LIMIT, parseTimestamp, toPage } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { Event } from '../event.entity.js';
import { applyFilters } from './event-filters.js';
import type { Group, Interval, StatsPage, StatsQuery } from './stats.dto.js';

const DAY_MS = 86_400_000;
/** How far back to count if the query has no start. Milliseconds; some 1,500 minutes, 750 hours or 400 days. */
const REACH_MS: Record<Interval, number> = { minute: DAY_MS, hour: 31 * DAY_MS, day: 400 * DAY_MS };
const GROUP_COLUMNS: Record<Group, string> = { type: 'event.type', device_uid: 'device.deviceUid' };

interface Row {
  readonly time: Date;
  readonly label: string;
  readonly count: string;
}

/** Counts events of the bound tenant by the time at which they occurred. */
@Injectable()
export class StatsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cursors: Cursors,
  ) {}

  /** Buckets in order of time, then of their group. Buckets without events are left out. */
  async count(query: StatsQuery): Promise<StatsPage> {
    const { interval, group_by, limit = DEFAULT_LIMIT, cursor, ...filters } = query;
    const cursors = await this.cursors.of('stats', interval, group_by ?? '');
    const opened = cursors.open(cursor);
    const after = opened === undefined ? undefined : keyOf(opened);
    const occurred_from = filters.occurred_from ?? after?.from ?? reachOf(interval);
    const bounded = { ...filters, occurred_from };
    const rows = await this.database.read((manager) => {
      const counted = applyFilters(buckets(manager, query), bounded);
      if (after) counted.andHaving(`(${bucket(interval)}, ${labelOf(group_by)}) > (:time, :label)`, after);
      return counted.limit(limit + 1).getRawMany<Row>();
    });
    const key = ({ time, label }: Row) => JSON.stringify([time, label, occurred_from]);
    const view = ({ time, label, count }: Row) => ({
      time,
      ...(group_by && { [group_by]: label }),
      count: Number(count),
    });
    const page = toPage(rows, limit, cursors, key, view);
    return { interval, occurred_from: new Date(parseTimestamp(occurred_from)!), ...page };
  }
}

const bucket = (interval: Interval) => `date_trunc('${interval}', event.occurredAt, 'UTC')`;
const labelOf = (group: Group | undefined) => (group ? GROUP_COLUMNS[group] : `''::text`);

/**
 * A query that counts over `event`, joined with `device` only if the query needs it: without the join an index alone
 * can answer.
 */
function buckets(manager: EntityManager, { interval, group_by, device_uid }: StatsQuery) {
  const query = manager
    .createQueryBuilder(Event, 'event')
    .select(bucket(interval), 'time')
    .addSelect(labelOf(group_by), 'label')
    .addSelect('count(*)', 'count')
    .groupBy('"time"')
    .orderBy('"time"');
  if (device_uid || group_by === 'device_uid') query.innerJoin('event.device', 'device');
  return group_by ? query.addGroupBy('"label"').addOrderBy('"label"') : query;
}

/** Start of the first full bucket within reach. */
function reachOf(interval: Interval): string {
  const width = { minute: 60_000, hour: 3_600_000, day: DAY_MS }[interval];
  return new Date(Math.floor((Date.now() - REACH_MS[interval]) / width) * width).toISOString();
}

/**
 * Content of a cursor: the last bucket shown, and the start that the first page used, because the default start moves.
 */
function keyOf(key: string): { time: string; label: string; from: string } {
  const [time, label, from] = JSON.parse(key) as [string, string, string];
  return { time, label, from };
}
