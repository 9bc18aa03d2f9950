import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { assertQueryIsValid } from './known-query.js';

const HEAD_HEADERS = 'head-headers';
type HeadersOf = (request: FastifyRequest) => Readonly<Record<string, string>>;

/** Headers of the route's answer that its handler makes. HEAD answers them without running the handler. */
export const HeadHeaders = (headersOf: HeadersOf) => SetMetadata(HEAD_HEADERS, headersOf);

/** Thrown by the last guard where HEAD is answered already: the filter sends the headers, and no handler runs. */
export class HeadAnswer {
  constructor(readonly headers: Readonly<Record<string, string>>) {}
}

/** Where Nest keeps what `@Header` says of a handler. */
const STATIC_HEADERS = '__headers__';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Routes whose GET is one bounded look-up that decides the status: one resource, the probes, the metrics' own token, sessions of people. */
const RUNS = /\/:[^/]+$|^\/(?:livez|readyz|metrics|v1\/auth\/sessions)$/;

/**
 * Answers HEAD where the handler would do work without a bound or hold something: lists, statistics, exports, streams.
 * Credential, tenant, permission and limits were judged as for GET, the query is judged here.
 * @throws HeadAnswer, or Problem where the query is at fault
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
