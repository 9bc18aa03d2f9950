import { Body, Controller, Get, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can, Public } from '#libs/access';
import { type BodyFormat, JSON_BODY, ReadsBody } from '#libs/common';
import { AccessTokens } from './access-tokens.js';
import { MeView, OAuthErrorView, TokenRequest, TokenResponse } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { OAuthError, OAuthFilter } from './oauth.js';

/** RFC 6749: form-encoded; a parameter given twice is an error. */
const OAUTH_BODY: BodyFormat = {
  types: { 'application/x-www-form-urlencoded': readForm, ...JSON_BODY.types },
  limit: 65_536,
};

function readForm(bytes: Buffer): Record<string, string> {
  const entries = [...new URLSearchParams(bytes.toString())];
  const form = Object.fromEntries(entries);
  if (Object.keys(form).length !== entries.length)
    throw new OAuthError('invalid_request', 'a parameter is given twice');
  return form;
}

@ApiTags('Authentication')
@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly tokens: AccessTokens,
  ) {}

  @Post('v1/auth/token')
  @Public()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ReadsBody(OAUTH_BODY)
  @UseFilters(OAuthFilter)
  @ApiOperation({ summary: 'Log in (OAuth 2 token endpoint)' })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenRequest })
  @ApiOkResponse({ type: TokenResponse })
  @ApiBadRequestResponse({ type: OAuthErrorView, description: 'RFC 6749 error' })
  token(@Body() body: TokenRequest) {
    return this.auth.token(body);
  }

  @Get('v1/auth/me')
  @Can('self:read')
  @ApiOperation({ summary: 'Who am I, and what may I do' })
  @ApiOkResponse({ type: MeView })
  me(@Req() request: FastifyRequest) {
    return this.auth.me(request.user!, request.principal!);
  }

  @Get('.well-known/jwks.json')
  @Public()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'Keys that verify our access tokens (RFC 7517)' })
  jwks() {
    return { keys: [this.tokens.key.jwk] };
  }
}
