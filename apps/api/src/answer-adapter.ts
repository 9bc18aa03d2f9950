import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { linkNext, Reply } from '#libs/common';

/**
 * Fastify as Nest drives it, and what handlers return as answers: a Reply brings its status and headers, a page its
 * link. In the adapter, because an interceptor, be it the smallest, makes Nest run each request through Observables,
 * which cost more than everything between the socket and the handler.
 */
export class AnswerAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, result: unknown, status?: number): never {
    if (!(result instanceof Reply)) {
      linkNext(response, result);
      return super.reply(response, result, status) as never;
    }
    linkNext(response, result.body);
    response.headers(result.headers);
    return super.reply(response, result.body, result.status ?? status) as never;
  }
}
