import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageCursor, PageLimit } from '#libs/common';
import { EventFilters, PayloadFields } from '../events.dto.js';

export const INTERVALS = ['minute', 'hour', 'day'] as const;
export type Interval = (typeof INTERVALS)[number];
export const GROUPS = ['type', 'device_uid'] as const;
export type Group = (typeof GROUPS)[number];

@PayloadFields()
export class StatsQuery extends EventFilters {
  @PageLimit() limit?: number;
  @PageCursor() cursor?: string;

  /** Width of a bucket. Buckets begin at full minutes, hours and days of UTC. */
  @IsIn(INTERVALS)
  @ApiProperty({ enum: INTERVALS })
  interval: Interval;

  /** Counts each type, or each device, separately. */
  @IsOptional()
  @IsIn(GROUPS)
  @ApiPropertyOptional({ enum: GROUPS })
  group_by?: Group;
}

export class StatsBucket {
  /** When the bucket begins. It ends one interval later. */
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z' }) time: Date;
  @ApiPropertyOptional({ example: 'temperature.measured' }) type?: string;
  @ApiPropertyOptional({ example: 'sensor-1' }) device_uid?: string;
  /** Events that occurred in the bucket. Buckets without events are left out. */
  @ApiProperty({ example: 42 }) count: number;
}

export class StatsPage {
  @ApiProperty({ enum: INTERVALS }) interval: Interval;
  /** Start of the counted span, inclusive. */
  @ApiProperty() occurred_from: Date;
  @ApiProperty({ type: [StatsBucket] }) data: StatsBucket[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}
