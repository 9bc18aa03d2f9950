import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/common';
import { may } from './ability.js';
import { ruleOf } from './can.js';

/** Checks the permission. It denies by default: a handler without a rule is closed to everybody. */
@Injectable()
export class AbilityGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const rule = ruleOf(context.getHandler());
    if (rule === 'public') return true;
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (rule && principal && may(principal.ability, rule)) return true;
    if (!rule) throw new Problem('forbidden', 'This route has no access rule, so nobody may use it.');
    // RFC 6750, section 3.1.
    const headers = { 'www-authenticate': `Bearer error="insufficient_scope", scope="${rule}"` };
    throw new Problem('forbidden', `This needs the permission ${rule}.`, { headers });
  }
}
