import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, Config, type Counted, Metrics, Problem } from '#libs/common';

/** Answered whatever happens: who must be told that the service is busy can't be told by silence. */
export const PROBES = new Set(['/livez', '/readyz', '/metrics']);
/** Once it answers it is held open, not worked on, and bounded by a number of its own (MAX_STREAMS). */
export const STREAMS = '/v1/events/stream';
/** Long enough for a burst to pass, short enough to be used again soon after. Seconds. */
const RETRY_SECONDS = 1;
/** Part of MAX_REQUESTS_IN_FLIGHT that requests without a credential have for themselves, and their least number. */
const PUBLIC_PART = 10;
const LEAST_PUBLIC = 16;

/**
 * The shares of a process: `entering` until the credential is known, which reads no body; then `tenants` (and staff), or
 * `public` for the routes that need no credential. So nobody without one takes a place from those that have one.
 */
type Share = 'entering' | 'tenants' | 'public';

const SHARE = Symbol('share that the request has a place in');
type Placed = FastifyRequest & { [SHARE]?: Share };

/**
 * Bounds the requests that are worked on. What is beyond is refused at once and costs next to nothing: better some are
 * answered well than all too late. Nothing of a refused request is read, and no line of blame is logged beside its own.
 */
@Injectable()
export class InFlight {
  private readonly most: Record<Share, number>;
  private readonly count: Record<Share, number> = { entering: 0, tenants: 0, public: 0 };
  private readonly shed: Counted<string>;

  constructor({ MAX_REQUESTS_IN_FLIGHT: most }: Config, metrics: Metrics) {
    this.most = {
      entering: most,
      tenants: most,
      public: Math.max(LEAST_PUBLIC, Math.floor(most / PUBLIC_PART)),
    };
    this.shed = metrics.counter(
      'http_requests_shed_total',
      'Requests refused because too many were worked on',
    );
    metrics.gauge('http_requests_in_flight', 'Requests that are worked on', () =>
      Object.values(this.count).reduce((sum, each) => sum + each),
    );
  }

  /** Places of the routes that need no credential. */
  get publicPlaces(): number {
    return this.most.public;
  }

  /** @throws Problem `overloaded` */
  enter(request: Placed, reply: FastifyReply): void {
    this.take(request, 'entering');
    reply.raw.once('close', () => this.leave(request));
  }

  /** Gives the request its place in a share, once it is known whose it is. @throws Problem `overloaded` */
  move(request: Placed, share: Share): void {
    // Probes have no place, nor has a client that went away meanwhile.
    if (request[SHARE] !== 'entering') return;
    this.take(request, share);
    this.count.entering--;
  }

  leave(request: Placed): void {
    const share = request[SHARE];
    if (share) this.count[share]--;
    request[SHARE] = undefined;
  }

  private take(request: Placed, share: Share): void {
    if (this.count[share] >= this.most[share]) {
      this.shed.inc();
      const detail = 'Too many requests are being worked on; nothing of this one was.';
      throw new Problem('overloaded', detail, { retryAfter: RETRY_SECONDS });
    }
    this.count[share]++;
    request[SHARE] = share;
  }
}

/** @param boundCaller what else bounds requests that no guard sees: those for the documentation, and for nothing there is */
export function boundRequests(
  server: FastifyInstance,
  inFlight: InFlight,
  boundCaller: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions;
    if (PROBES.has(url ?? '')) return done();
    const refuse = (problem: unknown) => answerProblem(problem as Problem, request, reply);
    try {
      inFlight.enter(request, reply);
    } catch (problem) {
      return refuse(problem);
    }
    if (url === undefined || /^\/(docs|openapi)\b/.test(url))
      boundCaller(request, reply).then(() => done(), refuse);
    else done();
  });

  server.addHook('onSend', (request, _reply, _payload, done) => {
    if (request.routeOptions.url === STREAMS) inFlight.leave(request);
    done();
  });
}
