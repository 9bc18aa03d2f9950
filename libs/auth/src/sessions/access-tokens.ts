import type { KeyObject } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '#libs/common';
import { ACCESS_TOKEN_SECONDS, SigningKeys } from '../signing-keys/signing-keys.service.js';

/** Media type of access tokens (RFC 9068). Other JWTs that this key may sign are not accepted as access tokens. */
const TYPE = 'at+jwt';
export const ALGORITHM = 'ES256';
/** The client id in tokens of people's sessions: Swagger UI and our own tools, which are not registered clients. */
export const FIRST_PARTY = 'tributary';

export interface AccessClaims {
  /** Public id of the user, or of the client. */
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly exp?: number;
  /** Session of a person's token. */
  readonly sid?: string;
  /**
   * Client that it was issued to (RFC 9068, section 2.2): a service's own id if there is no session, else FIRST_PARTY.
   */
  readonly client_id?: string;
  /** Id by which a service's token is revoked before it expires. */
  readonly jti?: string;
  /** Permissions that the token is narrowed to, separated by spaces. */
  readonly scope?: string;
  /** Key of the tenant that the token is bound to. Without it, selectors choose among the user's tenants. */
  readonly tenant?: string;
}

/** Issues access tokens (RFC 9068) and selects the key that verifies a token, following RFC 8725. */
@Injectable()
export class AccessTokens {
  readonly issuer: string;
  readonly audience: string;

  constructor(
    config: Config,
    private readonly jwt: JwtService,
    private readonly keys: SigningKeys,
  ) {
    this.issuer = config.publicUrl;
    this.audience = config.publicUrl;
  }

  /** Issues a token that is valid for ACCESS_TOKEN_SECONDS. Each request also checks whether it was revoked. */
  async issue({ sub, ...claims }: Omit<AccessClaims, 'exp' | 'jti'>): Promise<string> {
    const { kid, privateKey } = await this.keys.signer();
    return this.jwt.sign(JSON.parse(JSON.stringify(claims)), {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      algorithm: ALGORITHM,
      header: { alg: ALGORITHM, typ: TYPE, kid },
      subject: sub,
      issuer: this.issuer,
      audience: this.audience,
      expiresIn: ACCESS_TOKEN_SECONDS,
      jwtid: randomUUID(),
    });
  }

  /** The claims of a token that this service has signed, expired or not; undefined for any other token. */
  async read(token: string): Promise<AccessClaims | undefined> {
    const key = await this.keyFor(token);
    if (!key) return undefined;
    const publicKey = key.export({ type: 'spki', format: 'pem' });
    const { issuer, audience } = this;
    const options = { algorithms: [ALGORITHM as 'ES256'], issuer, audience, ignoreExpiration: true };
    try {
      return this.jwt.verify<AccessClaims>(token, { publicKey, ...options });
    } catch {
      return undefined;
    }
  }

  /**
   * The public key for a token, if its header is ours. Algorithm, type and key id are fixed before anything is
   * verified; `jwk`, `jku` and `x5u` are ignored.
   */
  async keyFor(token: string): Promise<KeyObject | undefined> {
    const header = headerOf(token);
    const ours = header?.alg === ALGORITHM && header.typ === TYPE;
    return ours ? this.keys.verifier(header.kid) : undefined;
  }
}

function headerOf(token: string): { alg?: unknown; typ?: unknown; kid?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.', 1)[0], 'base64url').toString()) ?? undefined;
  } catch {
    return undefined;
  }
}
