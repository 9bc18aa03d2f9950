import type { FastifyInstance } from 'fastify';
import { type AnswerMemory, toDocument, unread } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';

/** Smaller answers are not counted: the requests that a tenant may have at a time bound them. Bytes. */
const COUNTED_BYTES = 64 * 1024;
const HEADERS_OF_PAGES = ['etag', 'link', 'content-length'];

/** Counts each tenant's answers until they are taken; an answer that there is no room for is given up, if it only reads. */
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
    // One copy of the bytes, as they are sent: as a text they would be held twice.
    done(null, Buffer.from(payload));
  });
}
