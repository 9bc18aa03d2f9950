import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { EventHead } from '../event-head.entity.js';
import { Event } from '../event.entity.js';
import { type EventRow, sizeOf, withOmissions } from './event.json.js';
import { applyFilters } from './event-filters.js';
import type { EventFilters } from '../events.dto.js';
import { selectEvents } from './select-events.js';

/** Bytes of payloads at which a page ends, so that many readers and large events do not add up. */
export const PAGE_BYTES = 256 * 1024;
/** Events of the first page and of the largest. In between, the size of earlier events sets the size of a page. */
const FIRST_ROWS = 16;
const MOST_ROWS = 1000;
/**
 * Events that one statement looks at if no index in storage order serves the filters. A filter that matches almost
 * nothing then reads in steps and does not run into the statement timeout.
 */
const WINDOW_ROWS = 20_000;

/** A range of positions, as decimals. */
export interface Stretch {
  /** Exclusive. */
  readonly after: string;
  /** Inclusive. */
  readonly upTo: string;
}

export interface EventsPage {
  readonly rows: readonly EventRow[];
  /** Every event of the range up to this position was looked at. */
  readonly reached: string;
}

/**
 * Reads events of the bound tenant in storage order, page by page, in short transactions. At most one page is in
 * memory.
 */
@Injectable()
export class EventReader {
  constructor(
    private readonly database: TenantDatabase,
    private readonly config: Config,
  ) {}

  page(filters: EventFilters, { after, upTo }: Stretch, rows: number): Promise<EventsPage> {
    return this.database.read(async (manager) => {
      const end = isIndexed(filters) ? upTo : await windowEnd(manager, after, upTo);
      const found = await applyFilters(selectEvents(manager), filters)
        .andWhere('event.position > :after', { after })
        .andWhere('event.position <= :end', { end })
        .orderBy('event.position', 'ASC')
        .limit(rows)
        .getRawMany<EventRow>();
      const kept = fitting(found);
      const more = kept.length < found.length || found.length === rows;
      return {
        rows: withOmissions(kept, this.config.basePath),
        reached: more ? kept[kept.length - 1].position : end,
      };
    });
  }

  /**
   * The highest position that the tenant ever had, of an event that is stored or was removed; `0` if it had none. What
   * is visible up to it is final.
   */
  last(): Promise<string> {
    return this.database.read(async (manager) => {
      const newest = manager.createQueryBuilder(Event, 'event').select('event.position', 'position');
      const row = await newest.orderBy('event.position', 'DESC').limit(1).getRawOne<{ position: string }>();
      if (row) return row.position;
      const [head] = await manager.find(EventHead, { select: { tenantId: true, last: true } });
      return head?.last ?? '0';
    });
  }
}

/**
 * Number of events to request next: a page's worth at the size of the last ones, and at most twice as many as before.
 */
export class PageSize {
  rows = FIRST_ROWS;

  note({ rows }: EventsPage): void {
    if (!rows.length) return;
    const each = Math.max(1, bytesOf(rows) / rows.length);
    this.rows = Math.max(1, Math.min(MOST_ROWS, 2 * this.rows, Math.floor(PAGE_BYTES / each)));
  }
}

const bytesOf = (rows: readonly EventRow[]) => rows.reduce((sum, row) => sum + sizeOf(row), 0);

/** The first rows, as many as fit into a page, and at least one. */
function fitting(rows: EventRow[]): EventRow[] {
  let bytes = 0;
  const over = rows.findIndex((row) => {
    bytes += sizeOf(row);
    return bytes > PAGE_BYTES;
  });
  return over === -1 ? rows : rows.slice(0, Math.max(1, over));
}

/** Whether an index finds the matching events in storage order: by position, type or device. */
function isIndexed(filters: EventFilters): boolean {
  const others = Object.entries(filters).filter(([name]) => name !== 'type' && name !== 'device_uid');
  return others.every(([, value]) => value === undefined);
}

async function windowEnd(manager: EntityManager, after: string, upTo: string): Promise<string> {
  const row = await manager
    .createQueryBuilder(Event, 'event')
    .select('event.position', 'position')
    .where('event.position > :after AND event.position <= :upTo', { after, upTo })
    .orderBy('event.position', 'ASC')
    .offset(WINDOW_ROWS - 1)
    .limit(1)
    .getRawOne<{ position: string }>();
  return row?.position ?? upTo;
}
