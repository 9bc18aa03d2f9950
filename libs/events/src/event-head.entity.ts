import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

/**
 * One row a tenant. An ingest transaction holds a lock on it until it ends, so within a tenant positions become visible in
 * their order: what is visible is final. The lock writes no row version.
 */
@Entity('event_heads')
@TenantOwned()
export class EventHead {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'event_heads_pkey' })
  tenantId: string;

  @OneToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'event_heads_tenant_fkey' })
  tenant: Relation<TenantEntity>;

  /** Highest position of an event that was removed; the next position lies beyond it and beyond all that are stored. */
  @Column({ type: 'bigint', default: 0 })
  last: string;

  /** Events that happened earlier may have been removed, and are refused for good; only grows. */
  @Column({ name: 'purged_before', type: 'timestamptz', nullable: true })
  purgedBefore: Date | null;
}
