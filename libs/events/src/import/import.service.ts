import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '#libs/access';
import { CredentialRecheck, type Watch } from '#libs/auth';
import { arrivals, openBody, Problem, Reply, toProblem, Turn } from '#libs/common';
import { MAX_EVENT_BYTES } from '../ingest/validated-event.js';
import { IMPORT_TYPE, IMPORT_TYPES, readLine } from '../ingest/event-body.js';
import { type ChunkResults, ImportAnswer } from './import.answer.js';
import { ImportDelivery } from './import.delivery.js';
import { type Amount, ImportPace } from './import.pace.js';
import { MAX_BATCH } from '../ingest/batch-size.js';
import { IngestService } from '../ingest/ingest.service.js';
import { isBlank, type Line, Lines, OVERLONG } from './lines.js';
import { refusal, type EventResult } from '../ingest/outcome.js';

/**
 * Bytes of a line: an event of the largest payload, with room for its other fields: 16 KiB of extensions and 2 KiB of
 * source, as they are written, and the exponents that an export adds.
 */
const MAX_LINE_BYTES = MAX_EVENT_BYTES + 65_536;
/** Bytes that a chunk is closed at, so that large events don't add up. As large as a batch's. */
const MAX_CHUNK_BYTES = 4 * 1024 * 1024;
/** A body may inflate to so many times what was sent, once it has so many bytes; text of events has a tenth of it. */
const MAX_RATIO = 300;
const RATIO_FROM_BYTES = 16 * 1024 * 1024;
/** Bytes of a request that may have been read before its import begins. */
const READ_AHEAD_BYTES = 65_536;
/** Chunks that are stored at the same time; the body is not read while so many are. As many as a tenant's lanes. */
const MAX_OPEN = 2;
/** While the database is away or busy a chunk is tried again, after so many milliseconds; then the import breaks off. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Waited at least before what was throttled comes again. Milliseconds. */
const SHORTEST_WAIT_MS = 20;

/** Lines that are stored together. */
interface Chunk {
  /** What each line holds, or what is wrong with the line itself. */
  readonly events: { readonly line: number; readonly event?: unknown; readonly refused?: EventResult }[];
  lines: number;
  bytes: number;
  /** All that was read for it, and what of that is no event: blank, or too long. */
  read: Amount;
  idle: Amount;
}

const NOTHING: Amount = { lines: 0, bytes: 0 };

/**
 * Takes in NDJSON of any length. One generator pulls the whole way: lines of the answer pull stored chunks, those pull
 * the body; limits and the database slow down the sender, and nothing piles up. A client that reads nothing until it has
 * sent all is not waited for: what failed is counted then instead of listed (see ImportDelivery).
 * Every chunk is committed before it is told of. What was sent before a break is `duplicate` when it is sent again.
 */
@Injectable()
export class ImportService implements OnModuleDestroy {
  private readonly logger = new Logger(ImportService.name);
  private draining = false;

  constructor(
    private readonly ingestion: IngestService,
    private readonly recheck: CredentialRecheck,
    private readonly pace: ImportPace,
  ) {}

  /** Imports under way store what they have read and say how far they came. */
  onModuleDestroy(): void {
    this.draining = true;
  }

  /** @throws Problem while nothing is answered yet; later the last line says it */
  async import(principal: Principal, request: FastifyRequest): Promise<Reply> {
    const delivery = new ImportDelivery();
    const answer = this.answer(request, principal, delivery);
    const first = await answer.next();
    void delivery.deliver(first, answer, request.raw);
    return new Reply(delivery.out, { 'content-type': IMPORT_TYPE }, 200);
  }

  private async *answer(
    request: FastifyRequest,
    principal: Principal,
    delivery: ImportDelivery,
  ): AsyncGenerator<string, void> {
    const answer = new ImportAnswer();
    let begun = false;
    const watch = this.recheck.watch(request, 'events:write');
    try {
      for await (const stored of this.stored(request, principal, watch)) {
        const text = answer.chunk(stored, delivery.isFull);
        if (text) {
          begun = true;
          yield text;
        }
        answer.assertWorthwhile();
      }
      yield answer.end();
    } catch (error) {
      if (!begun) throw error;
      const { code, status } = toProblem(error);
      if (status >= 500) this.logger.error({ msg: 'import broken off', code, err: error });
      yield answer.brokenOff(error);
    } finally {
      watch.end();
    }
  }

  /** Chunks as they are committed, in their order; reading goes on while they are stored. */
  private async *stored(
    request: FastifyRequest,
    principal: Principal,
    watch: Watch,
  ): AsyncGenerator<ChunkResults, void> {
    // The answer is pulled by its socket, outside the request's scope: what needs the tenant is tied to it here.
    const store = AsyncResource.bind((chunk: Chunk) => this.store(chunk, principal, request, watch));
    const open: Promise<ChunkResults | { failure: unknown }>[] = [];
    const oldest = async () => {
      const result = (await open.shift())!;
      if ('failure' in result) throw result.failure;
      return result;
    };
    let broken: { failure: unknown } | undefined;
    try {
      for await (const chunk of this.chunks(request, watch)) {
        if (chunk) open.push(store(chunk).catch((failure: unknown) => ({ failure })));
        while (open.length >= (chunk ? MAX_OPEN : 1)) yield await oldest();
      }
    } catch (failure) {
      broken = { failure };
    }
    // What was under way when the sender broke off is committed all the same, and told of.
    while (open.length) yield await oldest();
    if (broken) throw broken.failure;
  }

