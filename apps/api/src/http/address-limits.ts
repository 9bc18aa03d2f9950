import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config, networkOf } from '#libs/common';
import { Limiter, type Limits } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { DEFAULT_LIMITS } from '#libs/tenants';
import { InFlight } from './in-flight.js';

/**
 * Limits what one address may request without a credential, with the same buckets as tenants: requests per second, and
 * half of the public places at a time, so that a single caller cannot keep others from logging in. An IPv6 address
 * counts by its /64.
 */
@Injectable()
export class AddressLimits {
  private readonly limits: Limits;

  constructor(
    config: Config,
    private readonly limiter: Limiter,
    private readonly inFlight: InFlight,
    private readonly context: TenantContext,
  ) {
    this.limits = {
      ...DEFAULT_LIMITS,
      requests_per_second: config.PUBLIC_REQUESTS_PER_SECOND,
      burst_requests: config.PUBLIC_BURST_REQUESTS,
      max_concurrent_requests: Math.ceil(inFlight.publicPlaces / 2),
    };
  }

  /** Counts a public request until it is answered. @throws Problem `throttled`, `overloaded` */
  async judge(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = `address:${networkOf(this.context.trace.address ?? 'unknown')}`;
    await this.limiter.enter(caller, this.limits, {});
    const leave = () => this.limiter.leave(caller);
    if (reply.raw.closed) leave();
    else reply.raw.once('close', leave);
    this.inFlight.move(request, 'public');
  }
}
