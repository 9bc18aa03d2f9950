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

/** Routes under these permissions give and take rights, which outlive whoever did it. */
const GIVING: ReadonlySet<AccessRule | undefined> = new Set<AccessRule>([
  'members:write',
  'roles:write',
  'tokens:write',
  'tenants:write',
]);

/**
 * Who is it? First of the guards: nothing of a request is read before its credential is known.
 *
 * Passport keeps names for the whole process, and the last application to start would judge the credentials of all
 * others, against its own database: so each has names of its own. Handing over the strategies themselves would be worse:
 * Passport makes a copy for each request of a *named* strategy only, and writes each request's callbacks into the other.
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
    // What is remembered may be a second old. Who lost a right in that second must not give it on: first hear what has
    // changed, then ask again who it is. The guards after this one find what is true now.
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
