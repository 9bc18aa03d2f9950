import { Body, Controller, Get, Header, Headers, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can, Public } from '#libs/access';
import { ApiProblems, IgnoresQuery, ReadsBody } from '#libs/common';
import { MeView, OAuthErrorView, RevokeRequest, TokenRequest, TokenResponse } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { Revocation } from './revocation.js';
import { OAUTH_BODY, OAuthFilter } from './oauth.js';

@ApiTags('Authentication')
@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly revocation: Revocation,
  ) {}

  @Post('v1/auth/token')
  @IgnoresQuery()
  @Public()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ReadsBody(OAUTH_BODY)
  @UseFilters(OAuthFilter)
  @ApiOperation({
    summary: 'Log in (OAuth 2 token endpoint)',
    description:
      'RFC 6749: the grants `password`, `refresh_token` and `client_credentials`, as a form or as JSON. Errors have the shape of that RFC. A refresh token works once; repeating it within 30 seconds returns the same successor.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenRequest })
  @ApiOkResponse({ type: TokenResponse })
  @ApiBadRequestResponse({ type: OAuthErrorView, description: 'RFC 6749 error' })
  @ApiResponse({ status: 401, type: OAuthErrorView, description: '`invalid_client`' })
  token(@Body() body: TokenRequest, @Headers('authorization') authorization?: string) {
    return this.auth.token(body, authorization);
  }

  @Post('v1/auth/revoke')
  @IgnoresQuery()
  @Public()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ReadsBody(OAUTH_BODY)
  @UseFilters(OAuthFilter)
  @ApiOperation({
    summary: 'Log out, or revoke a token (RFC 7009)',
    description:
      'Holding a token is enough to revoke it. A client that authenticates must be the one that the token was issued to. An unknown token counts as revoked: 200.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: RevokeRequest })
  @ApiOkResponse({ description: 'The token no longer works.' })
  @ApiBadRequestResponse({ type: OAuthErrorView, description: 'RFC 6749 error' })
  @ApiResponse({ status: 401, type: OAuthErrorView, description: '`invalid_client`' })
  revoke(@Body() body: RevokeRequest, @Headers('authorization') authorization?: string) {
    return this.revocation.revoke(body, authorization);
  }

  @Get('v1/auth/me')
  @Can('self:read')
  @ApiOperation({
    summary: 'Read your own identity and permissions',
    description:
      'The principal of the access token, the tenants in which it may act, its permissions in the named tenant, and the origin of each permission.',
  })
  @ApiOkResponse({ type: MeView })
  @ApiProblems('tenant_ambiguous', 'tenant_forbidden', 'tenant_suspended')
  me(@Req() request: FastifyRequest) {
    return this.auth.me(request.user!, request.principal!);
  }
}
