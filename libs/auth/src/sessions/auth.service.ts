import { Injectable } from '@nestjs/common';
import { covers, Denials, expand, type Principal, TENANT_PERMISSIONS } from '#libs/access';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { AccessTokens, FIRST_PARTY } from './access-tokens.js';
import type { GrantedPermission, MeView, TokenRequest, TokenResponse } from './auth.dto.js';
import { type Credential, userCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import type { Identity } from '../identity/records.js';
import { clientOf, OAuthError } from './oauth.js';
import { Logins } from '../passwords/logins.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { type Session, SessionsService } from './sessions.service.js';
import { assertWithin, readScope, scopeText } from './scope.js';
import { ACCESS_TOKEN_SECONDS } from '../signing-keys/signing-keys.service.js';

/** Grants of the token endpoint. */
const GRANTS = ['password', 'refresh_token', 'client_credentials'] as const;
export const GRANT_TYPES: readonly string[] = GRANTS;

@Injectable()
export class AuthService {
  constructor(
    private readonly identities: Identities,
    private readonly logins: Logins,
    private readonly denials: Denials,
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionsService,
    private readonly clients: ServiceClients,
    private readonly tenants: TenantsService,
    private readonly context: TenantContext,
  ) {}

  /** RFC 6749 token endpoint. @throws OAuthError */
  token(request: TokenRequest, authorization?: string): Promise<TokenResponse> {
    if (request.grant_type === 'password') return this.logIn(request);
    if (request.grant_type === 'refresh_token') return this.refresh(request);
    if (request.grant_type === 'client_credentials') return this.admitService(request, authorization);
    throw new OAuthError('unsupported_grant_type', `grant_type must be one of ${GRANTS.join(', ')}`);
  }

  async me(credential: Credential, principal: Principal): Promise<MeView> {
    const { kind, id } = credential.actor;
    const { email = null, name = credential.name ?? null } = credential.identity ?? {};
    return {
      principal: { kind, id, email, name, staff: credential.staff },
      tenant_key: this.context.tenantOrNone?.key ?? null,
      tenants: await credential.tenants(),
      permissions: principal.permissions,
      grants: await this.originsOf(credential, principal),
    };
  }

  private async originsOf(credential: Credential, { permissions }: Principal): Promise<GrantedPermission[]> {
    const tenant = this.context.tenantOrNone;
    const grants = tenant ? await credential.grantsIn(tenant) : [];
    const origins = (permission: string) =>
      grants.filter(({ grant }) => covers(grant, permission)).map(({ origin }) => origin);
    return expand(permissions, TENANT_PERMISSIONS).map((permission) => ({
      permission,
      from: [...new Set(origins(permission))],
    }));
  }

  private async logIn({ username, password, tenant_key, scope }: TokenRequest): Promise<TokenResponse> {
    if (!username || !password) throw new OAuthError('invalid_request', 'username and password are required');
    const tenantKey = tenant_key || null;
    const narrowedTo = readScope(scope);
    const identity = await this.logins.prove(username, password, tenantKey ?? undefined);
    // Unknown account, wrong password and disabled account get the same answer, so that nobody learns who has an
    // account.
    if (!identity) {
      this.denials.note({ code: 'unauthenticated', target: 'POST /v1/auth/token' });
      throw new OAuthError('invalid_grant', 'email or password is wrong');
    }
    if (!(await this.hasPlace(identity, tenantKey)))
      throw new OAuthError('invalid_grant', 'you are not a member of the tenant that tenant_key names');
    this.context.trace.actor = `user:${identity.public_id}`;
    const session = await this.sessions.open(identity.id, tenantKey, narrowedTo);
    return this.answer(identity, session, session.scope);
  }

  /**
   * A narrower scope applies to the access token only; the refresh token keeps the session's scope (RFC 6749, section
   * 6).
   */
  private async refresh({ refresh_token, scope }: TokenRequest): Promise<TokenResponse> {
    if (!refresh_token) throw new OAuthError('invalid_request', 'refresh_token is required');
    const asked = readScope(scope);
    const session = await this.sessions.rotate(refresh_token, asked);
    const identity = session && (await this.identities.byId(session.userId));
    if (identity?.status === 'active' && (await this.hasPlace(identity, session!.tenantKey)))
      return this.answer(identity, session!, asked ?? session!.scope);
    if (session) await this.sessions.end(session.id);
    throw new OAuthError('invalid_grant', 'the refresh token is unknown, used, expired or revoked');
  }

  private async admitService(request: TokenRequest, authorization?: string): Promise<TokenResponse> {
    const { id, secret } = clientOf(request, authorization);
    const client = await this.clients.authenticate(id, secret);
    if (!client) throw new OAuthError('invalid_client', 'client_id or client_secret is wrong');
    const asked = readScope(request.scope);
    assertWithin(asked, client.abilities);
    if (request.tenant_key && request.tenant_key !== client.tenant_key)
      throw new OAuthError(
        'invalid_request',
        'a client is bound to a tenant when it is registered; leave out tenant_key',
      );
    const scope = scopeText(asked);
    const claims = { sub: id, client_id: id, tenant: client.tenant_key ?? undefined, scope };
    return {
      access_token: await this.tokens.issue(claims),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      scope: scope ?? scopeText(client.abilities),
    };
  }

  /** Whether a person can act in the tenant of a key. Without a key nothing is checked. */
  private async hasPlace(identity: Identity, key: string | null): Promise<boolean> {
    if (key === null) return true;
    const tenant = await this.tenants.byKey(key);
    return !!tenant && (await userCredential(this.identities, identity).permissionsIn(tenant)) !== undefined;
  }

  private async answer(
    { public_id: sub }: Identity,
    { id: sid, tenantKey, refreshToken }: Session,
    narrowedTo: readonly string[] | null,
  ): Promise<TokenResponse> {
    const scope = scopeText(narrowedTo);
    const claims = { sub, sid, client_id: FIRST_PARTY, tenant: tenantKey ?? undefined, scope };
    return {
      access_token: await this.tokens.issue(claims),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
      scope,
    };
  }
}
