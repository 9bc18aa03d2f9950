import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';
import type { Lifecycle } from './lifecycle.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** 32 hexadecimal digits. Node draws for many UUIDs at once: a tenth of the cost of asking for bytes each time. */
const randomHex = () => randomUUID().replaceAll('-', '');

/** W3C trace context: the caller's trace goes on under a span of ours; without one a trace begins. */
export function traceOf({ headers }: Pick<FastifyRequest, 'headers'>): { id: string; header: string } {
  const match = TRACEPARENT.exec(String(headers.traceparent ?? ''));
  const known = match && !/^0+$/.test(match[1]) && !/^0+$/.test(match[2]);
  const id = known ? match[1] : randomHex();
  return { id, header: `00-${id}-${randomHex().slice(16)}-${known ? match[3] : '00'}` };
}

/** What takes events in: the routes whose lines may be sampled, since there may be thousands a second. */
const isIngest = (method: string, route: string | undefined) =>
  method === 'POST' && route !== undefined && /^\/v1\/events(\/(batch|import))?$/.test(route);

/** Whether a body was announced: without one nothing is unread, even where Node has not come to the request's end yet. */
const hasBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Gives every request its scope, its identifying headers and its one log line.
 * @param sample share of the successful ingest requests that are logged
 */
export function openScopes(
  server: FastifyInstance,
  context: TenantContext,
  lifecycle: Lifecycle,
  logger: Logger,
  sample = 1,
): void {
  server.addHook('onRequest', (request, reply, done) => {
    const trace = traceOf(request);
    reply.header('x-request-id', request.id).header('traceparent', trace.header);
    context.run(done, { request_id: request.id, trace_id: trace.id, address: request.ip });
  });

  server.addHook('onSend', (request, reply, _payload, done) => {
    // An unread body would hold the connection for as long as its sender likes.
    if (lifecycle.draining || (hasBody(request) && !request.raw.complete))
      reply.header('connection', 'close');
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
