import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from '#libs/common';

/** Of every answer: an API has nothing to frame, run, embed or refer to. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'interest-cohort=()',
} as const;
const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI brings its own scripts and styles, some of them inline, and calls this origin only. */
const DOCS =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/** A year, once the service is known to be reached by TLS. Seconds. */
const HSTS = 'max-age=31536000; includeSubDomains';

const ALLOWED_HEADERS =
  'authorization, content-type, content-encoding, prefer, if-match, if-none-match, last-event-id, x-tenant-key, x-request-id, traceparent';
const EXPOSED_HEADERS =
  'etag, link, location, ratelimit, ratelimit-policy, retry-after, x-request-id, traceparent, preference-applied';
/** How long a browser may remember that it may ask. Seconds. */
const PREFLIGHT_SECONDS = 600;

/** Headers that tell browsers what they may do with the service: nothing, but for the origins that are configured. */
export function guardBrowsers(server: FastifyInstance, config: Config): void {
  const tls = config.publicUrl.startsWith('https:');
  const origins = new Set(config.corsOrigins);
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(HEADERS);
    reply.header('content-security-policy', request.url.startsWith('/docs') ? DOCS : NOTHING);
    if (tls) reply.header('strict-transport-security', HSTS);
    const { origin } = request.headers;
    if (origins.size) reply.header('vary', 'Origin');
    if (origin === undefined || !origins.has(origin)) return done();
    admit(reply, origin);
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return done();
    reply.header('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
    reply.header('access-control-allow-headers', ALLOWED_HEADERS);
    reply.header('access-control-max-age', String(PREFLIGHT_SECONDS));
    reply.code(204).send();
  });
}

/** Credentials are bearer tokens that scripts send on purpose; cookies play no part, so none are allowed. */
function admit(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', EXPOSED_HEADERS);
  reply.header('cross-origin-resource-policy', 'cross-origin');
}
