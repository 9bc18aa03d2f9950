import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#libs/common';

/** Headers of every answer: pages must not frame, run or embed an API's answers. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'interest-cohort=()',
} as const;
const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI needs its own scripts and styles, some of them inline, and calls only this origin. */
const DOCS =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/** One year, if the service is reached by TLS. Seconds. */
const HSTS = 'max-age=31536000; includeSubDomains';

const ALLOWED_HEADERS =
  'accept, authorization, content-type, content-encoding, prefer, if-match, if-none-match, last-event-id, x-tenant-key, x-request-id, traceparent, tracestate, baggage';
/** CloudEvents attributes in binary mode. Senders choose their names. */
const CLOUDEVENTS_HEADER = /^ce-[a-z0-9]{1,64}$/;
/** Limit of such headers in one preflight; an event has some twenty at most. */
const MOST_ATTRIBUTES = 64;
const EXPOSED_HEADERS =
  'etag, link, location, allow, www-authenticate, content-disposition, ratelimit, ratelimit-policy, retry-after, x-request-id, traceparent, preference-applied';
/** How long a browser may cache the answer to a preflight. Seconds. */
const PREFLIGHT_SECONDS = 600;

/** Headers that forbid browsers to use answers, except for pages of the configured origins. */
export function browserHeaders(config: Config): (origin: string | undefined) => Record<string, string> {
  const tls = config.publicUrl.startsWith('https:');
  const origins = new Set(config.corsOrigins);
  const always = {
    ...HEADERS,
    'content-security-policy': NOTHING,
    ...(tls ? { 'strict-transport-security': HSTS } : {}),
  };
  if (!origins.size) return () => always;
  return (origin) => ({
    ...always,
    vary: 'Origin',
    ...(origin !== undefined && origins.has(origin) ? admitted(origin) : {}),
  });
}

/**
 * Answers a preflight from an allowed origin for any address. Errors are reported by the request itself, because a page
 * could not read them otherwise.
 * @returns whether the request was one
 */
export function answersPreflight(
  { method, headers: asked }: FastifyRequest,
  reply: FastifyReply,
  headers: Record<string, string>,
): boolean {
  const isPreflight = method === 'OPTIONS' && asked['access-control-request-method'] !== undefined;
  if (!isPreflight || !headers['access-control-allow-origin']) return false;
  reply.header('vary', 'Origin, Access-Control-Request-Headers');
  reply.header('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
  reply.header('access-control-allow-headers', allowedHeaders(asked['access-control-request-headers']));
  reply.header('access-control-max-age', String(PREFLIGHT_SECONDS));
  reply.code(204).send();
  return true;
}

/** Adds these headers to every answer, and answers preflights. */
export function guardBrowsers(server: FastifyInstance, config: Config): void {
  const headersFor = browserHeaders(config);
  server.addHook('onRequest', (request, reply, done) => {
    const headers = headersFor(request.headers.origin);
    reply.headers(headers);
    if (request.url.startsWith('/docs')) reply.header('content-security-policy', DOCS);
    if (!answersPreflight(request, reply, headers)) done();
  });
  if (!config.corsOrigins.length) return;
  // A handler may set `vary`; the origin must stay in it, or caches would mix up origins.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const vary = String(reply.getHeader('vary') ?? '');
    if (!/\borigin\b/i.test(vary)) reply.header('vary', vary ? `Origin, ${vary}` : 'Origin');
    done();
  });
}

/** The headers that a page may send, including the CloudEvents attributes that it asks for. */
function allowedHeaders(asked: unknown): string {
  const names = String(asked ?? '')
    .toLowerCase()
    .split(',', MOST_ATTRIBUTES)
    .map((name) => name.trim());
  return [ALLOWED_HEADERS, ...names.filter((name) => CLOUDEVENTS_HEADER.test(name))].join(', ');
}

/** Credentials are bearer tokens that scripts send explicitly. Cookies are not used, so they are not allowed. */
const admitted = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': EXPOSED_HEADERS,
  'cross-origin-resource-policy': 'cross-origin',
});
