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
  @ApiOperation({ summary: 'Who did what, and who was denied; newest first' })
  @ApiOkResponse({ type: AuditPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  list(@Query() query: ListAudit) {
    return this.audit.list(query);
  }

  @Get('platform/audit')
  @Can('tenants:read')
  @ApiOperation({ summary: 'The platform’s own trail: tenants, logins, denials that belong to no tenant' })
  @ApiOkResponse({ type: AuditPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  listPlatform(@Query() query: ListAudit) {
    return this.audit.listPlatform(query);
  }
}
