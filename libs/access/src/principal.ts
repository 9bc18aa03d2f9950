import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Ability } from './ability.js';

/** Who acts, as trails and logs name them. Ids are public ones. */
export interface Actor {
  readonly kind: 'user' | 'token' | 'device' | 'client';
  readonly id: string;
  /** Internal id of the user behind it, if there is one: the user, or the token's owner. */
  readonly userId?: string;
  /** Id of the service behind it, if there is one: the client, or the token's owner. */
  readonly clientId?: string;
}

/** Who sent the request, and what they may do in its tenant. The guards create it once per request. */
export interface Principal {
  readonly actor: Actor;
  readonly ability: Ability;
  /** Effective permissions, in catalogue order. */
  readonly permissions: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

/** The principal of a handler that is not @Public. */
export const Who = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().principal,
);
