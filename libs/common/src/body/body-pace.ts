import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Awaitable } from '../awaitable.js';
import { Problem } from '../problem/index.js';

/** Size up to which a body does not wait. It takes a few milliseconds, and counts as a request. Bytes. */
const UNPACED = 64 * 1024;

/** Slows down the bodies of one payer, so that its large bodies do not hold up the requests of others. */
export interface Pace {
  /**
   * Reserves the next bytes.
   * @param waited seconds that the body has waited before
   * @returns seconds until they may be processed
   * @throws Problem `throttled`, if that is too long
   */
  reserve(bytes: number, waited: number): number;
  /** Gives back bytes whose client has gone before they were processed. */
  release(bytes: number): void;
}

/** Counts the bytes of one body, compressed or not, before they are processed. */
export class PacedBody {
  private reserved = 0;
  private waited = 0;
  private readonly pace: Pace | undefined;
  private readonly socket: Socket;

  constructor({ pace, raw }: FastifyRequest) {
    this.pace = pace;
    this.socket = raw.socket;
  }

  /**
   * Waits until the body may be processed up to `size` bytes.
   * @throws Problem `throttled`, or `request_timeout` if the client has gone
   */
  upTo(size: number): Awaitable<void> {
    if (!this.pace || size <= UNPACED || size <= this.reserved) return;
    const bytes = size - this.reserved;
    const seconds = this.pace.reserve(bytes, this.waited);
    this.reserved = size;
    this.waited += seconds;
    if (seconds > 0) return this.wait(this.pace, bytes, seconds);
  }

  private async wait(pace: Pace, bytes: number, seconds: number): Promise<void> {
    const ended = new AbortController();
    const { signal } = ended;
    // The request's own stream closes as soon as its body has been read.
    const lost = () => true;
    const gone = once(this.socket, 'close', { signal }).then(lost, lost);
    const over = sleep(seconds * 1000, false, { signal });
    try {
      // A connection that was closed before has no further event.
      if (!this.socket.destroyed && !(await Promise.race([gone, over]))) return;
      pace.release(bytes);
      throw new Problem('request_timeout', 'The connection was lost before the body was processed.');
    } finally {
      ended.abort();
      await Promise.allSettled([gone, over]);
    }
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once it is known whose limits the request counts against. */
    pace?: Pace;
  }
}
