import { Controller, Get, Headers, Query, Req } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can } from '#libs/access';
import { ApiProblems, HeadHeaders } from '#libs/common';
import { HeldOpen } from '#libs/limits';
import { STREAM_EXAMPLE, StreamQuery } from './streams.dto.js';
import { STREAM_HEADERS, StreamsService } from './streams.service.js';

@ApiTags('Events')
@Controller('v1/events/stream')
export class StreamsController {
  constructor(private readonly streams: StreamsService) {}

  @Get()
  @HeadHeaders(() => STREAM_HEADERS)
  @Can('events:read')
  @HeldOpen()
  @ApiOperation({
    summary: 'Follow events as they are stored',
    description:
      'Server-sent events: each message is an event, and its `id` is the place after it. Reconnect with the last `id` as `Last-Event-ID`, ' +
      'and no event is missed or repeated, in whatever order transactions commit. Without it the stream begins now. A silent stream sends ' +
      'a comment and its place every 15 seconds. Before a stream ends, it sends a message `problem` with a problem document: ' +
      '`unauthenticated`, `forbidden`, `tenant_suspended` (the credential no longer holds), `slow_consumer` (nothing was read for ' +
      '10 seconds), `draining`, `database_unavailable` (reconnect).',
  })
  @ApiHeader({ name: 'last-event-id', required: false, description: '`id` of the last event that was seen.' })
  @ApiOkResponse({
    description: 'Server-sent events.',
    content: { 'text/event-stream': { schema: { type: 'string', example: STREAM_EXAMPLE } } },
  })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_timestamp', 'unbounded_filter')
  @ApiProblems(
    'invalid_device_uid',
    'throttled',
    'overloaded',
    'draining',
    'database_unavailable',
    'slow_consumer',
  )
  stream(
    @Req() request: FastifyRequest,
    @Query() query: StreamQuery,
    @Headers('last-event-id') lastEventId?: string,
  ) {
    return this.streams.stream(request, query, lastEventId);
  }
}
