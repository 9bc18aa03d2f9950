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
      'RFC 6749: the grants `password`, `refresh_token` and `client_credentials`, as a form or as JSON. Errors have the shape of that RFC. A refresh token works once; repeating it within 30 seconds answers the same successor.',
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
    summary: 'Log out, or give up a token (RFC 7009)',
    description:
      'Whoever holds a token may revoke it; a client that authenticates must be the one that it is of. What is unknown counts as revoked: 200.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: RevokeRequest })
  @ApiOkResponse({ description: 'It is good for nothing any more.' })
  @ApiBadRequestResponse({ type: OAuthErrorView, description: 'RFC 6749 error' })
  @ApiResponse({ status: 401, type: OAuthErrorView, description: '`invalid_client`' })
  revoke(@Body() body: RevokeRequest, @Headers('authorization') authorization?: string) {
    return this.revocation.revoke(body, authorization);
  }

  @Get('v1/auth/me')
  @Can('self:read')
  @ApiOperation({
    summary: 'Who am I, and what may I do',
    description:
      'The principal of the access token, the tenants it may act in, and what it may do in the one that is named, with where each permission comes from.',
  })
  @ApiOkResponse({ type: MeView })
  @ApiProblems('tenant_ambiguous', 'tenant_forbidden', 'tenant_suspended')
  me(@Req() request: FastifyRequest) {
    return this.auth.me(request.user!, request.principal!);
  }
}
