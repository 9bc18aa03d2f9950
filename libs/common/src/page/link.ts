import type { FastifyReply } from 'fastify';

/** Gives a page with a next one its `Link: <…>; rel="next"` (RFC 8288), relative to the service. */
export function linkNext(reply: FastifyReply, page: unknown): void {
  const cursor = (page as { next_cursor?: unknown } | null | undefined)?.next_cursor;
  if (typeof cursor !== 'string') return;
  const url = new URL(reply.request.url, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
}
