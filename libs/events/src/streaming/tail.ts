import { EventReader, type EventsPage, PageSize, type Stretch } from '../reading/event-reader.js';
import type { EventFilters } from '../events.dto.js';

/** Pages that are remembered: streams that keep up ask for the same within moments of each other. */
const REMEMBERED = 4;

/**
 * Reads for all streams of one tenant: one page at a time, so that streams take one of the tenant's connections and no
 * more, and each page once for all that stand at the same place with the same filters.
 */
export class Tail {
  /** Streams that are open. */
  streams = 0;
  private readonly size = new PageSize();
  private readonly pages = new Map<string, Promise<EventsPage>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly reader: EventReader) {}

  /** The next page of the stretch. @throws Problem where it can't be read */
  page(filters: EventFilters, stretch: Stretch): Promise<EventsPage> {
    const key = JSON.stringify([stretch.after, stretch.upTo, filters]);
    const known = this.pages.get(key);
    if (known) return known;
    const page = this.last.then(() => this.read(filters, stretch));
    this.last = page.catch(() => this.pages.delete(key));
    this.pages.set(key, page);
    if (this.pages.size > REMEMBERED) this.pages.delete(this.pages.keys().next().value!);
    return page;
  }

  private async read(filters: EventFilters, stretch: Stretch): Promise<EventsPage> {
    const page = await this.reader.page(filters, stretch, this.size.rows);
    this.size.note(page);
    return page;
  }
}
