import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { Erasure } from './erasure.entity.js';

export class ErasureParams {
  @ApiProperty({ format: 'uuid' }) @IsUUID() erasure_id: string;
}

export class ErasureView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  @ApiProperty({ enum: ['erasing', 'done'] }) status: string;
  /** Rows removed so far, by table. The counts are exact even after crashes. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { events: 120_000, devices: 12 },
  })
  deleted: Record<string, number>;
  @ApiProperty({ example: 'user:5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e' }) requested_by: string;
  @ApiProperty() requested_at: Date;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) finished_at: Date | null;
}

export const erasureView = (erasure: Erasure): ErasureView => ({
  id: erasure.id,
  tenant_key: erasure.subjectKey,
  status: erasure.finishedAt ? 'done' : 'erasing',
  deleted: erasure.deleted,
  requested_by: erasure.requestedBy,
  requested_at: erasure.requestedAt,
  finished_at: erasure.finishedAt,
});

export class ErasurePage {
  @ApiProperty({ type: [ErasureView] }) data: ErasureView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}
