import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toProblem } from '#libs/common';

type OAuthCode =
  'invalid_request' | 'invalid_grant' | 'unsupported_grant_type' | 'temporarily_unavailable' | 'server_error';

/** A failure in the words of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  constructor(
    readonly error: OAuthCode,
    readonly description: string,
  ) {
    super(description);
  }
}

/** The token endpoint's own error shape, which OAuth clients rely on; everything else answers problem+json. */
@Catch()
export class OAuthFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body, retryAfter } = toOAuth(error);
    if (retryAfter) reply.header('retry-after', String(retryAfter));
    reply.code(status).header('cache-control', 'no-store').send(body);
  }
}

function toOAuth(error: unknown): { status: number; body: object; retryAfter?: number } {
  if (error instanceof OAuthError) return { status: 400, body: bodyOf(error.error, error.description) };
  const problem = toProblem(error);
  if (problem.status < 500) return { status: 400, body: bodyOf('invalid_request', problem.detail) };
  const code = problem.status === 503 ? 'temporarily_unavailable' : 'server_error';
  return { status: problem.status, body: bodyOf(code, problem.detail), retryAfter: problem.retryAfter };
}

const bodyOf = (error: OAuthCode, error_description: string) => ({ error, error_description });
