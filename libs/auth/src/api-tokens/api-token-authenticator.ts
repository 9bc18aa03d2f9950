import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { ApiToken } from './api-token.entity.js';
import { ApiTokens, cacheName } from './api-tokens.service.js';
import { clientTokenCredential, type Credential, deviceCredential, tokenCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import { LastUsed } from './last-used.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { readTenantToken } from '../token-format.js';

/** Who a presented API or device token is. */
@Injectable()
export class Bearers {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly cache: TenantCache,
    private readonly tenants: TenantsService,
    private readonly identities: Identities,
    private readonly clients: ServiceClients,
    private readonly tokens: ApiTokens,
    private readonly lastUsed: LastUsed,
  ) {}

  /** The credential of a plaintext; undefined where the token is unknown, expired, or its owner is gone. */
  async authenticate(plaintext: string): Promise<Credential | undefined> {
    const read = readTenantToken('api', plaintext);
    if (!read) return undefined;
    // A key that is no tenant's costs what another costs: nobody learns by the clock which tenants there are.
    const { tenant, settle } = await this.tenants.orNobodys(read.tenantKey);
    const token = await this.cache.get(tenant.id, cacheName(read.hash), () => this.byHash(tenant, read.hash));
    if (!token) await settle();
    if (!token || (token.expiresAt && token.expiresAt.getTime() <= Date.now())) return undefined;
    const credential = await this.credentialOf(token, tenant);
    if (credential) this.lastUsed.note(tenant, token);
    return credential;
  }

  /** Whoever holds a token may give it up. */
  async revoke(plaintext: string): Promise<void> {
    const read = readTenantToken('api', plaintext);
    if (!read) return;
    const { tenant, settle } = await this.tenants.orNobodys(read.tenantKey);
    const token = await this.byHash(tenant, read.hash);
    if (!token) return settle();
    this.context.trace.actor = `token:${token.id}`;
    await this.context.runAs(tenant, () => this.tokens.revoke(token.id, {}));
  }

  private async credentialOf(token: ApiToken, tenant: Tenant): Promise<Credential | undefined> {
    if (token.device) return deviceCredential(token, tenant, token.device.deviceUid);
    if (token.ownerClientId) {
      const client = await this.clients.byId(token.ownerClientId);
      return client && clientTokenCredential(token, tenant, client);
    }
    const owner = await this.identities.byId(token.ownerUserId!);
    return owner?.status === 'active' ? tokenCredential(this.identities, token, tenant, owner) : undefined;
  }

  /** Looked up inside the tenant that the plaintext names, under its policies. */
  private byHash(tenant: Tenant, tokenHash: Buffer): Promise<ApiToken | undefined> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(async (manager) => {
        const token = await manager.findOne(ApiToken, { where: { tokenHash }, relations: { device: true } });
        return token && timingSafeEqual(token.tokenHash, tokenHash) ? token : undefined;
      }),
    );
  }
}
