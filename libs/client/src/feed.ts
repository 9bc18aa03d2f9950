import { unwrap } from './tributary.js';
import type { Event, Tributary } from './tributary.js';
import type { paths } from './schema.js';

/** Filters of `GET /v1/events`. */
export type EventFilters = Omit<
  NonNullable<paths['/v1/events']['get']['parameters']['query']>,
  'cursor' | 'order'
>;

/**
 * A page of the feed, and where to continue after it: store `cursor` together with the results of processing its
 * events.
 */
export interface FeedPage {
  readonly events: readonly Event[];
  readonly cursor: string;
}

/**
 * Stored events, oldest first and without gaps, from the start or after a cursor. Ends when there are no more. To
 * follow the feed, call it again with the last cursor.
 */
export async function* feed(
  tributary: Tributary,
  filters: EventFilters = {},
  cursor?: string,
): AsyncGenerator<FeedPage, void> {
  for (;;) {
    const query = { limit: 500, ...filters, order: 'asc' as const, cursor };
    const page = await unwrap(tributary.api.GET('/v1/events', { params: { query } }));
    if (!page.data.length || !page.next_cursor) return;
    cursor = page.next_cursor;
    yield { events: page.data, cursor };
  }
}
