import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GRANTABLE, Public } from '#libs/access';
import { IgnoresQuery } from '#libs/common';
import { AccessTokens } from './access-tokens.js';
import { KeySet, ServerMetadata } from './auth.dto.js';
import { GRANT_TYPES } from './auth.service.js';
import { SigningKeys } from '../signing-keys/signing-keys.service.js';

/** Documents that other services need to verify our tokens. */
@ApiTags('Authentication')
@Controller('.well-known')
export class WellKnownController {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly keys: SigningKeys,
  ) {}

  @Get('jwks.json')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({
    summary: 'Keys that verify our access tokens (RFC 7517)',
    description:
      'For services that verify access tokens by themselves. Fetch them again if a token names an unknown `kid`.',
  })
  @ApiOkResponse({ type: KeySet })
  async jwks() {
    return { keys: await this.keys.published() };
  }

  @Get('oauth-authorization-server')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({
    summary: 'Metadata of this authorization server (RFC 8414)',
    description:
      'The issuer, the addresses of its endpoints, grants and client authentication, for OAuth libraries.',
  })
  @ApiOkResponse({ type: ServerMetadata })
  metadata() {
    return metadataOf(this.tokens.issuer);
  }
}

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'];

const metadataOf = (issuer: string): ServerMetadata => ({
  issuer,
  token_endpoint: `${issuer}/v1/auth/token`,
  revocation_endpoint: `${issuer}/v1/auth/revoke`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  // Without an authorization endpoint there is no response type, but RFC 8414 requires the member, and a non-empty
  // list.
  response_types_supported: ['none'],
  grant_types_supported: [...GRANT_TYPES],
  scopes_supported: [...GRANTABLE],
  token_endpoint_auth_methods_supported: AUTH_METHODS,
  revocation_endpoint_auth_methods_supported: AUTH_METHODS,
  service_documentation: `${issuer}/docs`,
});
