import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';

/** Gives every page with a next one its `Link: <…>; rel="next"` (RFC 8288), relative to the service. */
@Injectable()
export class LinkInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap((page: { next_cursor?: unknown } | undefined) => {
        if (typeof page?.next_cursor !== 'string') return;
        const http = context.switchToHttp();
        const url = new URL(http.getRequest<FastifyRequest>().url, 'http://localhost');
        url.searchParams.set('cursor', page.next_cursor);
        http.getResponse<FastifyReply>().header('link', `<${url.pathname}${url.search}>; rel="next"`);
      }),
    );
  }
}
