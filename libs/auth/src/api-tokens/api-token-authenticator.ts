import { Injectable } from '@nestjs/common';
import { andThen, type Awaitable } from '#libs/common';
import { TenantCache, TenantContext } from '#libs/tenancy';
import { type TenantRecord, TenantsService } from '#libs/tenants';
import { ApiTokens } from './api-tokens.service.js';
import { clientTokenCredential, type Credential, deviceCredential, tokenCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import { LastUsed } from './last-used.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { readTenantToken } from '../token-format.js';
import { TokenLookup, type TokenRecord } from './token-lookup.js';

/** Authenticates API tokens and device tokens. */
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

  /**
   * The credential of a plaintext; undefined if the token is unknown or expired, or its owner was removed or disabled.
   */
  authenticate(plaintext: string): Awaitable<Credential | undefined> {
    const read = readTenantToken('api', plaintext);
    if (!read) return undefined;
    // Keyed by the hash of the whole plaintext, which includes the tenant key. So a missing token costs the same in any
    // tenant, known or not.
    const found = this.cache.get('platform', `token:${read.hash.toString('base64url')}`, () =>
      this.tokenLookup.find(read.tenantKey, read.hash),
    );
    return andThen(found, (token) => {
      if (!token || (token.expiresAt !== null && token.expiresAt <= Date.now())) return undefined;
      return andThen(this.tenants.byKey(read.tenantKey), (tenant) =>
        tenant && Number(tenant.id) === token.tenantId ? this.used(token, tenant) : undefined,
      );
    });
  }

  private used(token: TokenRecord, tenant: TenantRecord): Awaitable<Credential | undefined> {
    return andThen(this.credentialOf(token, tenant), (credential) => {
      if (credential) this.lastUsed.note(tenant, token);
      return credential;
    });
  }

  /** Revokes a token. Holding it is enough. */
  async revoke(plaintext: string): Promise<void> {
    const read = readTenantToken('api', plaintext);
    if (!read) return;
    const { value: token } = await this.tokenLookup.find(read.tenantKey, read.hash);
    if (!token) return;
    const tenant = { id: String(token.tenantId), key: read.tenantKey };
    this.context.trace.actor = `token:${token.id}`;
    await this.context.runAs(tenant, () => this.tokens.revoke(token.id, {}));
  }

  private credentialOf(token: TokenRecord, tenant: TenantRecord): Awaitable<Credential | undefined> {
    if (token.deviceUid !== null) return deviceCredential(token, tenant, token.deviceUid);
    if (token.ownerClientId)
      return andThen(
        this.clients.byId(token.ownerClientId),
        (client) => client && clientTokenCredential(token, tenant, client),
      );
    return andThen(this.identities.byId(token.ownerUserId!), (owner) =>
      owner?.status === 'active' ? tokenCredential(this.identities, token, tenant, owner) : undefined,
    );
  }
}
