import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TenantPermission } from '#libs/access';
import { Problem } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { bearerOf } from './api-token.strategy.js';
import { Bearers } from './bearers.js';
import type { Credential } from './credential.js';
import { Sender } from './sender.js';
import { looksLikeApiToken } from './token-format.js';

/**
 * Whether who opened a long answer may still have it. Guards judge how a request begins; an answer that goes on for hours
 * asks again while it does. What it hears is at most a second old, as every answer of the caches is.
 */
@Injectable()
export class Standing {
  constructor(
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly bearers: Bearers,
    private readonly sender: Sender,
  ) {}

  /** @throws Problem as the guards would throw it for the same request sent now */
  async confirm(request: FastifyRequest, permission: TenantPermission): Promise<void> {
    const credential = await this.credentialOf(request);
    if (!credential) throw new Problem('unauthenticated', 'The token has expired or was revoked meanwhile.');
    const tenant = await this.tenants.byKey(this.context.tenant.key);
    const held = tenant?.id === this.context.tenantId ? await credential.permissionsIn(tenant) : undefined;
    if (!tenant || !held)
      throw new Problem('tenant_forbidden', 'The credential may no longer act in this tenant.');
    if (tenant.status === 'suspended')
      throw new Problem('tenant_suspended', 'The tenant was suspended meanwhile; ask the platform.');
    if (!held.includes(permission))
      throw new Problem(
        'forbidden',
        `This needs the permission ${permission}, which was withdrawn meanwhile.`,
      );
  }

  private async credentialOf(request: FastifyRequest): Promise<Credential | undefined> {
    const token = bearerOf(request);
    if (!token) return undefined;
    if (looksLikeApiToken(token)) return this.bearers.authenticate(token);
    return this.sender.credentialOf(token);
  }
}
