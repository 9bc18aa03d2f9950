import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerProblem, type Metrics, Problem } from '#libs/common';

/** Answered whatever happens: who must be told that the service is busy can't be told by silence. */
export const PROBES = new Set(['/livez', '/readyz', '/metrics']);
/** Once it answers it is held open, not worked on, and bounded by a number of its own (MAX_STREAMS). */
export const STREAMS = '/v1/events/stream';
/** Long enough for a burst to pass, short enough to be used again soon after. Seconds. */
const RETRY_SECONDS = 1;

/**
 * Bounds the requests that are worked on. What is beyond is refused at once and costs next to nothing: better some are
 * answered well than all too late. Nothing of a refused request is read, and no line of blame is logged beside its own.
 */
export function boundRequests(server: FastifyInstance, most: number, metrics: Metrics): void {
  let inFlight = 0;
  const shed = metrics.counter(
    'http_requests_shed_total',
    'Requests refused because too many were worked on',
  );
  metrics.gauge('http_requests_in_flight', 'Requests that are worked on', () => inFlight);
  const isProbe = (request: FastifyRequest) => PROBES.has(request.routeOptions.url ?? '');
  const leaves = new WeakMap<FastifyRequest, () => void>();

  server.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request)) return done();
    if (inFlight >= most) {
      shed.inc();
      const detail = 'Too many requests are being worked on; nothing of this one was.';
      return answerProblem(new Problem('overloaded', detail, { retryAfter: RETRY_SECONDS }), request, reply);
    }
    inFlight++;
    let inside = true;
    const leave = () => {
      if (inside) inFlight--;
      inside = false;
    };
    reply.raw.once('close', leave);
    if (request.routeOptions.url === STREAMS) leaves.set(request, leave);
    done();
  });

  server.addHook('onSend', (request, _reply, _payload, done) => {
    leaves.get(request)?.();
    done();
  });
}
