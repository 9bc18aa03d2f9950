import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { isAlreadyKnown, linkNext, Reply } from '#libs/common';

/**
 * Nest's adapter for Fastify, extended by what handlers return: a Reply brings its status and headers, a page its link.
 * It is in the adapter, because a single interceptor would make Nest run every request through Observables.
 */
export class AnswerAdapter extends FastifyAdapter {
  /** Path under which the service is reached. Added before each address in an answer. */
  base = '';

  override reply(response: FastifyReply, result: unknown, status?: number): never {
    // Frees the body: code that still references an answered request must not keep a thousand events in memory.
    response.request.body = undefined;
    if (!(result instanceof Reply)) {
      linkNext(response, result, this.base);
      return super.reply(response, result, status) as never;
    }
    linkNext(response, result.body, this.base);
    const { location } = result.headers;
    response.headers(
      location === undefined ? result.headers : { ...result.headers, location: this.base + location },
    );
    const { method, headers } = response.request;
    const { etag } = result.headers;
    if (etag && (method === 'GET' || method === 'HEAD') && isAlreadyKnown(headers['if-none-match'], etag))
      return super.reply(response, undefined, 304) as never;
    return super.reply(response, result.body, result.status ?? status) as never;
  }
}
