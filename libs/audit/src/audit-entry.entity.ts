import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { TenantOwned } from '#libs/database';

/** One line of a tenant's trail. AuditTrail adds it; the database lets nobody change or remove it. */
@Entity('audit_entries')
@TenantOwned()
@Check('audit_entries_outcome_check', `outcome IN ('done', 'denied')`)
@Index('audit_entries_by_actor', ['tenantId', 'actor', 'id'])
@Index('audit_entries_by_action', ['tenantId', 'action', 'id'])
@Index('audit_entries_by_target', ['tenantId', 'target', 'id'])
export class AuditEntry {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'audit_entries_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'audit_entries_pkey',
  })
  id: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** `kind:public id`, as in the log; `system` for the service itself, `anonymous` if the sender is unknown. */
  @Column({ type: 'text', collation: 'C' })
  actor: string;

  @Column({ type: 'text', collation: 'C' })
  action: string;

  @Column({ type: 'text', collation: 'C' })
  target: string;

  @Column('text')
  outcome: 'done' | 'denied';

  /** Problem code of a denial. */
  @Column({ type: 'text', nullable: true })
  code: string | null;

  /** Number of like events that the line stands for. */
  @Column({ type: 'integer', default: 1 })
  count: number;

  @Column({ type: 'jsonb', nullable: true })
  changes: object | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;
}
