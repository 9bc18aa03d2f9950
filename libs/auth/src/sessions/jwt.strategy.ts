import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { TENANT_KEY } from '#libs/common';
import { type AccessClaims, AccessTokens, ALGORITHM } from './access-tokens.js';
import { bearerOf } from '../api-tokens/api-token.strategy.js';
import { clientCredential, type Credential, userCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { SessionLookup } from '../identity/session-lookup.js';

/** `Authorization: Bearer <JWT>`: a person who logged in, or a service. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    tokens: AccessTokens,
    private readonly identities: Identities,
    private readonly sessions: SessionLookup,
    private readonly clients: ServiceClients,
  ) {
    super({
      jwtFromRequest: bearerOf,
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: unknown, key?: unknown) => void,
      ) => void tokens.keyFor(token).then((key) => done(null, key), done),
      algorithms: [ALGORITHM],
      issuer: tokens.issuer,
      audience: tokens.audience,
      ignoreExpiration: false,
      passReqToCallback: true,
    } as never);
  }

  /** Called by Passport. */
  validate(request: FastifyRequest, claims: AccessClaims): Promise<Credential | false> {
    return this.credentialOf(claims, namedTenant(request));
  }

  /**
   * Checks that the session and the person of a verified token are still valid.
   * @param named key of the tenant that the request names; the person's place there is read in the same round trip
   */
  async credentialOf(claims: AccessClaims, named?: string): Promise<Credential | false> {
    const { sub, sid, exp, tenant, client_id } = claims;
    // passport-jwt accepts a token without `exp` as one that never expires.
    if (exp === undefined || !isUUID(sub)) return false;
    // Only people have sessions. Their tokens name both the session and FIRST_PARTY as client.
    if (sid === undefined && client_id !== undefined) return this.ofClient(client_id, claims);
    if (!sid || !isUUID(sid)) return false;
    const owner = await this.sessions.ownerOf(sid, tenant ?? named);
    const identity = owner && (await this.identities.byPublicId(sub));
    if (!identity || identity.status !== 'active' || identity.id !== owner) return false;
    const { scope } = claims;
    return userCredential(this.identities, identity, { tenantKey: tenant, sessionId: sid, scope });
  }

  private async ofClient(id: string, { jti, scope }: AccessClaims): Promise<Credential | false> {
    const client = await this.clients.byId(id);
    return client && jti && !client.revoked.includes(jti) ? clientCredential(client, scope) : false;
  }
}

/** The key that header or query name, if any. `resolveTenantSelector` later checks whether it is allowed. */
function namedTenant({ headers, query }: FastifyRequest): string | undefined {
  const named = headers['x-tenant-key'] ?? (query as { tenant_key?: unknown } | undefined)?.tenant_key;
  return typeof named === 'string' && TENANT_KEY.test(named) ? named : undefined;
}
