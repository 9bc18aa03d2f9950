import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems, ListQuery } from '#libs/common';
import { ErasurePage, ErasureParams, erasureView, ErasureView } from './erasures.dto.js';
import { ErasuresService } from './erasures.service.js';

@ApiTags('Tenants')
@Controller('v1/erasures')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({
    summary: 'List erasures of tenants, running and done',
    description: 'Oldest first. A finished erasure is kept as a receipt.',
  })
  @ApiOkResponse({ type: ErasurePage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.erasures.list(query);
  }

  @Get(':erasure_id')
  @Can('tenants:read')
  @ApiOperation({
    summary: 'Read the progress of an erasure, or its receipt',
    description: '`deleted` counts the removed rows by table. `finished_at` is null while the erasure runs.',
  })
  @ApiOkResponse({ type: ErasureView })
  @ApiProblems('not_found', 'invalid_value')
  async get(@Param() { erasure_id }: ErasureParams) {
    return erasureView(await this.erasures.get(erasure_id));
  }
}
