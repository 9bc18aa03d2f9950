import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems } from '#libs/common';
import { IngestionPage, IngestionParams, IngestionView, ListIngestions } from './ingestions.dto.js';
import { IngestionsService } from './ingestions.service.js';

@ApiTags('Ingestions')
@Controller('v1/ingestions')
export class IngestionsController {
  constructor(private readonly ingestions: IngestionsService) {}

  @Get()
  @Can('events:read')
  @ApiOperation({
    summary: 'List requests that were accepted to be stored later, newest first',
    description:
      'Requests with `Prefer: respond-async`: their status and the number of events by outcome so far.',
  })
  @ApiOkResponse({ type: IngestionPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  list(@Query() query: ListIngestions) {
    return this.ingestions.list(query);
  }

  @Get(':id')
  @Can('events:write')
  @ApiOperation({
    summary: 'Read the result of a request that was accepted to be stored later',
    description: 'Needs the permission to send events. It is kept for some days after it is finished.',
  })
  @ApiOkResponse({ type: IngestionView })
  @ApiProblems('not_found', 'invalid_value')
  get(@Param() { id }: IngestionParams) {
    return this.ingestions.get(id);
  }
}
