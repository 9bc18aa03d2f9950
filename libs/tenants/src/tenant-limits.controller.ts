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
    summary: 'Limits of a tenant and what is used of them now',
    description: 'Of all processes that share Redis; without it, of the process that answers.',
  })
  @ApiOkResponse({ type: TenantLimitsView })
  @ApiProblems('not_found')
  get(@Param() { tenant_key }: TenantParams) {
    return this.limits.get(tenant_key);
  }
}
