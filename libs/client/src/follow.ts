import { Tries } from './backoff.js';
import { TributaryError } from './errors.js';
import type { EventFilters } from './feed.js';
import { parseEvents } from './server-sent-events.js';
import type { Event, Tributary } from './tributary.js';

export interface FollowOptions {
  readonly filters?: EventFilters;
  /** Continues after this event. Without it, starts now. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
}

/** An event as it arrived, and its id for resuming: store `id` together with the results of processing the event. */
export interface Followed {
  readonly id: string;
  readonly event: Event;
}

/**
 * Follows new events. Reconnects with Last-Event-ID after every break, so that no event is missed. Ends with the
 * signal.
 * @throws TributaryError if the service rejects the request, ConnectionError if it is unreachable for longer than the
 * retry policy allows
 */
export async function* follow(
  tributary: Tributary,
  { filters, lastEventId = '', signal }: FollowOptions = {},
): AsyncGenerator<Followed, void> {
  let id = lastEventId;
  let tries = new Tries(tributary.retry, signal);
  while (!signal?.aborted) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (id) headers['last-event-id'] = id;
      const response = await tributary.request(`/v1/events/stream${queryOf(filters)}`, { headers, signal });
      for await (const { id: at, event, data } of parseEvents(textOf(response, signal))) {
        tries = new Tries(tributary.retry, signal);
        id = at || id;
        if (event === 'message' || event === 'event') yield { id, event: JSON.parse(data) as Event };
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof TributaryError && error.status < 500) throw error;
      if (!(await tries.next().catch(() => false))) throw error;
      continue;
    }
    if (!(await tries.next().catch(() => false))) return;
  }
}

/** @param signal ends the reading itself, because the request's own signal may have been garbage-collected by then */
const textOf = (response: Response, signal?: AbortSignal) =>
  response.body!.pipeThrough(new TextDecoderStream(), { signal }) as unknown as AsyncIterable<string>;

function queryOf(filters: EventFilters = {}): string {
  const pairs = Object.entries(filters).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}
