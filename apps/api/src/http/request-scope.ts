import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
  const logAtEnd = requestLog(logger, config.LOG_INGEST_SAMPLE);
  server.addHook('onRequest', (request, reply, done) => {
    const span = spanOf(tracer, request);
    const trace_id = traceIdOf(span.traceparent);
    reply.header('x-request-id', request.id).header('traceparent', span.traceparent);
    const begin = () => {
      endWithAnswer(span, reply, context);
      logAtEnd(request, reply);
      done();
    };
    context.run(begin, { request_id: request.id, trace_id, address: callerOf(request) }, span);
  });

  server.addHook('onSend', (request, reply, _payload, done) => {
    if (lifecycle.draining || bodyIsOutstanding(request)) reply.header('connection', 'close');
    done();
  });
}

/**
 * Makes what logs a request at its end, once: with its answer, or as `aborted` if the connection closes first. Must be
 * called in the request's context.
 * @param sample share of the lines of ingests that went well
 */
function requestLog(logger: Logger, sample: number) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const { raw } = reply;
    const log = AsyncLocalStorage.bind(() => {
      raw.off('finish', log).off('close', log);
      const { method, routeOptions } = request;
      const aborted = !raw.writableFinished;
      const status = aborted && !raw.headersSent ? null : reply.statusCode;
      const line = {
        method,
        route: routeOptions?.url ?? null,
        status,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(aborted ? { aborted } : {}),
      };
      const wentWell = status !== null && status < 300 && status !== 207 && !aborted;
      if (status === 500) logger.error(line, 'request');
      else if (!wentWell || !isIngest(method, routeOptions?.url) || Math.random() < sample)
        logger.info(line, 'request');
    });
    raw.on('finish', log).on('close', log);
  };
}
