import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can } from '#libs/access';
import { ApiProblems, HeadHeaders } from '#libs/common';
import { PAYLOAD_FILTER } from '../events.dto.js';
import { ExportQuery } from './export.dto.js';
import { exportHeaders, formatFor } from './export-format.js';
import { ExportService } from './export.service.js';
import { StatsPage, StatsQuery } from './stats.dto.js';
import { EXPORT_CSV, EXPORT_NDJSON } from './examples.js';
import { StatsService } from './stats.service.js';

@ApiTags('Events')
@Controller('v1/events')
export class ReadingController {
  constructor(
    private readonly exports: ExportService,
    private readonly stats: StatsService,
  ) {}

  @Get('stats')
  @Can('events:read')
  @ApiOperation({
    summary: 'Count events by time',
    description:
      'Counts the events that occurred in each minute, hour or day (UTC), optionally by `type` or `device_uid`; empty buckets are left ' +
      'out. Without `occurred_from` it counts the last day (minutes), 31 days (hours) or 400 days (days). ' +
      PAYLOAD_FILTER,
  })
  @ApiOkResponse({ type: StatsPage })
  @ApiProblems('invalid_cursor', 'missing_field', 'unknown_field', 'invalid_value', 'invalid_timestamp')
  @ApiProblems('invalid_device_uid', 'unbounded_filter', 'database_unavailable')
  count(@Query() query: StatsQuery) {
    return this.stats.count(query);
  }

  @Get('export')
  @HeadHeaders(({ headers }) => exportHeaders(formatFor(headers.accept)))
  @Can('events:read')
  @ApiOperation({
    summary: 'Export any number of events',
    description:
      'In storage order, as NDJSON or, if `Accept` prefers `text/csv`, as CSV (RFC 4180, every cell quoted; a cell that a ' +
      "spreadsheet would run as a formula has a `'` before it). It has every event that is stored when it begins. If an answer breaks off " +
      'before its proper end, events are missing: request the rest with `after_position`. ' +
      PAYLOAD_FILTER,
  })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({
    description: 'Events.',
    content: {
      'application/x-ndjson': { schema: { type: 'string', format: 'binary', example: EXPORT_NDJSON } },
      'text/csv': { schema: { type: 'string', example: EXPORT_CSV } },
    },
  })
  @ApiProblems('not_acceptable', 'unknown_field', 'invalid_value', 'invalid_timestamp', 'unbounded_filter')
  @ApiProblems('invalid_device_uid', 'database_unavailable')
  export(@Req() request: FastifyRequest, @Query() query: ExportQuery) {
    return this.exports.export(request, query);
  }
}
