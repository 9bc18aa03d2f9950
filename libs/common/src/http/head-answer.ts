import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { assertQueryIsValid } from './known-query.js';

const HEAD_HEADERS = 'head-headers';
type HeadersOf = (request: FastifyRequest) => Readonly<Record<string, string>>;

/** Headers that the route's handler would set. HEAD answers them without running the handler. */
export const HeadHeaders = (headersOf: HeadersOf) => SetMetadata(HEAD_HEADERS, headersOf);

/** Thrown by the last guard if it has answered HEAD. The filter sends the headers, and no handler runs. */
export class HeadAnswer {
  constructor(readonly headers: Readonly<Record<string, string>>) {}
}

/** Metadata key under which Nest stores `@Header` of a handler. */
const STATIC_HEADERS = '__headers__';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/**
 * Routes whose GET is one bounded look-up that decides the status: a single resource, probes, metrics, a person's
 * sessions.
 */
const RUNS = /\/:[^/]+$|^\/(?:livez|readyz|metrics|v1\/auth\/sessions)$/;

/**
 * Answers HEAD for handlers whose work is unbounded or that hold resources: lists, statistics, exports, streams.
 * Earlier guards have checked credential, tenant, permission and limits as for GET; this checks the query.
 * @throws HeadAnswer, or Problem if the query is invalid
 */
export function answerHead(context: ExecutionContext): void {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.method !== 'HEAD' || RUNS.test(request.routeOptions.url ?? '')) return;
  assertQueryIsValid(context);
  const handler = context.getHandler();
  const fixed: { name: string; value: string }[] = Reflect.getMetadata(STATIC_HEADERS, handler) ?? [];
  const headersOf: HeadersOf | undefined = Reflect.getMetadata(HEAD_HEADERS, handler);
  const named = Object.fromEntries(fixed.map(({ name, value }) => [name.toLowerCase(), value]));
  throw new HeadAnswer({ ...JSON_TYPE, ...named, ...headersOf?.(request) });
}
