import { Injectable } from '@nestjs/common';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { ApiTokens } from './api-tokens.service.js';
import { clientTokenCredential, type Credential, deviceCredential, tokenCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import { LastUsed } from './last-used.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { readTenantToken } from '../token-format.js';
import { TokenLookup, type TokenRecord } from './token-lookup.js';

/** Who a presented API or device token is. */
@Injectable()
export class ApiTokenAuthenticator {
  constructor(
    private readonly tokenLookup: TokenLookup,
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
    // By the hash of the whole plaintext, which names the tenant: what is missing costs the same in any tenant, and in none.
    const token = await this.cache.get('platform', `token:${read.hash.toString('base64url')}`, () =>
      this.tokenLookup.find(read.tenantKey, read.hash),
    );
    if (!token || (token.expiresAt !== null && token.expiresAt <= Date.now())) return undefined;
    const tenant = await this.tenants.byKey(read.tenantKey);
    if (!tenant || Number(tenant.id) !== token.tenantId) return undefined;
    const credential = await this.credentialOf(token, tenant);
    if (!credential) return undefined;
    this.lastUsed.note(tenant, token);
    return Object.assign(credential, { home: tenant });
  }

  /** Whoever holds a token may give it up. */
  async revoke(plaintext: string): Promise<void> {
    const read = readTenantToken('api', plaintext);
    if (!read) return;
    const { value: token } = await this.tokenLookup.find(read.tenantKey, read.hash);
    if (!token) return;
    const tenant = { id: String(token.tenantId), key: read.tenantKey };
    this.context.trace.actor = `token:${token.id}`;
    await this.context.runAs(tenant, () => this.tokens.revoke(token.id, {}));
  }

  private async credentialOf(token: TokenRecord, tenant: Tenant): Promise<Credential | undefined> {
    if (token.deviceUid !== null) return deviceCredential(token, tenant, token.deviceUid);
    if (token.ownerClientId) {
      const client = await this.clients.byId(token.ownerClientId);
      return client && clientTokenCredential(token, tenant, client);
    }
    const owner = await this.identities.byId(token.ownerUserId!);
    return owner?.status === 'active' ? tokenCredential(this.identities, token, tenant, owner) : undefined;
  }
}
