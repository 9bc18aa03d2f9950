import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can, type Principal, Who } from '#libs/access';
import { ApiProblems, ListQuery, OPTIONAL_JSON_BODY, ReadsBody } from '#libs/common';
import { CreateToken, CreatedTokenView, RotateToken, TokenPage, TokenParams } from './api-tokens.dto.js';
import { ApiTokens } from './api-tokens.service.js';

@ApiTags('Tokens')
@Controller('v1/tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokens) {}

  @Get()
  @Can('tokens:read')
  @ApiOperation({
    summary: 'List API tokens',
    description: 'Tokens of the tenant, oldest first, with their owners. Secrets are never shown again.',
  })
  @ApiOkResponse({ type: TokenPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.tokens.list(query);
  }

  @Post()
  @Can('tokens:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Create an API token; its plaintext is shown only here',
    description:
      'It is bound to the tenant and its owner: it may do what its `abilities` allow and its owner currently holds.',
  })
  @ApiCreatedResponse({ type: CreatedTokenView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value', 'invalid_timestamp')
  create(@Who() principal: Principal, @Body() body: CreateToken) {
    return this.tokens.create(principal, body);
  }

  @Delete()
  @Can('tokens:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke all API tokens that you own in the tenant',
    description: 'They are rejected from then on. Tokens of others keep working.',
  })
  @ApiNoContentResponse()
  revokeOwn(@Who() principal: Principal) {
    return this.tokens.revokeOwn(principal);
  }

  @Post(':id/rotate')
  @Can('tokens:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Replace an API token; the old one keeps working for the overlap',
    description: 'For its owner only. The new token has the same name, abilities and lifetime.',
  })
  @ApiBody({ type: RotateToken, required: false })
  @ApiCreatedResponse({ type: CreatedTokenView })
  @ApiProblems('not_found', 'unknown_field', 'invalid_value')
  rotate(@Who() principal: Principal, @Param() { id }: TokenParams, @Body() body: RotateToken) {
    return this.tokens.rotate(principal, id, body.overlap_seconds);
  }

  @Delete(':id')
  @Can('tokens:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an API token',
    description: 'This process rejects it at once, others within a second. Revoking it again is 404.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  revoke(@Param() { id }: TokenParams) {
    return this.tokens.revoke(id);
  }
}
