import type { FastifyInstance } from 'fastify';
import type { Metrics, Series } from '#libs/common';

/** From the fastest read to the longest timeout. Seconds. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Label of unknown addresses, so that they share one series. */
const UNROUTED = 'none';

/** Counts and times every request by its route pattern, because addresses hold what clients send. */
export function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter('http_requests_total', 'Requests answered', ['method', 'route', 'status']);
  const durations = metrics.histogram(
    'http_request_duration_seconds',
    'Time from the arrival of the headers to the end of the answer',
    ['method', 'route'],
    BUCKETS,
  );
  const series = new Map<string, Series<'method' | 'route' | 'status'>>();
  server.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const route = routeOptions?.url ?? UNROUTED;
    const key = `${method} ${reply.statusCode} ${route}`;
    let known = series.get(key);
    if (!known)
      series.set(key, (known = requests.series({ method, route, status: String(reply.statusCode) })));
    known.added++;
    durations.observe({ method, route }, reply.elapsedTime / 1000);
    done();
  });
}
