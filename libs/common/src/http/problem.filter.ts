import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, toDocument } from '../problem/index.js';
import { HeadAnswer } from './head-answer.js';
import { allowedMethods, isNameOfAnother } from './allowed-methods.js';

/** Errors of Fastify itself, by their stable codes. */
const FASTIFY_CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_ASYNC_CONSTRAINT: 'invalid_request',
};

const HTTP_CODES: Record<number, ProblemCode> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  503: 'overloaded',
};

const isKnown = (error: unknown) => Object.hasOwn(FASTIFY_CODES, (error as { code?: string })?.code ?? '');

/** Turns any error into a Problem. An unknown error becomes `internal`, and its text stays in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
  const known = FASTIFY_CODES[(error as { code?: string })?.code ?? ''];
  if (known)
    return new Problem(known, 'The request is not well-formed HTTP, or not HTTP that this service accepts.', {
      cause: error,
    });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number })?.statusCode;
  const code = HTTP_CODES[status ?? 500];
  if (code) return new Problem(code, 'The request was rejected.', { cause: error });
  return new Problem('internal', 'The service’s log has the failure under this request_id.', {
    cause: error,
  });
}

const logger = new Logger('Problem');

/** Turns every error into one shape. The only place where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof HeadAnswer) return void reply.code(200).headers(error.headers).send();
    sendProblem(error, http.getRequest<FastifyRequest>(), reply);
  }
}

/** No route matched: the address is unknown, or it has only other methods. */
function unrouted(request: FastifyRequest): Problem {
  const allow = allowedMethods(request.server, request.url.split('?', 1)[0]);
  if (!allow.length) return new Problem('not_found', 'The service has no such address; see /docs.');
  return new Problem('method_not_allowed', `This address allows only ${allow.join(', ')}.`, {
    headers: { allow: allow.join(', ') },
  });
}

/** Logs an unexpected error with its stack, and a temporary failure as a warning with its cause. */
function report({ status, code, detail, cause }: Problem): void {
  if (status === 500) logger.error({ code, detail, err: cause });
  // Metrics count these; another log line each would add work to an overloaded service.
  else if (code === 'overloaded' && !cause) return;
  else logger.warn({ code, detail, ...(cause ? { err: cause } : {}) });
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const misses = request.is404 || isNameOfAnother(request);
  const problem = misses && !isKnown(error) ? unrouted(request) : toProblem(error);
  if (problem.status >= 500) report(problem);
  answerProblem(problem, request, reply);
}

/** Writes a problem as the answer. */
export function answerProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  // A stream that has begun cannot change its status. Cutting it shows the client that it is incomplete.
  if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
  if (problem.retryAfter !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(problem.retryAfter))));
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(toDocument(problem, request.id, request.url.split('?', 1)[0])));
}
