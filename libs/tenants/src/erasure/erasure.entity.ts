import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** That a tenant was erased, or is being: the platform's receipt, which refers to nothing and so outlives it. */
@Entity('erasures')
@Unique('erasures_subject_unique', ['subjectId'])
export class Erasure {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'erasures_pkey' })
  id: string;

  /** Internal id of the tenant; never given again. */
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

  /** Rows removed, by table; counted in the transactions that remove them. */
  @Column({ type: 'jsonb', default: {} })
  deleted: Record<string, number>;
}
