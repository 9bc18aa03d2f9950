import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { MeView, RevokeRequest, TokenRequest, TokenResponse } from './auth.dto.js';
import { Bearers } from './bearers.js';
import { type Credential, userCredential } from './credential.js';
import { Identities, type Identity } from './identities.js';
import { OAuthError } from './oauth.js';
import { Passwords } from './passwords.js';
import { type Session, SessionsService } from './sessions.service.js';
import { looksLikeApiToken } from './token-format.js';

/** Grants of the token endpoint, each with what answers it. */
const GRANTS = ['password', 'refresh_token'] as const;
export const GRANT_TYPES: readonly string[] = GRANTS;

@Injectable()
export class AuthService {
  constructor(
    private readonly identities: Identities,
    private readonly passwords: Passwords,
    private readonly tokens: AccessTokens,
    private readonly bearers: Bearers,
    private readonly sessions: SessionsService,
    private readonly tenants: TenantsService,
    private readonly context: TenantContext,
  ) {}

  /** RFC 6749 token endpoint. @throws OAuthError */
  token(request: TokenRequest): Promise<TokenResponse> {
    if (request.grant_type === 'password') return this.logIn(request);
    if (request.grant_type === 'refresh_token') return this.refresh(request);
    throw new OAuthError('unsupported_grant_type', `grant_type must be one of ${GRANTS.join(', ')}`);
  }

  /** RFC 7009: what is unknown is revoked already. */
  async revoke({ token }: RevokeRequest): Promise<void> {
    if (looksLikeApiToken(token)) return this.bearers.revoke(token);
    if (await this.sessions.endByToken(token)) return;
    const session = this.tokens.read(token)?.sid;
    if (session) await this.sessions.end(session);
  }

  async me(credential: Credential, principal: Principal): Promise<MeView> {
    const { kind, id } = credential.actor;
    const { email = null, name = null } = credential.identity ?? {};
    return {
      principal: { kind, id, email, name, staff: credential.staff },
      tenant_key: this.context.tenantOrNone?.key ?? null,
      tenants: await credential.tenants(),
      permissions: principal.permissions,
    };
  }

  private async logIn({ username, password, tenant_key }: TokenRequest): Promise<TokenResponse> {
    if (!username || !password) throw new OAuthError('invalid_request', 'username and password are required');
    const identity = await this.identities.byEmail(username);
    const known = await this.passwords.verify(identity?.password_hash, password);
    // One answer for an unknown account, a wrong password and a disabled one: who has an account is nobody's business.
    if (!identity || !known || identity.status !== 'active')
      throw new OAuthError('invalid_grant', 'email or password is wrong');
    const tenantKey = tenant_key || null;
    if (!(await this.hasPlace(identity, tenantKey)))
      throw new OAuthError('invalid_grant', 'you have no place in the tenant that tenant_key names');
    this.context.trace.actor = `user:${identity.public_id}`;
    return this.answer(identity, await this.sessions.open(identity.id, tenantKey));
  }

  private async refresh({ refresh_token }: TokenRequest): Promise<TokenResponse> {
    if (!refresh_token) throw new OAuthError('invalid_request', 'refresh_token is required');
    const session = await this.sessions.rotate(refresh_token);
    const identity = session && (await this.identities.byId(session.userId));
    if (identity?.status === 'active' && (await this.hasPlace(identity, session!.tenantKey)))
      return this.answer(identity, session!);
    if (session) await this.sessions.end(session.id);
    throw new OAuthError('invalid_grant', 'the refresh token is unknown, used, expired or revoked');
  }

  /** Whether a person can act in the tenant of a key; without one there is nothing to refuse. */
  private async hasPlace(identity: Identity, key: string | null): Promise<boolean> {
    if (key === null) return true;
    const tenant = await this.tenants.byKey(key);
    return !!tenant && (await userCredential(this.identities, identity).permissionsIn(tenant)) !== undefined;
  }

  private answer({ public_id: sub }: Identity, { id: sid, tenantKey, refreshToken }: Session): TokenResponse {
    return {
      access_token: this.tokens.issue({ sub, sid, tenant: tenantKey ?? undefined }),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
      scope: '',
    };
  }
}
