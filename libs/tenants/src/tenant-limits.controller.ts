import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems } from '#libs/common';
import { TenantLimitsView } from './tenant-limits.dto.js';
import { TenantLimitsService } from './tenant-limits.service.js';
import { TenantParams } from './tenants.dto.js';

@ApiTags('Tenants')
@Controller('v1/tenants')
export class TenantLimitsController {
  constructor(private readonly limits: TenantLimitsService) {}

  @Get(':tenant_key/limits')
  @Can('tenants:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Read the limits of a tenant and their current usage',
    description: 'Usage over all processes that share Redis; without Redis, of the process that answers.',
  })
  @ApiOkResponse({ type: TenantLimitsView })
  @ApiProblems('not_found')
  get(@Param() { tenant_key }: TenantParams) {
    return this.limits.get(tenant_key);
  }
}
