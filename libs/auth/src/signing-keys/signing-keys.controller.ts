import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can, type Principal, Who } from '#libs/access';
import { ApiProblems, ListQuery, OPTIONAL_JSON_BODY, ReadsBody } from '#libs/common';
import { RotatedKeysView, RotateKeys, SigningKeyPage } from './signing-keys.dto.js';
import { SigningKeys } from './signing-keys.service.js';

@ApiTags('Signing keys')
@Controller('v1/signing-keys')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({
    summary: 'List the keys of access tokens, newest first, with their state',
    description: 'Shows public halves only. Private keys never leave the database unencrypted.',
  })
  @ApiOkResponse({ type: SigningKeyPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.keys.list(query);
  }

  @Post('rotate')
  @Can('tenants:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @ApiOperation({
    summary: 'Sign access tokens with a new key (platform staff)',
    description: 'Earlier keys verify until their last tokens expire; `/.well-known/jwks.json` shows all.',
  })
  @ApiBody({ type: RotateKeys, required: false })
  @ApiCreatedResponse({ type: RotatedKeysView })
  @ApiProblems('unknown_field', 'invalid_type')
  rotate(@Who() principal: Principal, @Body() body: RotateKeys) {
    return this.keys.rotate(principal, body);
  }
}
