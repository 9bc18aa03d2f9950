import type { FastifyInstance } from 'fastify';

const OAUTH = new Set(['/v1/auth/token', '/v1/auth/revoke']);
const WELL_FORMED = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;|$)/;

/**
 * Fastify itself refuses a malformed media type, before any filter sees it. The OAuth routes answer in the shape of
 * RFC 6749 whatever is wrong, so there it counts as one that nobody reads, and the route refuses it.
 */
export function judgeOAuthMediaTypes(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    const type = raw.headers['content-type'];
    if (type !== undefined && OAUTH.has(routeOptions.url ?? '') && !WELL_FORMED.test(type))
      raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
}
