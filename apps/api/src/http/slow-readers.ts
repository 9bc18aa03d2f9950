import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '#libs/common';

/** Routes whose client may send everything before it reads. Their answers are checked only after the body has ended. */
const SENDS_FIRST = '/v1/events/import';

export interface Patience {
  /** Time between two checks. Milliseconds. */
  readonly lookMs: number;
  /** A client that reads nothing for this long while bytes wait is cut off. Milliseconds. */
  readonly stillMs: number;
  /**
   * A client that reads less than `spanBytes` in this time, while bytes wait all the time, is cut off. Milliseconds.
   */
  readonly spanMs: number;
  readonly spanBytes: number;
}

export const PATIENCE: Patience = { lookMs: 1_000, stillMs: 30_000, spanMs: 60_000, spanBytes: 60 * 1024 };

/** How much of an answer was read. */
interface Progress {
  taken: number;
  movedAt: number;
  spanFrom: number;
  spanAt: number;
}

/** What libuv knows of a socket: bytes given to it, and bytes that the kernel has not accepted yet. */
interface Handle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
}

/**
 * Cuts off clients that do not read, for plain answers, exports, streams and imports alike. Waiting bytes use our
 * memory, and the kernel would keep a connection as long as its client likes.
 */
export function cutSlowReaders(server: FastifyInstance, metrics: Metrics, patience = PATIENCE): void {
  const open = new OpenAnswers();
  const cut = metrics.counter(
    'http_answers_cut_total',
    'Answers cut off because the client did not read them',
  );
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
 * Not a Map or a Set: if entries come and go at the same rate, each rehash leaves a table behind, whose contents
 * survive young-generation collections together with their requests.
 */
class OpenAnswers {
  private readonly places: (OpenAnswer | undefined)[] = [];
  private readonly free: number[] = [];

  /** @returns a function that ends it; call it once */
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

/** Undefined while nothing waits for the client; then no time counts. */
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

/** Starts a new span if the last one was long enough. */
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

/** Node reports a chunk only when all of it was accepted; libuv knows the bytes. */
function takenBy(socket: Socket): number {
  const { bytesWritten, writeQueueSize } = handleOf(socket);
  if (bytesWritten === undefined) return socket.bytesWritten - socket.writableLength;
  return bytesWritten - (writeQueueSize ?? 0);
}
