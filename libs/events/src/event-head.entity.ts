import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

/**
 * One row per tenant. An ingest transaction locks it until it ends, so positions become visible in order within a
 * tenant: what is visible is final. The lock writes no row version.
 */
@Entity('event_heads')
@TenantOwned()
export class EventHead {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'event_heads_pkey' })
  tenantId: string;

  @OneToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'event_heads_tenant_fkey' })
  tenant: Relation<TenantEntity>;

  /** Highest position of an event that was removed. The next position is above it and above all stored positions. */
  @Column({ type: 'bigint', default: 0 })
  last: string;

  /** Events that occurred before it are rejected, because retention may have removed them. It only grows. */
  @Column({ name: 'purged_before', type: 'timestamptz', nullable: true })
  purgedBefore: Date | null;
}
