import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type AccessClaims, AccessTokens, ALGORITHM } from './access-tokens.js';
import { type Credential, userCredential } from './credential.js';
import { Identities } from './identities.js';

/** `Authorization: Bearer <JWT>`: a person who logged in. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    tokens: AccessTokens,
    private readonly identities: Identities,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: unknown, key?: unknown) => void,
      ) => done(null, tokens.keyFor(token)),
      algorithms: [ALGORITHM],
      issuer: tokens.issuer,
      audience: tokens.audience,
      ignoreExpiration: false,
    } as never);
  }

  /** The signature is good: is the person still who they were? Read anew, at most a second late. */
  async validate({ sub, tenant }: AccessClaims): Promise<Credential | false> {
    const identity = await this.identities.byPublicId(sub);
    return identity?.status === 'active' && userCredential(this.identities, identity, tenant);
  }
}
