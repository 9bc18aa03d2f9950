import { Injectable } from '@nestjs/common';
import { AnswerMemory, Config, DEFAULT_LIMIT, type JsonText, type Page, Problem, toPage } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { Device } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import { eventJson, type EventRow, withOmissions } from './event.json.js';
import { applyFilters, boundedPayloadFilters, isSpanUpToNow } from './event-filters.js';
import type { ListEvents } from '../events.dto.js';
import { pageRows } from './page-rows.js';
import { eventsList, isShort, selectEvents, selectPositions, whole } from './select-events.js';

/** Reads events of the bound tenant. */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly memory: AnswerMemory,
    private readonly cursors: Cursors,
    private readonly config: Config,
  ) {}

  async get(eventUid: string): Promise<JsonText> {
    const row = await this.database.read((manager) =>
      selectEvents(manager, 'whole')
        .andWhere('event.eventUid = :eventUid', { eventUid })
        .getRawOne<EventRow>(),
    );
    if (!row) throw Problem.notFound();
    return eventJson(row);
  }

  /**
   * A page in storage order, of everything that is stored now. `asc` is a feed: nothing can appear before a visible
   * event (see event-head.entity.ts), so every page that has events has a cursor to continue.
   */
  async list(query: ListEvents): Promise<Page<JsonText>> {
    const { limit = DEFAULT_LIMIT, cursor, order = 'desc' } = query;
    // Validates filters first, so that they are rejected even if the device does not exist.
    boundedPayloadFilters(query);
    const cursors = await this.cursors.of(...eventsList(order));
    const after = cursors.open(cursor);
    const release = await this.memory.reserve(this.context.tenantId);
    const rows = await this.database
      .read(async (manager) => {
        const direction = order === 'desc' ? 'DESC' : 'ASC';
        const device = query.device_uid
          ? await manager.findOneBy(Device, { deviceUid: query.device_uid })
          : undefined;
        if (device === null) return [];
        const short = await isShort(manager, query, device?.id);
        // PostgreSQL's statistics are old and expect few events in such a span.
        const walk = !short && order === 'desc' && isSpanUpToNow(query);
        const read = (most: number, after: string | undefined) => {
          const select = short
            ? selectPositions(manager, direction, device !== undefined)
            : selectEvents(manager);
          const events = applyFilters(select, query, walk).limit(most);
          // By device id, whose number of events PostgreSQL knows. So it reads a quiet device through the device's own
          // index, and does not search all of the tenant's events because the average device has many.
          if (device) events.andWhere('event.deviceId = :deviceId', { deviceId: device.id });
          if (after !== undefined)
            events.andWhere(`event.position ${order === 'desc' ? '<' : '>'} :after`, { after });
          const rows = short ? whole(manager, events) : events;
          return rows.orderBy('event.position', direction).getRawMany<EventRow>();
        };
        return pageRows(read, limit, after);
      })
      .finally(release);
    const listed = withOmissions(rows, this.config.basePath);
    const page = toPage(listed, limit, cursors, (row) => row.position, eventJson);
    if (order === 'desc' || page.next_cursor !== null || !rows.length) return page;
    return { ...page, next_cursor: cursors.seal(rows[page.data.length - 1].position) };
  }
}
