import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isUUID } from 'class-validator';
import { Strategy } from 'passport-jwt';
import { type AccessClaims, AccessTokens, ALGORITHM } from './access-tokens.js';
import { bearerOf } from '../api-tokens/api-token.strategy.js';
import { clientCredential, type Credential, userCredential } from '../credential.js';
import { Identities } from '../identity/identities.js';
import { ServiceClients } from '../service-clients/service-clients.service.js';
import { SessionsService } from './sessions.service.js';

/** `Authorization: Bearer <JWT>`: a person who logged in, or a service. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    tokens: AccessTokens,
    private readonly identities: Identities,
    private readonly sessions: SessionsService,
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
    } as never);
  }

  /** The signature is good: is the session, and the person, still what they were? Read anew, at most a second late. */
  async validate({
    sub,
    sid,
    exp,
    jti,
    tenant,
    client_id,
    scope,
  }: AccessClaims): Promise<Credential | false> {
    // passport-jwt takes a token without an end for one that never ends.
    if (exp === undefined || !isUUID(sub)) return false;
    // Only people have sessions: their tokens name the service's own client, beside it.
    if (sid === undefined && client_id !== undefined) {
      const client = await this.clients.byId(client_id);
      return client && jti && !client.revoked.includes(jti) ? clientCredential(client, scope) : false;
    }
    const identity = await this.identities.byPublicId(sub);
    if (identity?.status !== 'active' || !sid || !isUUID(sid)) return false;
    if (!(await this.sessions.isLive(sid, identity.id))) return false;
    return userCredential(this.identities, identity, { tenantKey: tenant, sessionId: sid, scope });
  }
}
