import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, Config, type Counted, Metrics, Problem } from '#libs/common';

/** Probes are answered in any case, because overload must be reported too. */
export const PROBES = new Set(['/livez', '/readyz', '/metrics']);
/** A stream counts as in progress only until it answers. Then MAX_STREAMS limits it. */
export const STREAMS = '/v1/events/stream';
/** Value of Retry-After: long enough for a burst to pass. Seconds. */
const RETRY_SECONDS = 1;
/** Share of MAX_REQUESTS_IN_FLIGHT that is reserved for requests without a credential, and its minimum. */
const PUBLIC_PART = 10;
const LEAST_PUBLIC = 16;

/**
 * Shares of a process: `entering` until the credential is known, in which no body is read; then `tenants` (and staff),
 * or `public` for routes that need no credential. So callers without a credential take no place from those with one.
 */
type Share = 'entering' | 'tenants' | 'public';

const SHARE = Symbol('share that the request has a place in');
type Placed = FastifyRequest & { [SHARE]?: Share };

/**
 * Limits the requests in progress. Further ones are rejected at once, at almost no cost: it is better to answer some
 * requests well than all of them too late. Nothing of a rejected request is read, and it causes no log line except its
 * own.
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
      'Requests rejected because too many were in progress',
    );
    metrics.gauge('http_requests_in_flight', 'Requests in progress', () =>
      Object.values(this.count).reduce((sum, each) => sum + each),
    );
  }

  /** Places for routes that need no credential. */
  get publicPlaces(): number {
    return this.most.public;
  }

  /** @throws Problem `overloaded` */
  enter(request: Placed, reply: FastifyReply): void {
    this.take(request, 'entering');
    reply.raw.once('close', () => this.leave(request));
  }

  /** Moves the request to a share, once its caller is known. @throws Problem `overloaded` */
  move(request: Placed, share: Share): void {
    // Probes have no place, and neither have clients that have gone.
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
      const detail = 'The service is overloaded; this request was not processed.';
      throw new Problem('overloaded', detail, { retryAfter: RETRY_SECONDS });
    }
    this.count[share]++;
    request[SHARE] = share;
  }
}

/** @param boundCaller limits requests that no guard sees: those for the documentation and for unknown addresses */
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
