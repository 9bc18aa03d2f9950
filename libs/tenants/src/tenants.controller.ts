import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiIfNoneMatch, ApiProblems, MERGE_PATCH_BODY, ReadsBody, resource, pathOf } from '#libs/common';
import { ErasureView } from './erasure/erasures.dto.js';
import { ErasuresService } from './erasure/erasures.service.js';
import {
  CreateTenant,
  ListTenants,
  TenantPage,
  TenantParams,
  TenantView,
  tenantView,
  UpdateTenant,
} from './tenants.dto.js';
import { TenantsService } from './tenants.service.js';

const IfMatch = () =>
  ApiHeader({ name: 'if-match', required: false, description: 'ETag that must still be current.' });

@ApiTags('Tenants')
@Controller('v1/tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly erasures: ErasuresService,
  ) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({ summary: 'List tenants', description: 'In the order of their keys. `status` filters.' })
  @ApiOkResponse({ type: TenantPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListTenants) {
    return this.tenants.list(query);
  }

  @Post()
  @Can('tenants:write')
  @ApiOperation({
    summary: 'Create a tenant',
    description: 'The key never changes. Settings that are left out have their defaults.',
  })
  @ApiCreatedResponse({ type: TenantView })
  @ApiProblems('invalid_json', 'tenant_exists', 'unknown_field', 'invalid_value')
  async create(@Body() body: CreateTenant) {
    return resource(await this.tenants.create(body), tenantView, pathOf('tenants', body.key));
  }

  @Get(':tenant_key')
  @Can('tenants:read')
  @ApiOperation({
    summary: 'Read a tenant',
    description:
      'Its settings are answered with every default filled in. The `ETag` is what `If-Match` of a change takes.',
  })
  @ApiIfNoneMatch()
  @ApiOkResponse({ type: TenantView })
  @ApiProblems('not_found')
  async get(@Param() { tenant_key }: TenantParams) {
    return resource(await this.tenants.get(tenant_key), tenantView);
  }

  @Patch(':tenant_key')
  @Can('tenants:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({
    summary: 'Change a tenant (merge patch)',
    description:
      'RFC 7396: what is left out stays, and null restores a default. Settings merge deeply. A suspended tenant is answered 403 by every route of its own.',
  })
  @IfMatch()
  @ApiOkResponse({ type: TenantView })
  @ApiProblems('not_found', 'precondition_failed', 'tenant_erasing', 'unknown_field', 'invalid_value')
  async update(
    @Param() { tenant_key }: TenantParams,
    @Body() body: UpdateTenant,
    @Headers('if-match') ifMatch?: string,
  ) {
    return resource(await this.tenants.update(tenant_key, body, ifMatch), tenantView);
  }

  @Delete(':tenant_key')
  @Can('tenants:write')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Erase a tenant and everything that it has, for good',
    description:
      'The tenant is closed to everybody at once and its rows are removed in small steps; a crash does not end that. The answer names the operation, where its progress is told, and its receipt: rows removed by table. Its key is free again afterwards.',
  })
  @IfMatch()
  @ApiAcceptedResponse({
    type: ErasureView,
    headers: { Location: { description: 'Address of the erasure.', schema: { type: 'string' } } },
  })
  @ApiProblems('not_found', 'precondition_failed')
  erase(@Param() { tenant_key }: TenantParams, @Headers('if-match') ifMatch?: string) {
    return this.erasures.request(tenant_key, ifMatch);
  }
}
