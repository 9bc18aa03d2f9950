import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, ProblemFilter } from '#libs/common';
import type { Tenant } from '#libs/tenancy';

/** A request that was denied because of its sender. */
export interface Denial {
  readonly code: ProblemCode;
  /** Method and route pattern, so that clients cannot create new values. */
  readonly target: string;
  /** Tenant that the credential is bound to. The request itself may not be bound to a tenant yet. */
  readonly home?: Tenant;
  /** Number of like denials that it stands for; 1 by default. */
  readonly count?: number;
}

/** Records denials. A higher library (audit) implements it. */
export abstract class Denials {
  /** Never fails and never waits: a denial is answered whether or not it could be recorded. */
  abstract note(denial: Denial): void;
}

/** Records every 401 and 403, wherever it was thrown, before it becomes an answer. */
@Catch()
export class DenialFilter extends ProblemFilter {
  constructor(private readonly denials: Denials) {
    super();
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
      const { method, routeOptions, homeTenant } = host.switchToHttp().getRequest<FastifyRequest>();
      this.denials.note({
        code: error.code,
        target: `${method} ${routeOptions.url ?? '-'}`,
        home: homeTenant,
      });
    }
    super.catch(error, host);
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Tenant that the credential is bound to. */
    homeTenant?: Tenant;
  }
}
