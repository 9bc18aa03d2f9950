import {
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
import { Ingestion } from '../ingestions/ingestion.entity.js';

const FKEY = 'dead_letters_ingestion_fkey';

/** An ingestion that was given up, and why. The ingestion keeps its events as long as the dead letter exists. */
@Entity('dead_letters')
@TenantOwned()
@Unique('dead_letters_id_unique', ['tenantId', 'id'])
@Unique('dead_letters_ingestion_unique', ['tenantId', 'ingestionId'])
@Index('dead_letters_by_reason', ['tenantId', 'reason', 'number'])
export class DeadLetter {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'dead_letters_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'dead_letters_pkey',
  })
  number: string;

  @Column('uuid')
  @Generated('uuid')
  id: string;

  @Column({ name: 'ingestion_id', type: 'uuid' })
  ingestionId: string;

  /** A problem code, or `worker_lost`. */
  @Column({ type: 'text', collation: 'C' })
  reason: string;

  @Column('text')
  detail: string;

  @Column('integer')
  tries: number;

  @Column('integer')
  events: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => Ingestion)
  @JoinColumn([
    { name: 'tenant_id', referencedColumnName: 'tenantId', foreignKeyConstraintName: FKEY },
    { name: 'ingestion_id', referencedColumnName: 'id', foreignKeyConstraintName: FKEY },
  ])
  ingestion?: Relation<Ingestion>;
}
