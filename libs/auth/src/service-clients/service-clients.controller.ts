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
import { RotateToken } from '../api-tokens/api-tokens.dto.js';
import {
  CreateServiceClient,
  CreatedServiceClientView,
  ServiceClientPage,
  ServiceClientParams,
} from './service-clients.dto.js';
import { ServiceClients } from './service-clients.service.js';

@ApiTags('Service clients')
@Controller('v1/service-clients')
export class ServiceClientsController {
  constructor(private readonly clients: ServiceClients) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({
    summary: 'List internal services',
    description: 'Oldest first. Secrets are never shown again.',
  })
  @ApiOkResponse({ type: ServiceClientPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.clients.list(query);
  }

  @Post()
  @Can('tenants:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Register an internal service; its secret is shown only here',
    description:
      'It logs in by `client_credentials`. With `tenant_key` it acts in that tenant only; without it, each request names a tenant.',
  })
  @ApiCreatedResponse({ type: CreatedServiceClientView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value')
  create(@Who() principal: Principal, @Body() body: CreateServiceClient) {
    return this.clients.create(principal, body);
  }

  @Post(':id/rotate')
  @Can('tenants:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Give a service a new secret; the old one keeps working for the overlap',
    description: 'Both secrets work until the overlap ends. Its access tokens stay valid until they expire.',
  })
  @ApiBody({ type: RotateToken, required: false })
  @ApiCreatedResponse({ type: CreatedServiceClientView })
  @ApiProblems('not_found', 'unknown_field', 'invalid_value')
  rotate(@Who() principal: Principal, @Param() { id }: ServiceClientParams, @Body() body: RotateToken) {
    return this.clients.rotate(principal, id, body.overlap_seconds);
  }

  @Delete(':id')
  @Can('tenants:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove an internal service',
    description: 'This process rejects its secrets and access tokens at once, others within a second.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  delete(@Who() principal: Principal, @Param() { id }: ServiceClientParams) {
    return this.clients.delete(principal, id);
  }
}
