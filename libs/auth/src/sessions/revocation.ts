import { Injectable } from '@nestjs/common';
import { TenantContext } from '#libs/tenancy';
import { type AccessClaims, AccessTokens } from './access-tokens.js';
import type { RevokeRequest } from './auth.dto.js';
import { ApiTokenAuthenticator } from '../api-tokens/api-token-authenticator.js';
import { clientOf, OAuthError } from './oauth.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { SessionsService } from './sessions.service.js';
import { looksLikeApiToken } from '../token-format.js';

/**
 * Revokes tokens (RFC 7009). Holding a token is enough to revoke it; a client that authenticates must be the one that
 * it was issued to.
 */
@Injectable()
export class Revocation {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly bearers: ApiTokenAuthenticator,
    private readonly sessions: SessionsService,
    private readonly clients: ServiceClients,
    private readonly context: TenantContext,
  ) {}

  /** An unknown token counts as revoked. @throws OAuthError */
  async revoke(request: RevokeRequest, authorization?: string): Promise<void> {
    const { token } = request;
    const caller = await this.callerOf(request, authorization);
    const claims = looksLikeApiToken(token) ? undefined : await this.tokens.read(token);
    // RFC 7009, section 2.1.
    if (claims && caller !== undefined && caller !== claims.client_id)
      throw new OAuthError('invalid_grant', 'the token was issued to another client');
    if (looksLikeApiToken(token)) return this.bearers.revoke(token);
    if (claims?.sid) return this.sessions.end(claims.sid);
    if (claims) return this.endOfService(claims);
    await this.sessions.endByToken(token);
  }

  /** The client that authenticates, or undefined. A `client_id` alone proves nothing, and is not required. */
  private async callerOf(request: RevokeRequest, authorization?: string): Promise<string | undefined> {
    if (request.client_secret === undefined && !/^basic\b/i.test(authorization ?? '')) return undefined;
    const { id, secret } = clientOf(request, authorization);
    if (await this.clients.authenticate(id, secret)) return id;
    throw new OAuthError('invalid_client', 'client_id or client_secret is wrong');
  }

  private async endOfService({ client_id, jti, exp }: AccessClaims): Promise<void> {
    if (!client_id || !jti || !exp || exp * 1000 <= Date.now()) return;
    this.context.trace.actor = `client:${client_id}`;
    await this.clients.revokeToken(client_id, jti, new Date(exp * 1000));
  }
}
