import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { CredentialRecheck } from '#libs/auth';
import { type ListCursors, Problem, toDocument, toProblem } from '#libs/common';
import type { EventFilters } from '../events.dto.js';
import { farewell, messages, opening, place } from './sse.js';
import type { Tail } from './tail.js';

/** Buffer for a slow reader, besides the page that is being written. Bytes. */
const BUFFER_BYTES = 64 * 1024;
/** How long a reader may take to read a full buffer before it counts as too slow. Milliseconds. */
const DRAIN_TIMEOUT_MS = 10_000;
/** How long a reader may take to read the closing event before the connection is cut. Milliseconds. */
const FAREWELL_MS = 2_000;

export interface StreamParts {
  readonly request: FastifyRequest;
  readonly filters: EventFilters;
  /** The stream begins after this position. */
  readonly after: string;
  readonly cursors: ListCursors;
  readonly tail: Tail;
  readonly recheck: CredentialRecheck;
  readonly heartbeatMs: number;
}

/**
 * One consumer's stream. It pulls: it reads the next page when the last one was taken, up to the tenant's highest
 * position. Nothing can appear at or below that, so positions alone rule out gaps. A slow reader costs one page of
 * memory. One that takes nothing is cut off with a closing event, because it can resume where it was.
 */
export class EventStream {
  readonly out = new PassThrough({ highWaterMark: BUFFER_BYTES });
  private readonly ending = new AbortController();
  private spokeAt = performance.now();
  private position: string;

  constructor(private readonly parts: StreamParts) {
    this.position = parts.after;
    this.out.once('close', () => this.ending.abort(new Gone()));
  }

  /** Ends the stream and says why. */
  end(problem: Problem): void {
    this.ending.abort(problem);
  }

  /** Resolves when the stream has ended: with the reason, or with undefined if the reader closed it. */
  async run(): Promise<Problem | undefined> {
    const { signal } = this.ending;
    const fail = (error: unknown) => this.ending.abort(error);
    const { recheck, request } = this.parts;
    const watch = recheck.watch(request, 'events:read');
    watch.withdrawn.addEventListener('abort', () => fail(watch.withdrawn.reason));
    const beating = this.beat(signal).catch(fail);
    await this.deliver(signal).catch(fail);
    await beating;
    watch.end();
    if (signal.reason instanceof Gone) return undefined;
    const problem = toProblem(signal.reason);
    this.sayFarewell(problem);
    return problem;
  }

  private async deliver(signal: AbortSignal): Promise<void> {
    const { filters, cursors, tail } = this.parts;
    await this.write(opening(cursors, this.position), signal);
    for (;;) {
      const upTo = await tail.beyond(this.position, signal);
      const { rows, reached } = await tail.page(filters, { after: this.position, upTo });
      signal.throwIfAborted();
      if (rows.length) await this.write(messages(cursors, rows), signal);
      this.position = reached;
    }
  }

  /** Keeps a silent stream alive: writes a comment and the current position. */
  private async beat(signal: AbortSignal): Promise<void> {
    const { heartbeatMs, cursors } = this.parts;
    for (;;) {
      await sleep(Math.max(0, this.spokeAt + heartbeatMs - performance.now()), undefined, { signal });
      if (performance.now() - this.spokeAt < heartbeatMs) continue;
      // No heartbeat while the last page waits for the reader.
      if (this.out.writableNeedDrain) this.spokeAt = performance.now();
      else await this.write(place(cursors, this.position), signal);
    }
  }

  /** @throws Problem `slow_consumer` */
  private async write(text: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.spokeAt = performance.now();
    if (this.out.write(text)) return;
    const late = AbortSignal.timeout(DRAIN_TIMEOUT_MS);
    await once(this.out, 'drain', { signal: AbortSignal.any([signal, late]) }).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!late.aborted) throw error;
      const detail = `Nothing was read for ${DRAIN_TIMEOUT_MS / 1000} seconds; reconnect with Last-Event-ID.`;
      throw new Problem('slow_consumer', detail);
    });
  }

  private sayFarewell(problem: Problem): void {
    const { request } = this.parts;
    const { socket } = request;
    const cut = setTimeout(() => socket.destroy(), FAREWELL_MS);
    socket.once('close', () => clearTimeout(cut));
    this.out.end(farewell(toDocument(problem, request.id, request.url.split('?', 1)[0])));
  }
}

/** The reader closed the connection, so nothing more can be sent. */
class Gone extends Error {}
