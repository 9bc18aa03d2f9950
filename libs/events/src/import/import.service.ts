import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '#libs/access';
import { CredentialRecheck, type Watch } from '#libs/auth';
import { arrivals, openBody, Problem, Reply, toProblem, Turn } from '#libs/common';
import { IMPORT_TYPE, IMPORT_TYPES, readLine } from '../ingest/event-body.js';
import { type ChunkResults, ImportAnswer } from './import.answer.js';
import { ImportDelivery } from './import.delivery.js';
import { type Amount, ImportPace } from './import.pace.js';
import { MAX_BATCH, MAX_EVENT_BYTES } from '../ingest/bounds.js';
import { IngestService } from '../ingest/ingest.service.js';
import { isBlank, type Line, Lines, OVERLONG } from './lines.js';
import { refusal, type EventResult } from '../ingest/outcome.js';

/**
 * Longest line, bytes: the largest payload plus its other fields, namely 16 KiB of extensions and 2 KiB of source as
 * written, and the exponents that an export adds.
 */
const MAX_LINE_BYTES = MAX_EVENT_BYTES + 65_536;
/** Size at which a chunk is closed, so that large events do not add up. As large as a batch's limit. */
const MAX_CHUNK_BYTES = 4 * 1024 * 1024;
/**
 * Largest ratio of inflated to sent bytes, checked once RATIO_FROM_BYTES were inflated. Text of events reaches a tenth
 * of it.
 */
const MAX_RATIO = 300;
const RATIO_FROM_BYTES = 16 * 1024 * 1024;
/** Bytes of a request that may have been read before its import begins. */
const READ_AHEAD_BYTES = 65_536;
/** Chunks stored at the same time; then reading pauses. As many as a tenant has lanes. */
const MAX_OPEN = 2;
/**
 * Pauses before a chunk is retried while the database is unavailable or busy, milliseconds. After the last retry the
 * import stops.
 */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Shortest wait before throttled events are retried. Milliseconds. */
const SHORTEST_WAIT_MS = 20;

/** Lines that are stored together. */
interface Chunk {
  /** The content of each line, or the result if the line itself is rejected. */
  readonly events: { readonly line: number; readonly event?: unknown; readonly refused?: EventResult }[];
  lines: number;
  bytes: number;
  /** Everything that was read for the chunk, and the part of it that is no event: blank or overlong lines. */
  read: Amount;
  idle: Amount;
}

const NOTHING: Amount = { lines: 0, bytes: 0 };

/**
 * Stores NDJSON of any length. One chain of generators pulls: answer lines pull stored chunks, and those pull the body.
 * So limits and the database slow down the sender, and memory stays bounded. If a client reads nothing before it has
 * sent everything, the import does not wait for it, but counts failed events instead of listing them (see
 * ImportDelivery).
 * Every chunk is committed before the answer reports it. If a client sends the same lines after a break, events that
 * are stored already are `duplicate`.
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

  /** Running imports store what they have read and report how far they came. */
  onModuleDestroy(): void {
    this.draining = true;
  }

  /** @throws Problem before the answer has begun; later the last line reports the error */
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

  /** Chunks in order, once committed. Reading continues while chunks are stored. */
  private async *stored(
    request: FastifyRequest,
    principal: Principal,
    watch: Watch,
  ): AsyncGenerator<ChunkResults, void> {
    // The socket pulls the answer, outside the request's context. The binding gives `store` the tenant.
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
    // Chunks that were being stored when the sender broke off are committed anyway, so the answer reports them.
    while (open.length) yield await oldest();
    if (broken) throw broken.failure;
  }

  /**
   * Cuts the body into chunks: full ones, or what has arrived when the sender pauses, then `undefined`.
   * @throws Problem
   */
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
      // Stops if the credential was withdrawn: what was read and not yet stored is dropped.
      watch.check();
      if (this.draining) {
        yield take();
        throw new Problem('draining', 'The service is shutting down.', { retryAfter: 5 });
      }
      if (bytes) ratio(bytes.length);
      for (const line of bytes ? lines.of(bytes) : []) {
        add(line, chunk);
        if (full()) yield take();
        // One read may bring a megabyte, so lines are parsed in slices, as bodies are.
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

  /**
   * An import over its tenant's limits is slowed down instead of rejected: throttled events are retried when they fit.
   */
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

  /**
   * Retries while the database is unavailable. Retrying is safe, and waiting slows down the sender, which is better
   * than failing.
   * @throws Problem
   */
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

/**
 * Guards against decompression bombs.
 * @returns a function to call with each number of inflated bytes
 * @throws Problem if the ratio of inflated to sent bytes is too large
 */
function ratioOf({ socket }: FastifyRequest): (bytes: number) => void {
  const begun = socket.bytesRead - READ_AHEAD_BYTES;
  let inflated = 0;
  return (bytes) => {
    inflated += bytes;
    if (inflated > RATIO_FROM_BYTES && inflated > MAX_RATIO * (socket.bytesRead - begun))
      throw new Problem('body_too_large', `The body inflates to more than ${MAX_RATIO} times what was sent.`);
  };
}
