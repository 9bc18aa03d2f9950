import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader, ApiOAuth2 } from '@nestjs/swagger';
import { ApiProblems, ReadsSmallBody } from '#libs/common';
import { type Permission, reachOf } from './permissions.js';

const RULE = 'access-rule';
export type AccessRule = Permission | 'public';

/** The permission that the handler needs. Every handler has exactly one of @Can and @Public. */
export const Can = (permission: Permission) =>
  applyDecorators(
    SetMetadata(RULE, permission),
    ApiBearerAuth(),
    ApiOAuth2([]),
    ApiExtension('x-permission', permission),
    ApiProblems('unauthenticated', 'forbidden'),
    ...(reachOf(permission) === 'tenant'
      ? [ApiProblems(...TENANT_PROBLEMS), ApiHeader(TENANT_SELECTOR)]
      : []),
  );

/** Everybody may use the handler, without a credential. */
export const Public = () =>
  applyDecorators(SetMetadata<string, AccessRule>(RULE, 'public'), ReadsSmallBody());

const TENANT_PROBLEMS = [
  'tenant_ambiguous',
  'tenant_required',
  'tenant_forbidden',
  'tenant_suspended',
] as const;

const TENANT_SELECTOR = {
  name: 'X-Tenant-Key',
  required: false,
  description: 'Selects the tenant, for credentials that may act in several.',
  schema: { type: 'string', example: 'demo' },
} as const;

/** The rule of a handler; undefined if it was forgotten, which denies access. */
export const ruleOf = (handler: object): AccessRule | undefined => Reflect.getMetadata(RULE, handler);
