import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';
import type { Item, Summary } from '../batch.reply.js';

export const INGESTION_STATUSES = ['queued', 'processing', 'done', 'dead'] as const;
export type IngestionStatus = (typeof INGESTION_STATUSES)[number];

/** A request accepted to be stored later. Only the worker reads its body, which is removed once it is stored. */
@Entity('ingestions')
@TenantOwned()
@Check('ingestions_status_check', `status IN ('queued', 'processing', 'done', 'dead')`)
@Unique('ingestions_id_unique', ['tenantId', 'id'])
@Index('ingestions_by_status', ['tenantId', 'status', 'number'])
@Index('ingestions_by_end', ['tenantId', 'finishedAt'])
@Index('ingestions_open', { synchronize: false })
export class Ingestion {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'ingestions_pkey' })
  tenantId: string;

  /** In order of acceptance. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'ingestions_pkey',
  })
  number: string;

  @Column('uuid')
  @Generated('uuid')
  id: string;

  @Column({ type: 'text', default: 'queued' })
  status: IngestionStatus;

  /** Events to be stored. */
  @Column('integer')
  events: number;

  /** Counts all events of the request; `accepted` are those without a result yet. */
  @Column('jsonb')
  summary: Summary;

  /** The items that failed. */
  @Column('jsonb')
  items: Item[];

  @Column({ type: 'bytea', nullable: true, select: false })
  body: Buffer | null;

  @Column({ type: 'integer', default: 0 })
  tries: number;

  @Column({ name: 'accepted_at', type: 'timestamptz' })
  acceptedAt: Date;

  /** When it was last added to the queue; null while it waits for its tenant's next place. */
  @Column({ name: 'scheduled_at', type: 'timestamptz', nullable: true })
  scheduledAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId: string | null;

  @Column({ type: 'text', nullable: true })
  traceparent: string | null;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'ingestions_tenant_fkey' })
  tenant?: Relation<TenantEntity>;
}
