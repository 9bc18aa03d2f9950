import { Tries } from './backoff.js';
import { retryAfterMs, TributaryError } from './errors.js';
import type { EventInput, Tributary, Verdict } from './tributary.js';

export interface BatchLimits {
  /** Events per batch. The service accepts 1,000. */
  readonly maxEvents: number;
  /** Bytes of JSON per batch. The service accepts 5 MiB after decompression. */
  readonly maxBytes: number;
}

export const BATCH_LIMITS: BatchLimits = { maxEvents: 1000, maxBytes: 4 * 1024 * 1024 };

/**
 * Sends one batch and returns a result for each event, in order. Only throttled and failed events are sent again, until
 * the retry policy's attempts without progress, or its time limit, are used up.
 * @throws TributaryError if the batch was rejected as a whole, ConnectionError if its result is unknown: repeat it
 */
export async function sendBatch(
  tributary: Tributary,
  events: readonly EventInput[],
  signal?: AbortSignal,
): Promise<Verdict[]> {
  const verdicts = new Array<Verdict>(events.length);
  const tries = new Tries(tributary.retry, signal);
  let open = events.map((_, index) => index);
  while (open.length) {
    const { data, error, response } = await tributary.api.POST('/v1/events/batch', {
      body: { events: open.map((index) => events[index]!) },
      signal,
    });
    if (!data) throw new TributaryError(response, error);
    // Without `Prefer: respond-async` there is no 202, so the answer has all items.
    for (const item of data.items ?? []) verdicts[open[item.index]!] = at(open[item.index]!, item);
    const left = open.filter((index) => verdicts[index]!.retryable);
    if (left.length < open.length) tries.startOver();
    open = left;
    if (open.length && !(await tries.next(retryAfterMs(response.headers)))) break;
  }
  return verdicts;
}

/** Sends any number of events, batch by batch. @throws like sendBatch; events that were yielded are decided */
export async function* sendAll(
  tributary: Tributary,
  events: Iterable<EventInput> | AsyncIterable<EventInput>,
  limits: Partial<BatchLimits> = {},
): AsyncGenerator<Verdict, void> {
  const { maxEvents, maxBytes } = { ...BATCH_LIMITS, ...limits };
  let batch: EventInput[] = [];
  let [bytes, sent] = [0, 0];
  const send = async () => {
    const verdicts = await sendBatch(tributary, batch);
    const from = sent;
    sent += batch.length;
    [batch, bytes] = [[], 0];
    return verdicts.map((verdict) => at(from + verdict.index, verdict));
  };
  for await (const event of events) {
    const size = sizeOf(event);
    if (batch.length && (batch.length >= maxEvents || bytes + size > maxBytes)) yield* await send();
    batch.push(event);
    bytes += size;
  }
  if (batch.length) yield* await send();
}

/** Size of an event in a batch. Bytes. */
export const sizeOf = (event: EventInput): number =>
  new TextEncoder().encode(JSON.stringify(event)).length + 1;

/** Converts an item of one request to one of the whole: adjusts its index and pointers. */
function at(index: number, { error, ...item }: Verdict): Verdict {
  const pointer = error?.pointer.replace(/^\/events\/\d+/, `/events/${index}`);
  return { ...item, index, ...(error && { error: { ...error, pointer: pointer! } }) };
}
