import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Awaitable } from '../awaitable.js';
import { Problem } from '../problem/index.js';

/** Size up to which a body does not wait for large ones. Bytes. */
const SMALL = 64 * 1024;

/** The queue in which a body waits. */
export type Queue = 'small' | 'large';

/** Slows down the bodies of one payer, so that they do not hold up the requests of others. */
export interface Pace {
  /**
   * Reserves the next bytes.
   * @param waited seconds that the body has waited before
   * @returns seconds until they may be processed
   * @throws Problem `throttled`, if that is too long
   */
  reserve(queue: Queue, bytes: number, waited: number): number;
  /** Gives back bytes whose client has gone before they were processed. */
  release(queue: Queue, bytes: number): void;
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
    if (!this.pace || size <= this.reserved) return;
    const queue = size > SMALL ? 'large' : 'small';
    const bytes = size - this.reserved;
    const seconds = this.pace.reserve(queue, bytes, this.waited);
    this.reserved = size;
    this.waited += seconds;
    if (seconds > 0) return this.wait(() => this.pace!.release(queue, bytes), seconds);
  }

  /** @param release gives back what was reserved, if the client goes */
  private async wait(release: () => void, seconds: number): Promise<void> {
    const ended = new AbortController();
    const { signal } = ended;
    // The request's own stream closes as soon as its body has been read.
    const lost = () => true;
    const gone = once(this.socket, 'close', { signal }).then(lost, lost);
    const over = sleep(seconds * 1000, false, { signal });
    try {
      // A connection that was closed before has no further event.
      if (!this.socket.destroyed && !(await Promise.race([gone, over]))) return;
      release();
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
