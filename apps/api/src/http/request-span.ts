import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { continued, PassingSpan, type Span, type Tracer } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';
import { PROBES, STREAMS } from './in-flight.js';

/** A request's span. Spans of probes are not recorded: they come every few seconds and are of no interest. */
export function spanOf(tracer: Tracer, request: FastifyRequest): Span {
  const { method, id } = request;
  const parent = request.headers.traceparent as string | undefined;
  const route = request.routeOptions.url;
  if (PROBES.has(route ?? '')) return new PassingSpan(continued(parent));
  const attributes = { 'http.request.method': method, 'http.route': route, request_id: id };
  return tracer.begin(route ? `${method} ${route}` : method, 'server', parent, attributes);
}

/**
 * Ends the span with the answer, or with the connection if that closes first. The span of an event stream ends when the
 * stream begins, because a stream may be open for days. Must be called in the request's context.
 */
export function endWithAnswer(span: Span, reply: FastifyReply, context: TenantContext): void {
  if (!span.recorded) return;
  const end = AsyncLocalStorage.bind((status: number | undefined) => {
    const error = status === undefined ? 'client_gone' : status >= 500 ? String(status) : undefined;
    span.end({ 'http.response.status_code': status, tenant_id: context.tenantOrNone?.id }, error);
  });
  const { raw } = reply;
  raw.once('close', () => end(raw.headersSent ? reply.statusCode : undefined));
  if (reply.request.routeOptions.url === STREAMS) raw.once('pipe', () => end(reply.statusCode));
}
