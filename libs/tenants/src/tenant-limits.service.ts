import { Injectable } from '@nestjs/common';
import { Limiter } from '#libs/limits';
import type { BucketUsage, TenantLimitsView } from './tenant-limits.dto.js';
import { effectiveSettings } from './tenant-settings.js';
import { TenantsService } from './tenants.service.js';

/** Reads the limits of tenants and their usage. */
@Injectable()
export class TenantLimitsService {
  constructor(
    private readonly tenants: TenantsService,
    private readonly limiter: Limiter,
  ) {}

  async get(tenantKey: string): Promise<TenantLimitsView> {
    const tenant = await this.tenants.get(tenantKey);
    const { limits } = effectiveSettings(tenant.settings);
    const { events, bytes, requests, reads, running } = await this.limiter.standing(tenant.id, limits);
    return {
      tenant_key: tenant.key,
      limits,
      usage: {
        events: usage(events, limits.burst_events),
        bytes: usage(bytes, limits.burst_bytes),
        requests: usage(requests, limits.burst_requests),
        reads: usage(reads, limits.burst_reads),
        concurrent_requests: usage(running, limits.max_concurrent_requests),
      },
    };
  }
}

/** Whole units; `used` is rounded up, so `remaining` is rounded down. */
function usage(level: number, most: number): BucketUsage {
  const used = Math.min(most, Math.ceil(level));
  return { used, remaining: most - used };
}
