import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems } from '#libs/common';
import { AuditPage, ListAudit } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('Audit')
@Controller('v1')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('audit')
  @Can('audit:read')
  @ApiOperation({
    summary: 'List who did what and who was denied, newest first',
    description:
      'The tenant’s own trail: changes of resources with their old and new values, and denied requests. Entries are kept for `audit_retention_days`.',
  })
  @ApiOkResponse({ type: AuditPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  list(@Query() query: ListAudit) {
    return this.audit.list(query);
  }

  @Get('platform/audit')
  @Can('tenants:read')
  @ApiOperation({
    summary: 'List the platform’s own trail: tenants, logins, denials without a tenant',
    description:
      'Actions of platform staff and whatever belongs to no tenant, newest first. It has the same filters as a tenant’s trail.',
  })
  @ApiOkResponse({ type: AuditPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  listPlatform(@Query() query: ListAudit) {
    return this.audit.listPlatform(query);
  }
}
