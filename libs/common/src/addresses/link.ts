import type { FastifyReply } from 'fastify';

/** Gives a page with a next one its `Link: <…>; rel="next"` (RFC 8288), an absolute path. @param base path that the service is reached under */
export function linkNext(reply: FastifyReply, page: unknown, base = ''): void {
  const cursor = (page as { next_cursor?: unknown } | null | undefined)?.next_cursor;
  if (typeof cursor !== 'string') return;
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  reply.header('link', `<${base}${url.pathname}${url.search}>; rel="next"`);
}
