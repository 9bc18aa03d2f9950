import type { FastifyRequest } from 'fastify';
import { gunzipped, NotGzip } from '../gzip/index.js';
import { Problem } from '../problem/index.js';
import { acceptedEncoding, assertMediaType } from './body.js';

/** A sender that sends nothing for this long is given up. Milliseconds. */
export const IDLE_TIMEOUT_MS = 30_000;
/** Pause after which readers should process what they hold instead of waiting for more. Milliseconds. */
const LULL_MS = 50;

/**
 * The body of a route that reads it as a stream (`STREAMED`), inflated if it is gzipped. Bytes that are not read stay
 * in the socket, which slows down the sender.
 * @throws Problem 415
 */
export function openBody(request: FastifyRequest, mediaTypes: readonly string[]): AsyncIterable<Buffer> {
  assertMediaType(request, mediaTypes);
  // Destroying the request's stream would cut the connection that the answer uses.
  const sent = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return acceptedEncoding(request) === 'identity' ? sent : gunzipped(sent);
}

/**
 * The bytes of a body as they arrive, and `undefined` repeatedly while nothing arrives. Only waiting counts as idle
 * time: the reader may pause as long as it likes.
 * @throws Problem 408 after `idleTimeoutMs` without a byte, or if the connection is lost; 400 if the body is not gzip
 */
export async function* arrivals(
  body: AsyncIterable<Buffer>,
  idleTimeoutMs = IDLE_TIMEOUT_MS,
): AsyncGenerator<Buffer | undefined, void> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = chunks.next();
    // Nobody may be waiting when it fails, and a rejection without a handler would end the process.
    next.catch(() => undefined);
    let read = await within(LULL_MS, next);
    for (let waited = LULL_MS; !read; waited += LULL_MS) {
      if (waited >= idleTimeoutMs)
        throw new Problem(
          'request_timeout',
          `No byte of the body arrived for ${idleTimeoutMs / 1000} seconds.`,
        );
      yield undefined;
      read = await within(LULL_MS, next);
    }
    if (read.done) return;
    yield read.value;
  }
}

/** What the stream gives within the time, or undefined. @throws Problem */
async function within<T>(ms: number, next: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      next,
      new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined))),
    ]);
  } catch (cause) {
    if (cause instanceof NotGzip)
      throw new Problem(
        'invalid_encoding',
        'Content-Encoding is gzip, but the body is not gzip or ends too early.',
        {
          cause,
        },
      );
    throw new Problem('request_timeout', 'The connection was lost before the body was complete.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
