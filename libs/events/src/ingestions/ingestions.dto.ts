import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ListQuery, Timestamp } from '#libs/common';
import { BatchItem } from '../events.dto.js';
import type { Outcome } from '../ingest/outcome.js';
import { type Ingestion, INGESTION_STATUSES, type IngestionStatus } from './ingestion.entity.js';

export class IngestionParams {
  @IsUUID() @ApiProperty({ format: 'uuid' }) id: string;
}

export class ListIngestions extends ListQuery {
  @IsOptional()
  @IsIn(INGESTION_STATUSES)
  @ApiPropertyOptional({ enum: INGESTION_STATUSES })
  status?: IngestionStatus;

  /** Inclusive. */
  @IsOptional() @Timestamp() accepted_from?: string;
  /** Exclusive: lists what was accepted before it. */
  @IsOptional() @Timestamp() accepted_to?: string;
}

export class IngestionSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  /** `done` if every event has a result, `dead` if the ingestion was given up (see dead letters). */
  @ApiProperty({ enum: INGESTION_STATUSES }) status: IngestionStatus;
  /** Number of events by outcome; `accepted` are those without a result yet. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { created: 998, duplicate: 2 },
  })
  summary: Partial<Record<Outcome, number>>;
  /** How many times a worker has started it. */
  @ApiProperty({ example: 1 }) tries: number;
  @ApiProperty() accepted_at: Date;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) finished_at: Date | null;
}

export class IngestionView extends IngestionSummary {
  /** The events that failed, in the order of the request. */
  @ApiProperty({ type: [BatchItem] }) items: object[];
}

export class IngestionPage {
  @ApiProperty({ type: [IngestionSummary] }) data: IngestionSummary[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export class AcceptedIngestView {
  @ApiProperty({ format: 'uuid' }) ingestion_id: string;
  /** If the request was a single event. */
  @ApiPropertyOptional({ enum: ['accepted'] }) outcome?: string;
  @ApiPropertyOptional() event_uid?: string;
  @ApiPropertyOptional() received_at?: Date;
  /** If the request was a batch: `accepted` events, and those rejected already. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { accepted: 999, invalid: 1 },
  })
  summary?: Partial<Record<Outcome, number>>;
  @ApiPropertyOptional({ type: [BatchItem] }) items?: object[];
}

export const ingestionSummary = (ingestion: Ingestion): IngestionSummary => ({
  id: ingestion.id,
  status: ingestion.status,
  summary: ingestion.summary,
  tries: ingestion.tries,
  accepted_at: ingestion.acceptedAt,
  finished_at: ingestion.finishedAt,
});

export const ingestionView = (ingestion: Ingestion): IngestionView => ({
  ...ingestionSummary(ingestion),
  items: ingestion.items,
});
