import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { MeView, TokenRequest, TokenResponse } from './auth.dto.js';
import { type Credential, userCredential } from './credential.js';
import { Identities } from './identities.js';
import { OAuthError } from './oauth.js';
import { Passwords } from './passwords.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly identities: Identities,
    private readonly passwords: Passwords,
    private readonly tokens: AccessTokens,
    private readonly tenants: TenantsService,
    private readonly context: TenantContext,
  ) {}

  /** RFC 6749 token endpoint. @throws OAuthError */
  async token(request: TokenRequest): Promise<TokenResponse> {
    if (request.grant_type !== 'password')
      throw new OAuthError('unsupported_grant_type', 'grant_type must be password');
    if (!request.username || !request.password)
      throw new OAuthError('invalid_request', 'username and password are required');
    const identity = await this.identities.byEmail(request.username);
    const known = await this.passwords.verify(identity?.password_hash, request.password);
    // One answer for an unknown account, a wrong password and a disabled one: who has an account is nobody's business.
    if (!identity || !known || identity.status !== 'active')
      throw new OAuthError('invalid_grant', 'email or password is wrong');
    const tenant = request.tenant_key || undefined;
    if (tenant) {
      const record = await this.tenants.byKey(tenant);
      const place = record && (await userCredential(this.identities, identity).permissionsIn(record));
      if (!place)
        throw new OAuthError('invalid_grant', 'you have no place in the tenant that tenant_key names');
    }
    const access_token = this.tokens.issue({ sub: identity.public_id, tenant });
    return { access_token, token_type: 'Bearer', expires_in: ACCESS_TOKEN_SECONDS, scope: '' };
  }

  async me(credential: Credential, principal: Principal): Promise<MeView> {
    const { kind, id } = credential.actor;
    const { email, name } = credential.identity;
    return {
      principal: { kind, id, email, name, staff: credential.staff },
      tenant_key: this.context.tenantOrNone?.key ?? null,
      tenants: await credential.tenants(),
      permissions: principal.permissions,
    };
  }
}
