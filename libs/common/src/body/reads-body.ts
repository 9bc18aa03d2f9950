import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { andThen, type Awaitable } from '../awaitable.js';
import { type BodyFormat, JSON_BODY, PUBLIC_BODY, readBody } from './body.js';
import { answerHead } from '../http/head-answer.js';
import { assertQueryIsKnown } from '../http/known-query.js';

const BODY_FORMAT = 'body-format';
const SMALL_BODY = 'small-body';
/** The route reads its body as a stream itself. */
export const STREAMED = 'streamed';

/** Sets how the route reads its body. Plain JSON by default. */
export const ReadsBody = (format: BodyFormat | typeof STREAMED) => SetMetadata(BODY_FORMAT, format);

/** Marks a public route: its body must be small and arrive at once. */
export const ReadsSmallBody = () => SetMetadata(SMALL_BODY, true);

/** Result of reading the body; `problem` if it failed. */
export interface BodyOutcome {
  readonly value?: unknown;
  readonly problem?: unknown;
}

/**
 * Property that carries the result on the request until the handler has it. It is not in a WeakMap, whose values
 * survive every young-generation collection and would move each batch to the old generation.
 */
const OUTCOME = Symbol('outcome of the body');
type Carrier = FastifyRequest & { [OUTCOME]?: Awaitable<BodyOutcome> };

const NO_BODY: BodyOutcome = { value: undefined };
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The body of the request, read and parsed at the first call. It keeps a failure instead of throwing it, because tenant
 * and permission are checked first, and the body may name the tenant.
 */
export function bodyOf(context: ExecutionContext): Awaitable<BodyOutcome> {
  const request = context.switchToHttp().getRequest<Carrier>();
  if (request[OUTCOME] !== undefined) return request[OUTCOME];
  const format: BodyFormat | typeof STREAMED =
    Reflect.getMetadata(BODY_FORMAT, context.getHandler()) ?? JSON_BODY;
  if (format === STREAMED || !METHODS_WITH_BODY.has(request.method)) return NO_BODY;
  const small = Reflect.getMetadata(SMALL_BODY, context.getHandler()) === true;
  const bounded = small ? { ...format, ...PUBLIC_BODY } : format;
  return (request[OUTCOME] = outcomeOf(() => readBody(request, bounded)));
}

function outcomeOf(read: () => Awaitable<unknown>): Awaitable<BodyOutcome> {
  try {
    const value = read();
    if (!(value instanceof Promise)) return { value };
    return value.then(
      (value: unknown) => ({ value }),
      (problem: unknown) => ({ problem }),
    );
  } catch (problem) {
    return { problem };
  }
}

/** The last guard: gives the parsed body to the handler, or rejects an invalid body or query. */
@Injectable()
export class InputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    assertQueryIsKnown(context);
    answerHead(context);
    return andThen(bodyOf(context), ({ value, problem }) => {
      if (problem !== undefined) throw problem;
      const request = context.switchToHttp().getRequest<Carrier>();
      request.body = value;
      request[OUTCOME] = undefined;
      return true;
    });
  }
}
