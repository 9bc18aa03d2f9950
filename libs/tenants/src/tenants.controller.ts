import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems, MERGE_PATCH_BODY, ReadsBody, resource } from '#libs/common';
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
  constructor(private readonly tenants: TenantsService) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({ summary: 'List tenants' })
  @ApiOkResponse({ type: TenantPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListTenants) {
    return this.tenants.list(query);
  }

  @Post()
  @Can('tenants:write')
  @ApiOperation({ summary: 'Create a tenant' })
  @ApiCreatedResponse({ type: TenantView })
  @ApiProblems('invalid_json', 'tenant_exists', 'unknown_field', 'invalid_value')
  async create(@Body() body: CreateTenant) {
    return resource(await this.tenants.create(body), tenantView, `/v1/tenants/${body.key}`);
  }

  @Get(':tenant_key')
  @Can('tenants:read')
  @ApiOperation({ summary: 'Read a tenant' })
  @ApiOkResponse({ type: TenantView })
  @ApiProblems('not_found')
  async get(@Param() { tenant_key }: TenantParams) {
    return resource(await this.tenants.get(tenant_key), tenantView);
  }

  @Patch(':tenant_key')
  @Can('tenants:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({ summary: 'Change a tenant (merge patch)' })
  @IfMatch()
  @ApiOkResponse({ type: TenantView })
  @ApiProblems('not_found', 'precondition_failed', 'unknown_field', 'invalid_value')
  async update(
    @Param() { tenant_key }: TenantParams,
    @Body() body: UpdateTenant,
    @Headers('if-match') ifMatch?: string,
  ) {
    return resource(await this.tenants.update(tenant_key, body, ifMatch), tenantView);
  }

  @Delete(':tenant_key')
  @Can('tenants:write')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a tenant that has nothing left' })
  @IfMatch()
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'tenant_not_empty', 'precondition_failed')
  delete(@Param() { tenant_key }: TenantParams, @Headers('if-match') ifMatch?: string) {
    return this.tenants.delete(tenant_key, ifMatch);
  }
}
