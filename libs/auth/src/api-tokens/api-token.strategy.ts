import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import { ApiTokenAuthenticator } from './api-token-authenticator.js';
import type { Credential } from '../credential.js';
import { looksLikeApiToken } from '../token-format.js';

/** Passport's form of "read the bearer token and ask `validate`". */
class BearerStrategy extends Strategy {
  constructor(
    private readonly verify: (token: string, done: (error: unknown, user?: unknown) => void) => void,
  ) {
    super();
  }

  override authenticate(request: unknown): void {
    const token = bearerOf(request as FastifyRequest);
    if (!token || !looksLikeApiToken(token)) return this.fail('no API token');
    this.verify(token, (error, user) =>
      error ? this.error(error) : user ? this.success(user) : this.fail('unknown token'),
    );
  }
}

export const bearerIn = (authorization: string | undefined) =>
  /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];

export const bearerOf = ({ headers }: FastifyRequest) => bearerIn(headers.authorization);

/** `Authorization: Bearer trb_…`: an API token or a device's. */
@Injectable()
export class ApiTokenStrategy extends PassportStrategy(BearerStrategy, 'api-token') {
  constructor(private readonly bearers: ApiTokenAuthenticator) {
    super();
  }

  validate(token: string): Promise<Credential | undefined> {
    return this.bearers.authenticate(token);
  }
}
