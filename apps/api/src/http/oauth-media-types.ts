import type { FastifyInstance } from 'fastify';

const OAUTH = new Set(['/v1/auth/token', '/v1/auth/revoke']);
const WELL_FORMED = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;|$)/;

/**
 * Fastify rejects a malformed media type before any filter sees it, but OAuth routes must answer every error in the
 * shape of RFC 6749. So a malformed type is replaced by one that no route reads, which the route itself then rejects.
 */
export function judgeOAuthMediaTypes(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    const type = raw.headers['content-type'];
    if (type !== undefined && OAUTH.has(routeOptions.url ?? '') && !WELL_FORMED.test(type))
      raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
}