  /** The body in chunks: full ones, or what there is when the sender pauses; then `undefined`. @throws Problem */
  private async *chunks(request: FastifyRequest, watch: Watch): AsyncGenerator<Chunk | undefined, void> {
    const lines = new Lines(MAX_LINE_BYTES);
    let chunk: Chunk = { events: [], lines: 0, bytes: 0, read: NOTHING, idle: NOTHING };
    const full = () => chunk.read.lines >= MAX_BATCH || chunk.read.bytes >= MAX_CHUNK_BYTES;
    const ratio = ratioOf(request);
    const turn = new Turn();
    const take = () => {
      const taken = chunk;
      chunk = { events: [], lines: taken.lines, bytes: 0, read: NOTHING, idle: NOTHING };
      return taken;
    };
    for await (const bytes of arrivals(openBody(request, IMPORT_TYPES))) {
      // What was read and not stored yet is not stored any more once the right is gone.
      watch.check();
      if (this.draining) {
        yield take();
        throw new Problem('draining', 'The service is shutting down.', { retryAfter: 5 });
      }
      if (bytes) ratio(bytes.length);
      for (const line of bytes ? lines.of(bytes) : []) {
        add(line, chunk);
        if (full()) yield take();
        // What has arrived may be a megabyte: lines are read in slices, as bodies are.
        if (turn.isOver) await turn.pause();
      }
      if (!bytes) yield chunk.read.lines ? take() : undefined;
    }
    for (const line of lines.rest()) add(line, chunk);
    yield take();
  }

  private async store(
    { events, lines, read, idle }: Chunk,
    principal: Principal,
    request: FastifyRequest,
    watch: Watch,
  ): Promise<ChunkResults> {
    const judged = events.filter(({ refused }) => !refused).map(({ event }) => event);
    const over = () => this.draining || request.socket.destroyed;
    const charged = await this.pace.keep(read, idle, over);
    const stored = (await this.ingest(judged, principal, request, watch).finally(charged)).values();
    return {
      eventResults: events.map(({ line, refused }) => [line, refused ?? stored.next().value!] as const),
      lines,
    };
  }

  /** Over its tenant's limits an import is not refused, it is slowed down: what is throttled comes again when it fits. */
  private async ingest(
    events: readonly unknown[],
    principal: Principal,
    request: FastifyRequest,
    watch: Watch,
  ): Promise<EventResult[]> {
    const eventResults = new Array<EventResult>(events.length);
    let open = events.map((_, index) => index);
    while (open.length) {
      watch.check();
      const asked = open.map((index) => events[index]);
      const { eventResults: judged, decision } = await this.patiently(principal, asked, request);
      judged.forEach((eventResult, i) => (eventResults[open[i]] = eventResult));
      open = open.filter((_, i) => judged[i].outcome === 'throttled');
      if (this.draining || request.socket.destroyed) break;
      if (open.length) await sleep(Math.max(SHORTEST_WAIT_MS, decision.retryAfter * 1000));
    }
    return eventResults;
  }

  /** Trying again is safe, and for an import waiting is better than failing: it slows down its sender. @throws Problem */
  private async patiently(principal: Principal, events: readonly unknown[], request: FastifyRequest) {
    for (const pause of PAUSES_MS) {
      try {
        return await this.ingestion.ingest(principal, events, () => '');
      } catch (error) {
        if (request.socket.destroyed || toProblem(error).status !== 503) throw error;
        await sleep(pause);
      }
    }
    return this.ingestion.ingest(principal, events, () => '');
  }
}

const plus = ({ lines, bytes }: Amount, more: number): Amount => ({
  lines: lines + 1,
  bytes: bytes + more,
});

function add(line: Line, chunk: Chunk): void {
  chunk.lines++;
  const bytes = line === OVERLONG ? MAX_LINE_BYTES : line.length + 1;
  const idle = line === OVERLONG || isBlank(line);
  chunk.read = plus(chunk.read, bytes);
  if (idle) chunk.idle = plus(chunk.idle, bytes);
  if (line === OVERLONG) {
    const detail = `the line has more than ${MAX_LINE_BYTES} bytes`;
    chunk.events.push({
      line: chunk.lines,
      refused: refusal(null, 'invalid', 'event_too_large', '', detail),
    });
  } else if (!idle) {
    chunk.events.push({ line: chunk.lines, event: readLine(line) });
    chunk.bytes += line.length;
  }
}

/** @returns is told of the bytes as they are inflated  @throws Problem if they are out of all proportion to what was sent */
function ratioOf({ socket }: FastifyRequest): (bytes: number) => void {
  const begun = socket.bytesRead - READ_AHEAD_BYTES;
  let inflated = 0;
  return (bytes) => {
    inflated += bytes;
    if (inflated > RATIO_FROM_BYTES && inflated > MAX_RATIO * (socket.bytesRead - begun))
      throw new Problem('body_too_large', `The body inflates to more than ${MAX_RATIO} times what was sent.`);
  };
}
