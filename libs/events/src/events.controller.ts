import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can, type Principal, Who } from '#libs/access';
import { ApiAlsoTakes, ApiProblems, ReadsBody, STREAMED } from '#libs/common';
import { Ingests } from '#libs/limits';
import { BATCHED, CLOUDEVENTS_TEXT, STRUCTURED } from './cloudevents/documentation.js';
import { BATCH_BODY, EVENT_BODY, IMPORT_TYPE, IMPORT_TYPES } from './ingest/event-body.js';
import {
  BatchInput,
  BatchQuery,
  BatchView,
  EventPage,
  EventParams,
  EventView,
  IMPORT_ANSWER,
  IMPORT_EXAMPLE,
  IngestView,
  PAYLOAD_FILTER,
  ListEvents,
  SingleEventInput,
} from './events.dto.js';
import { EventsService } from './reading/events.service.js';
import { ImportService } from './import/import.service.js';
import { ApiAccepted } from './ingestions/api-accepted.js';
import { IntakeService } from './intake.service.js';

@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly intake: IntakeService,
    private readonly imports: ImportService,
  ) {}

  @Post()
  @Can('events:write')
  @ReadsBody(EVENT_BODY)
  @Ingests('one')
  @ApiOperation({
    summary: 'Send one event',
    description:
      'Safe to repeat: the same event again is 200 `duplicate`, different content under the same uid is 409. ' +
      CLOUDEVENTS_TEXT,
  })
  @ApiBody({ type: SingleEventInput })
  @ApiAlsoTakes(STRUCTURED)
  @ApiCreatedResponse({ type: IngestView, description: 'Stored: the row is committed.' })
  @ApiOkResponse({ type: IngestView, description: 'Stored before, with the same content.' })
  @ApiHeader({
    name: 'prefer',
    required: false,
    description: '`respond-async` answers 202: it is stored later.',
  })
  @ApiAccepted()
  @ApiProblems(
    'invalid_json',
    'duplicate_key',
    'invalid_utf8',
    'unsupported_media_type',
    'body_too_large',
    'event_too_large',
    'batch_too_large',
  )
  @ApiProblems(
    'unknown_field',
    'missing_field',
    'invalid_event_uid',
    'invalid_device_uid',
    'invalid_timestamp',
    'timestamp_out_of_range',
  )
  @ApiProblems(
    'unknown_device',
    'device_disabled',
    'device_forbidden',
    'event_conflict',
    'database_unavailable',
  )
  ingest(@Req() { principal, body }: FastifyRequest, @Headers('prefer') prefer?: string) {
    return this.intake.ingestOne(principal!, body, prefer);
  }

  @Post('batch')
  @Can('events:write')
  @ReadsBody(BATCH_BODY)
  @Ingests('many')
  @ApiOperation({
    summary: 'Send up to 1,000 events',
    description:
      'An invalid event does not affect the others. After any 4xx, 5xx or lost connection it is safe to send the same bytes again. ' +
      'With `dry_run=true` the answer is the same, but nothing is stored.',
  })
  @ApiHeader({
    name: 'prefer',
    required: false,
    description:
      '`return=minimal` lists only events that failed; `respond-async` answers 202: the events are stored later.',
  })
  @ApiBody({ type: BatchInput })
  @ApiAlsoTakes(BATCHED)
  @ApiOkResponse({ type: BatchView, description: 'Nothing failed.' })
  @ApiAccepted()
  @ApiResponse({ status: 207, type: BatchView, description: 'Some events failed; read the items.' })
  @ApiProblems(
    'invalid_json',
    'duplicate_key',
    'invalid_utf8',
    'unsupported_media_type',
    'body_too_large',
    'batch_too_large',
  )
  @ApiProblems('empty_batch', 'unknown_field', 'missing_field', 'invalid_type', 'database_unavailable')
  ingestBatch(
    @Who() principal: Principal,
    @Body() envelope: unknown,
    @Query() { dry_run }: BatchQuery,
    @Headers('prefer') prefer?: string,
  ) {
    return this.intake[dry_run ? 'dryRunBatch' : 'ingestBatch'](principal, envelope, prefer);
  }

  @Post('import')
  @HttpCode(200)
  @Can('events:write')
  @ReadsBody(STREAMED)
  @Ingests('many')
  @ApiOperation({
    summary: 'Import any number of events',
    description:
      'One event per line, optionally gzipped; blank lines are ignored. The answer is sent while the body is read, so read it while you ' +
      'send. It has a line for each event that failed, progress lines, and a last line with `summary`. The last line also ' +
      'has an `error` if the import stopped early. Lines are numbered from 1. Events reported as stored are committed. After a break, ' +
      'send everything again, or continue after the last `lines`: events that are stored already are `duplicate`. Lines may be stored ' +
      'in any order: if two lines have the same uid and differ, either may be stored. 30 seconds without a byte end the import.',
  })
  @ApiConsumes(...IMPORT_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary', example: IMPORT_EXAMPLE } })
  @ApiOkResponse({
    description: 'NDJSON.',
    content: { [IMPORT_TYPE]: { schema: { type: 'string', format: 'binary', example: IMPORT_ANSWER } } },
  })
  @ApiProblems('unsupported_media_type', 'unsupported_encoding', 'invalid_encoding', 'request_timeout')
  @ApiProblems('unknown_field', 'database_unavailable', 'overloaded', 'draining')
  import(@Who() principal: Principal, @Req() request: FastifyRequest) {
    return this.imports.import(principal, request);
  }

  @Get()
  @Can('events:read')
  @ApiOperation({
    summary: 'List events',
    description: PAYLOAD_FILTER,
  })
  @ApiOkResponse({ type: EventPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value', 'invalid_device_uid')
  @ApiProblems('invalid_timestamp', 'unbounded_filter')
  list(@Query() query: ListEvents) {
    return this.events.list(query);
  }

  @Get(':event_uid')
  @Can('events:read')
  @ApiOperation({
    summary: 'Read an event',
    description:
      'Returns the whole payload, of any size. An event of another tenant and a missing event are the same 404.',
  })
  @ApiOkResponse({ type: EventView })
  @ApiProblems('not_found')
  get(@Param() { event_uid }: EventParams) {
    return this.events.get(event_uid);
  }
}
