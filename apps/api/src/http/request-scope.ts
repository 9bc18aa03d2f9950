import type { FastifyInstance } from 'fastify';
import { bodyIsOutstanding, type Config, type Logger, type Tracer, traceIdOf } from '#libs/common';
import { type Lifecycle } from '#libs/host';
import type { TenantContext } from '#libs/tenancy';
import { callers } from './caller.js';
import { endWithAnswer, spanOf } from './request-span.js';

/** Ingest routes, whose log lines may be sampled, because there may be thousands a second. */
const isIngest = (method: string, route: string | undefined) =>
  method === 'POST' && route !== undefined && /^\/v1\/events(\/(batch|import))?$/.test(route);

/** Gives every request its context, its identifying headers and its one log line. */
export function openScopes(
  server: FastifyInstance,
  context: TenantContext,
  tracer: Tracer,
  lifecycle: Lifecycle,
  logger: Logger,
  config: Config,
): void {
  const callerOf = callers(config, logger);
  const sample = config.LOG_INGEST_SAMPLE;
  server.addHook('onRequest', (request, reply, done) => {
    const span = spanOf(tracer, request);
    const trace_id = traceIdOf(span.traceparent);
    reply.header('x-request-id', request.id).header('traceparent', span.traceparent);
    const begin = () => {
      endWithAnswer(span, reply, context);
      done();
    };
    context.run(begin, { request_id: request.id, trace_id, address: callerOf(request) }, span);
  });

  server.addHook('onSend', (request, reply, _payload, done) => {
    if (lifecycle.draining || bodyIsOutstanding(request)) reply.header('connection', 'close');
    done();
  });

  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const line = {
      method,
      route: routeOptions?.url ?? null,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    const dull = reply.statusCode < 300 && reply.statusCode !== 207 && isIngest(method, routeOptions?.url);
    if (reply.statusCode === 500) logger.error(line, 'request');
    else if (!dull || Math.random() < sample) logger.info(line, 'request');
    done();
  });
}
