import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '#libs/common';

/** Routes whose client may send all before it reads: their answers are looked at once the body has ended. */
const SENDS_FIRST = '/v1/events/import';

export interface Patience {
  /** Between two looks. Milliseconds. */
  readonly lookMs: number;
  /** A client that takes nothing for so long while bytes wait is cut off. Milliseconds. */
  readonly stillMs: number;
  /** A client that takes less than so many bytes in such a span, while bytes wait all the time, is cut off. */
  readonly spanMs: number;
  readonly spanBytes: number;
}

export const PATIENCE: Patience = { lookMs: 1_000, stillMs: 30_000, spanMs: 60_000, spanBytes: 60 * 1024 };

/** How far an answer is taken. */
interface Progress {
  taken: number;
  movedAt: number;
  spanFrom: number;
  spanAt: number;
}

/** What libuv knows of a socket: bytes that were given to it, and those that the kernel has not taken yet. */
interface Handle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
}

/**
 * Cuts off who does not read: plain answers, exports, streams and imports alike. Bytes that wait are memory of ours, and
 * the kernel would keep a connection for as long as its client likes.
 */
export function cutSlowReaders(server: FastifyInstance, metrics: Metrics, patience = PATIENCE): void {
  const open = new OpenAnswers();
  const cut = metrics.counter('http_answers_cut_total', 'Answers cut off because nobody read them');
  const timer = setInterval(() => {
    const now = performance.now();
    for (const answer of open.all()) {
      const { reply } = answer;
      answer.progress = look(reply.request, reply, answer.progress, now);
      if (!answer.progress || !isStuck(answer.progress, now, patience)) continue;
      cut.inc();
      reply.raw.destroy();
    }
  }, patience.lookMs);
  timer.unref();
  server.addHook('onClose', (_server, done) => (clearInterval(timer), done()));
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.raw.closed) {
      const end = open.begin(reply);
      reply.raw.once('close', end);
    }
    done();
  });
}

interface OpenAnswer {
  readonly reply: FastifyReply;
  progress: Progress | undefined;
}

/**
 * Not a Map or a Set: of those that lose as many entries as they get, each rehash leaves a table behind, and what it holds
 * survives the collections of the young generation with all of its request.
 */
class OpenAnswers {
  private readonly places: (OpenAnswer | undefined)[] = [];
  private readonly free: number[] = [];

  /** @returns ends it; to be called once */
  begin(reply: FastifyReply): () => void {
    const place = this.free.pop() ?? this.places.length;
    this.places[place] = { reply, progress: undefined };
    return () => {
      this.places[place] = undefined;
      this.free.push(place);
    };
  }

  all(): OpenAnswer[] {
    return this.places.filter((answer) => answer !== undefined);
  }
}

/** Undefined while nothing waits for the client: then no clock runs. */
function look(
  request: FastifyRequest,
  { raw }: FastifyReply,
  before: Progress | undefined,
  now: number,
): Progress | undefined {
  const { socket } = raw;
  if (!socket || !raw.headersSent || !(raw.writableLength || waitingIn(socket))) return undefined;
  if (request.routeOptions.url === SENDS_FIRST && !request.raw.complete) return undefined;
  const taken = takenBy(socket);
  if (!before) return { taken, movedAt: now, spanFrom: taken, spanAt: now };
  return taken > before.taken ? { ...before, taken, movedAt: now } : before;
}

/** Begins a new span where the last was long enough. */
function isStuck(progress: Progress, now: number, { stillMs, spanMs, spanBytes }: Patience): boolean {
  if (now - progress.movedAt >= stillMs) return true;
  if (now - progress.spanAt < spanMs) return false;
  if (progress.taken - progress.spanFrom < spanBytes) return true;
  progress.spanFrom = progress.taken;
  progress.spanAt = now;
  return false;
}

const handleOf = (socket: Socket) => (socket as unknown as { _handle?: Handle | null })._handle ?? {};

const waitingIn = (socket: Socket) => socket.writableLength || (handleOf(socket).writeQueueSize ?? 0);

/** Node tells of a chunk only once all of it is taken; libuv knows how far it is. */
function takenBy(socket: Socket): number {
  const { bytesWritten, writeQueueSize } = handleOf(socket);
  if (bytesWritten === undefined) return socket.bytesWritten - socket.writableLength;
  return bytesWritten - (writeQueueSize ?? 0);
}
