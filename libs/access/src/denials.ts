import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, ProblemFilter } from '#libs/common';
import type { Tenant } from '#libs/tenancy';

/** A request that was refused for who sent it. */
export interface Denial {
  readonly code: ProblemCode;
  /** Method and route, its parameters unfilled: how many there are is not up to who asks. */
  readonly target: string;
  /** Tenant that the credential is bound to; the request may not have come as far as to be bound itself. */
  readonly home?: Tenant;
  /** How many alike it stands for; one where unset. */
  readonly count?: number;
}

/** Whoever keeps account of denials; implemented by a higher library (audit). */
export abstract class Denials {
  /** Never fails and never waits: a denial is answered whether or not it could be noted. */
  abstract note(denial: Denial): void;
}

/** Notes every 401 and 403, whoever raised it, on its way to becoming an answer. */
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
