import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { LineOfText, ListQuery, Timestamp, VisibleText } from '#libs/common';
import type { AuditEntry } from './audit-entry.entity.js';

const OUTCOMES: AuditEntry['outcome'][] = ['done', 'denied'];
const ACTOR = 'user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e';

export class ListAudit extends ListQuery {
  @IsOptional() @VisibleText(ACTOR) actor?: string;
  @IsOptional() @VisibleText('device.update') action?: string;
  @IsOptional() @LineOfText(300, 'device:sensor-1') target?: string;
  @IsOptional() @IsIn(OUTCOMES) outcome?: AuditEntry['outcome'];
  /** Inclusive. */
  @IsOptional() @Timestamp() from?: string;
  /** Exclusive. */
  @IsOptional() @Timestamp() to?: string;
}

export class AuditView {
  @ApiProperty({ example: '42' }) id: string;
  @ApiProperty() created_at: Date;
  /** `user:`, `token:`, `device:` or `client:` with the id; `system`; `anonymous`. */
  @ApiProperty({ example: ACTOR }) actor: string;
  /** Current name of the person; null if the person was erased, or the actor is no person. */
  @ApiProperty({ type: 'string', nullable: true, example: 'Ada' }) actor_name: string | null;
  @ApiProperty({ example: 'device.update' }) action: string;
  @ApiProperty({ example: 'device:sensor-1' }) target: string;
  @ApiProperty({ enum: OUTCOMES }) outcome: string;
  /** Problem code of a denial. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) code: string | null;
  /** Number of like events that the entry stands for. */
  @ApiProperty({ example: 1 }) count: number;
  /** `before` and `after` of what changed, with secrets masked. */
  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true }) changes: object | null;
  @ApiProperty({ type: 'string', nullable: true }) request_id: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' }) address: string | null;
}

export class AuditPage {
  @ApiProperty({ type: [AuditView] }) data: AuditView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/** @param names names of people, by actor */
export const auditView = (entry: AuditEntry, names: ReadonlyMap<string, string>): AuditView => ({
  id: entry.id,
  created_at: entry.createdAt,
  actor: entry.actor,
  actor_name: names.get(entry.actor) ?? null,
  action: entry.action,
  target: entry.target,
  outcome: entry.outcome,
  code: entry.code,
  count: entry.count,
  changes: entry.changes,
  request_id: entry.requestId,
  address: entry.address,
});
