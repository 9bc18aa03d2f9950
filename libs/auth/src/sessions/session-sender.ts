import { Injectable } from '@nestjs/common';
import { Problem } from '#libs/common';
import { AccessTokens } from './access-tokens.js';
import { bearerIn } from '../api-tokens/api-token.strategy.js';
import type { Credential } from '../credential.js';
import type { Identity } from '../identity/records.js';
import { JwtStrategy } from './jwt.strategy.js';

/** Finds the session that a request to a public route sends. */
@Injectable()
export class Sender {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly jwt: JwtStrategy,
  ) {}

  /**
   * The account of a live session; undefined if no credential is sent.
   * @throws Problem `unauthenticated`, or `forbidden` if the credential is not a session without tenant and scope
   */
  async account(authorization: string | undefined): Promise<Identity | undefined> {
    if (authorization === undefined) return undefined;
    const token = bearerIn(authorization);
    const credential = token === undefined ? undefined : await this.credentialOf(token);
    if (!credential)
      throw Problem.unauthenticated('The token is unknown, expired or revoked.', 'invalid_token');
    if (credential.actor.kind !== 'user' || credential.tenantKey !== undefined || credential.narrowed)
      throw new Problem('forbidden', 'Send the access token of a session without tenant_key and scope.');
    return credential.identity;
  }

  /** The credential of an access token, if it is valid now. */
  async credentialOf(token: string): Promise<Credential | undefined> {
    const claims = await this.tokens.read(token);
    if (!claims || (claims.exp ?? 0) * 1000 <= Date.now()) return undefined;
    return (await this.jwt.credentialOf(claims)) || undefined;
  }
}
