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
  ApiHeader({
    name: 'if-match',
    required: false,
    description: 'The change is made only if the ETag is still current.',
  });

@ApiTags('Tenants')
@Controller('v1/tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly erasures: ErasuresService,
  ) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({ summary: 'List tenants', description: 'In order of their keys. `status` filters.' })
  @ApiOkResponse({ type: TenantPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListTenants) {
    return this.tenants.list(query);
  }

  @Post()
  @Can('tenants:write')
  @ApiOperation({
    summary: 'Create a tenant',
    description: 'The key never changes. Absent settings have their defaults.',
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
    description: 'Its settings have all defaults filled in. Send the `ETag` as `If-Match` with a change.',
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
      'RFC 7396: absent members keep their value, and null restores a default. Settings merge deeply. Requests of a suspended tenant get 403.',
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
    summary: 'Erase a tenant with everything that it owns, permanently',
    description:
      'The tenant is suspended at once and its rows are removed in small steps, which continue after a crash. The answer links to the erasure with its progress, and later its receipt: rows removed by table. Then the key may be used again.',
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
