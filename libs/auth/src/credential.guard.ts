import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport, { type Strategy } from 'passport';
import { type AccessRule, ruleOf } from '#libs/access';
import { Problem } from '#libs/common';
import { ChangePoll } from '#libs/database';
import { ApiTokenStrategy } from './api-tokens/api-token.strategy.js';
import { JwtStrategy } from './sessions/jwt.strategy.js';

let guards = 0;

/** Permissions of routes that grant and withdraw rights. What they do outlives the credential that did it. */
const GIVING: ReadonlySet<AccessRule | undefined> = new Set<AccessRule>([
  'members:write',
  'roles:write',
  'tokens:write',
  'tenants:write',
]);

/**
 * Authenticates the request. It is the first guard: nothing of a request is read before its credential is known.
 *
 * Passport keeps strategy names per process, so with shared names the last application to start would check the
 * credentials of all others against its own database. Each guard therefore uses names of its own. Passing the
 * strategies themselves would be worse: Passport copies only a *named* strategy for each request, and would write each
 * request's callbacks into the shared one.
 */
@Injectable()
export class CredentialGuard extends AuthGuard() {
  constructor(
    apiTokens: ApiTokenStrategy,
    jwts: JwtStrategy,
    private readonly changes: ChangePoll,
  ) {
    const suffix = ++guards;
    const names = [`api-token-${suffix}`, `jwt-${suffix}`];
    [apiTokens, jwts].forEach((strategy, i) => passport.use(names[i], strategy as unknown as Strategy));
    super({ defaultStrategy: names });
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = ruleOf(context.getHandler());
    if (rule === 'public') return true;
    return GIVING.has(rule) ? this.judgeTwice(context) : this.judge(context);
  }

  private async judgeTwice(context: ExecutionContext): Promise<boolean> {
    await this.judge(context);
    // Cached answers may be a second old. Somebody who lost a right in that second must not grant it: so read the
    // changes first, then authenticate again. Later guards then see the current state.
    await this.changes.catchUp();
    return this.judge(context);
  }

  private judge(context: ExecutionContext): Promise<boolean> {
    return super.canActivate(context) as Promise<boolean>;
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
    throw given
      ? Problem.unauthenticated('The token is unknown, expired or revoked.', 'invalid_token')
      : Problem.unauthenticated('Send Authorization: Bearer <token>.');
  }
}
