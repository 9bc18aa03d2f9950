import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiProblems, OPTIONAL_JSON_BODY, ReadsBody } from '#libs/common';
import {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterParams,
  ListDeadLetters,
  ReplayQuery,
  ReplayView,
} from './dead-letters.dto.js';
import { DeadLettersService } from './dead-letters.service.js';

@ApiTags('Dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @Can('dead_letters:read')
  @ApiOperation({
    summary: 'List ingestions that could not be stored, newest first',
    description:
      'A dead letter is an accepted request that failed five times. `reason` is a problem code, or `worker_lost`.',
  })
  @ApiOkResponse({ type: DeadLetterPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  list(@Query() query: ListDeadLetters) {
    return this.letters.list(query);
  }

  @Post('replay')
  @HttpCode(202)
  @Can('dead_letters:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @ApiOperation({
    summary: 'Retry all that match, or count them with `dry_run=true`',
    description:
      'Filters are `reason` and creation time; without a filter all match. Events that are stored already are `duplicate`.',
  })
  @ApiBody({ type: DeadLetterFilter, required: false })
  @ApiAcceptedResponse({ type: ReplayView })
  @ApiProblems('invalid_json', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  replayAll(@Body() filter: DeadLetterFilter, @Query() { dry_run }: ReplayQuery) {
    return this.letters.replayAll(filter, dry_run === true);
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Can('dead_letters:write')
  @ApiOperation({
    summary: 'Retry one',
    description:
      'Safe: events that are stored already are `duplicate`. The dead letter is removed and its ingestion is queued.',
  })
  @ApiAcceptedResponse({ type: ReplayView })
  @ApiProblems('not_found')
  replay(@Param() { id }: DeadLetterParams) {
    return this.letters.replay(id);
  }

  @Delete(':id')
  @Can('dead_letters:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete one with its events',
    description: 'For events that can never be stored. They are lost.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  delete(@Param() { id }: DeadLetterParams) {
    return this.letters.delete(id);
  }
}
