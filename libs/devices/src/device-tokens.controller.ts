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
import { CreatedTokenView, RotateToken, TokenPage } from '#libs/auth';
import { ApiProblems, ListQuery, OPTIONAL_JSON_BODY, ReadsBody } from '#libs/common';
import { CreateDeviceToken, DeviceTokenParams } from './device-tokens.dto.js';
import { DeviceTokens } from './device-tokens.service.js';
import { DeviceParams } from './devices.dto.js';

@ApiTags('Devices')
@Controller('v1/devices/:device_uid/tokens')
export class DeviceTokensController {
  constructor(private readonly tokens: DeviceTokens) {}

  @Get()
  @Can('tokens:read')
  @ApiOperation({
    summary: 'List the tokens of a device',
    description: 'Oldest first. Secrets are never shown again.',
  })
  @ApiOkResponse({ type: TokenPage })
  @ApiProblems('not_found', 'invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Param() { device_uid }: DeviceParams, @Query() query: ListQuery) {
    return this.tokens.list(device_uid, query);
  }

  @Post()
  @Can('tokens:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Create a token that may only ingest, and only for this device',
    description: 'Store it on the device. An event that names another device is `forbidden`.',
  })
  @ApiCreatedResponse({ type: CreatedTokenView })
  @ApiProblems('not_found', 'invalid_json', 'unknown_field', 'missing_field', 'invalid_value')
  create(
    @Who() principal: Principal,
    @Param() { device_uid }: DeviceParams,
    @Body() body: CreateDeviceToken,
  ) {
    return this.tokens.create(principal, device_uid, body);
  }

  @Post(':token_id/rotate')
  @Can('tokens:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Replace a token of a device; the old one keeps working for the overlap',
    description: 'The new token has the same name and lifetime.',
  })
  @ApiBody({ type: RotateToken, required: false })
  @ApiCreatedResponse({ type: CreatedTokenView })
  @ApiProblems('not_found', 'unknown_field', 'invalid_value')
  rotate(
    @Who() principal: Principal,
    @Param() { device_uid, token_id }: DeviceTokenParams,
    @Body() body: RotateToken,
  ) {
    return this.tokens.rotate(principal, device_uid, token_id, body.overlap_seconds);
  }

  @Delete(':token_id')
  @Can('tokens:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a token of a device',
    description: 'This process rejects it at once, others within a second.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  revoke(@Param() { device_uid, token_id }: DeviceTokenParams) {
    return this.tokens.revoke(device_uid, token_id);
  }
}
