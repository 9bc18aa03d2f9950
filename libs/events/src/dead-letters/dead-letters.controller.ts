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
    summary: 'What was accepted and could not be stored, with its reason; newest first',
    description:
      'Each stands for a request that was tried as often as the service tries. `reason` is a problem’s code, or `worker_lost`.',
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
    summary: 'Try all that match again, or with `dry_run=true` count them',
    description:
      'By `reason` and time of death; all without a filter. What is stored already is a `duplicate`.',
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
    summary: 'Try one again',
    description:
      'Safe: what is stored already is a `duplicate`. The letter is gone; its ingestion is queued.',
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
    summary: 'Throw one away, and its events with it',
    description: 'For what will never be stored. Its events are lost.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  delete(@Param() { id }: DeadLetterParams) {
    return this.letters.delete(id);
  }
}
