import { Tries } from './backoff.js';
import { TributaryError } from './errors.js';
import type { EventFilters } from './feed.js';
import { parseEvents } from './server-sent-events.js';
import type { Event, Tributary } from './tributary.js';

export interface FollowOptions {
  readonly filters?: EventFilters;
  /** Goes on after this event; from now on where it is left out. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
}

/** An event as it came in, and what to resume after it by: keep `id` with what you made of the event. */
export interface Followed {
  readonly id: string;
  readonly event: Event;
}

/**
 * The live tail. Comes back by Last-Event-ID after every break, so that nothing is missed; ends with the signal.
 * @throws TributaryError where the service refuses, ConnectionError where it stays away longer than the retry policy's patience
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

/** @param signal ends the reading by itself: that of the request may have been collected by then */
const textOf = (response: Response, signal?: AbortSignal) =>
  response.body!.pipeThrough(new TextDecoderStream(), { signal }) as unknown as AsyncIterable<string>;

function queryOf(filters: EventFilters = {}): string {
  const pairs = Object.entries(filters).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}
