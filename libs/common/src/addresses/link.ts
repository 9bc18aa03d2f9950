import type { FastifyReply } from 'fastify';

/**
 * Sets `Link: <…>; rel="next"` (RFC 8288), an absolute path, if a page has a next one.
 * @param base path under which the service is reached
 */
export function linkNext(reply: FastifyReply, page: unknown, base = ''): void {
  const cursor = (page as { next_cursor?: unknown } | null | undefined)?.next_cursor;
  if (typeof cursor !== 'string') return;
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  reply.header('link', `<${base}${url.pathname}${url.search}>; rel="next"`);
}
