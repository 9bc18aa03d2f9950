import type { FastifyInstance } from 'fastify';
import { type AnswerMemory, toDocument, unread } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';

/** Smaller answers are not counted: the limit of concurrent requests bounds them. Bytes. */
const COUNTED_BYTES = 64 * 1024;
const HEADERS_OF_PAGES = ['etag', 'link', 'content-length'];

/**
 * Counts each tenant's answers until they are sent. If there is no room for the answer to a GET, the client gets 503
 * instead.
 */
export function boundUnread(server: FastifyInstance, memory: AnswerMemory, context: TenantContext): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || payload.length < COUNTED_BYTES) return done();
    const tenantId = context.tenantOrNone?.id ?? 'platform';
    if (request.method === 'GET' && !memory.hasRoom(tenantId, payload.length)) {
      const problem = unread();
      for (const name of HEADERS_OF_PAGES) reply.removeHeader(name);
      reply.code(problem.status).type('application/problem+json').header('retry-after', problem.retryAfter);
      return done(null, JSON.stringify(toDocument(problem, request.id, request.url.split('?', 1)[0])));
    }
    const release = memory.hold(tenantId, payload.length);
    reply.raw.once('finish', release);
    reply.raw.once('close', release);
    // A single copy of the bytes in the form in which they are sent. A text would be held twice.
    done(null, Buffer.from(payload));
  });
}
