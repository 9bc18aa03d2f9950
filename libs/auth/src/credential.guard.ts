import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ruleOf } from '#libs/access';
import { Problem } from '#libs/common';

/** Who is it? First of the guards: nothing of a request is read before its credential is known. */
@Injectable()
export class CredentialGuard extends AuthGuard(['api-token', 'jwt']) {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    return ruleOf(context.getHandler()) === 'public' || ((await super.canActivate(context)) as boolean);
  }

  override handleRequest<Credential>(
    error: unknown,
    credential: Credential | false,
    _info: unknown,
    context: ExecutionContext,
  ): Credential {
    if (error) throw error;
    if (credential) return credential;
    const given = context.switchToHttp().getRequest<FastifyRequest>().headers.authorization !== undefined;
    throw new Problem(
      'unauthenticated',
      given ? 'The token is unknown, expired or revoked.' : 'Send Authorization: Bearer <token>.',
      {
        headers: { 'www-authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer' },
      },
    );
  }
}
