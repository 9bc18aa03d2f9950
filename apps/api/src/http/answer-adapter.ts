import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { isAlreadyKnown, linkNext, Reply } from '#libs/common';

/**
 * Fastify as Nest drives it, and what handlers return as answers: a Reply brings its status and headers, a page its
 * link. In the adapter, because a single interceptor makes Nest run every request through Observables.
 */
export class AnswerAdapter extends FastifyAdapter {
  /** Path that the service is reached under; put before each address that an answer hands out. */
  base = '';

  override reply(response: FastifyReply, result: unknown, status?: number): never {
    // Whatever still holds on to a request that is answered need not hold on to a thousand events.
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
