import type { FastifyRequest } from 'fastify';
import { gunzipped, NotGzip } from '../gzip/index.js';
import { Problem } from '../problem/index.js';
import { acceptedEncoding, assertMediaType } from './body.js';

/** A sender from whom nothing comes for so long is given up. Milliseconds. */
export const IDLE_TIMEOUT_MS = 30_000;
/** Nothing came for so long: whoever holds something back for more to come should wait no longer. Milliseconds. */
const LULL_MS = 50;

/**
 * The body of a route that reads it as a stream (`STREAMED`), inflated where it is gzipped. What is not read is not
 * taken from the socket, so that the sender is slowed down.
 * @throws Problem 415
 */
export function openBody(request: FastifyRequest, mediaTypes: readonly string[]): AsyncIterable<Buffer> {
  assertMediaType(request, mediaTypes);
  // Destroying a request's stream would cut the connection that the answer goes through.
  const sent = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return acceptedEncoding(request) === 'identity' ? sent : gunzipped(sent);
}

/**
 * The bytes of a body as they come; `undefined` again and again while nothing comes.
 * Only waiting counts as time: a stream that is not asked for more may stand still for as long as its reader likes.
 * @throws Problem 408 after `idleTimeoutMs` without a byte, or where the connection is lost; 400 where it is no gzip
 */
export async function* arrivals(
  body: AsyncIterable<Buffer>,
  idleTimeoutMs = IDLE_TIMEOUT_MS,
): AsyncGenerator<Buffer | undefined, void> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = chunks.next();
    // Nobody may be waiting any more when it fails; a rejection without a listener would end the process.
    next.catch(() => undefined);
    let read = await within(LULL_MS, next);
    for (let waited = LULL_MS; !read; waited += LULL_MS) {
      if (waited >= idleTimeoutMs)
        throw new Problem('request_timeout', `No byte of the body came for ${idleTimeoutMs / 1000} seconds.`);
      yield undefined;
      read = await within(LULL_MS, next);
    }
    if (read.done) return;
    yield read.value;
  }
}

/** What the stream gives within the time; undefined where that is nothing. @throws Problem */
async function within<T>(ms: number, next: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      next,
      new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined))),
    ]);
  } catch (cause) {
    if (cause instanceof NotGzip)
      throw new Problem('invalid_encoding', 'The body is announced as gzip and is not, or ends too early.', {
        cause,
      });
    throw new Problem('request_timeout', 'The connection was lost before the body was complete.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
