import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import type { Awaitable } from '#libs/common';
import { ApiTokenAuthenticator } from './api-token-authenticator.js';
import type { Credential } from '../credential.js';
import { looksLikeApiToken } from '../token-format.js';

export const bearerIn = (authorization: string | undefined) =>
  /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];

export const bearerOf = ({ headers }: FastifyRequest) => bearerIn(headers.authorization);

/** `Authorization: Bearer trb_…`: an API token or a device token. */
@Injectable()
export class ApiTokenStrategy extends PassportStrategy(Strategy, 'api-token') {
  constructor(private readonly bearers: ApiTokenAuthenticator) {
    super();
  }

  /** Called by Passport. Answers cached tokens without a promise. */
  override authenticate(request: unknown): void {
    const token = bearerOf(request as FastifyRequest);
    if (!token || !looksLikeApiToken(token)) return this.fail('no API token');
    const conclude = (user?: Credential) => (user ? this.success(user) : this.fail('unknown token'));
    const found = this.validate(token);
    if (found instanceof Promise) found.then(conclude).catch((error: unknown) => this.error(error));
    else conclude(found);
  }

  validate(token: string): Awaitable<Credential | undefined> {
    return this.bearers.authenticate(token);
  }
}
