import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { andThen, type Awaitable } from '../awaitable.js';
import { type BodyFormat, JSON_BODY, PUBLIC_BODY, readBody } from './body.js';
import { answerHead } from './head-answer.js';
import { assertQueryIsKnown } from './known-query.js';

const BODY_FORMAT = 'body-format';
const SMALL_BODY = 'small-body';
/** The route reads its body itself, as a stream. */
export const STREAMED = 'streamed';

/** How the route's body is read; plain JSON where it is not said. */
export const ReadsBody = (format: BodyFormat | typeof STREAMED) => SetMetadata(BODY_FORMAT, format);

/** The route is for everybody: its body is small and comes at once. */
export const ReadsSmallBody = () => SetMetadata(SMALL_BODY, true);

/** What reading the body came to; `problem` where it failed. */
export interface BodyOutcome {
  readonly value?: unknown;
  readonly problem?: unknown;
}

/**
 * Where a request carries what its body came to, until the handler has it. Not in a WeakMap: what one holds outlives every
 * collection of the young generation, and would make each batch a matter for the old one.
 */
const OUTCOME = Symbol('outcome of the body');
type Carrier = FastifyRequest & { [OUTCOME]?: Awaitable<BodyOutcome> };

const NO_BODY: BodyOutcome = { value: undefined };
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The body of the request, read and parsed at the first call; a failure is kept, not thrown, because
 * tenant and permission are judged before the input is (and the tenant may be named in the body).
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

/** Last of the guards: hands the parsed body to the handler, or answers what was wrong with it, or with the query. */
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
