import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/**
 * The order to erase a tenant, and later its receipt. It belongs to the platform and refers to no row, so it outlives
 * the tenant.
 */
@Entity('erasures')
@Unique('erasures_subject_unique', ['subjectId'])
export class Erasure {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'erasures_pkey' })
  id: string;

  /** Internal id of the tenant. It is never reused. */
  @Column({ name: 'subject_id', type: 'bigint' })
  subjectId: string;

  @Column({ name: 'subject_key', type: 'text', collation: 'C' })
  subjectKey: string;

  @Column({ name: 'requested_by', type: 'text', collation: 'C' })
  requestedBy: string;

  @Column({ name: 'requested_at', type: 'timestamptz', default: () => 'now()' })
  requestedAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  /** Rows removed, by table. The transactions that remove them count them. */
  @Column({ type: 'jsonb', default: {} })
  deleted: Record<string, number>;
}
