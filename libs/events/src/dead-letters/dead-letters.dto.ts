import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsUUID } from 'class-validator';
import { ListQuery, Timestamp, VisibleText } from '#libs/common';
import type { DeadLetter } from './dead-letter.entity.js';

export class DeadLetterParams {
  @IsUUID() @ApiProperty({ format: 'uuid' }) id: string;
}

export class ListDeadLetters extends ListQuery {
  @IsOptional() @VisibleText('database_unavailable') reason?: string;
  /** Inclusive. */
  @IsOptional() @Timestamp() created_from?: string;
  /** Exclusive. */
  @IsOptional() @Timestamp() created_to?: string;
}

/** Selects dead letters. Without a filter it selects all. */
export class DeadLetterFilter {
  @IsOptional() @VisibleText('database_unavailable') reason?: string;
  /** Inclusive. */
  @ApiProperty({ example: '2026-01-01T00:00:00Z', required: false })
  @IsOptional()
  @Timestamp()
  created_from?: string;
  /** Exclusive. */
  @ApiProperty({ example: '2099-12-31T00:00:00Z', required: false })
  @IsOptional()
  @Timestamp()
  created_to?: string;
}

export class ReplayQuery {
  /** Counts the dead letters that would be replayed, and replays nothing. */
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;
}

export class DeadLetterView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) ingestion_id: string;
  /** A problem's code, or `worker_lost`. */
  @ApiProperty({ example: 'database_unavailable' }) reason: string;
  @ApiProperty() detail: string;
  @ApiProperty({ example: 5 }) tries: number;
  /** Events that were not stored. */
  @ApiProperty({ example: 1000 }) events: number;
  @ApiProperty() created_at: Date;
}

export class DeadLetterPage {
  @ApiProperty({ type: [DeadLetterView] }) data: DeadLetterView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export class ReplayView {
  /** Dead letters that were replayed, or would be in a dry run. */
  @ApiProperty({ example: 3 }) count: number;
  @ApiProperty() dry_run: boolean;
}

export const deadLetterView = (letter: DeadLetter): DeadLetterView => ({
  id: letter.id,
  ingestion_id: letter.ingestionId,
  reason: letter.reason,
  detail: letter.detail,
  tries: letter.tries,
  events: letter.events,
  created_at: letter.createdAt,
});
