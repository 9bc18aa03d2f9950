import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Stamped } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

/** An internal service with a secret of its own (client_credentials). Only hashes of secrets are stored. */
@Entity('service_clients')
@Stamped({ columns: ['id'], names: ({ id }) => [`client:${id}`] })
export class ServiceClient {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'service_clients_pkey' })
  id: string;

  @Column('text')
  name: string;

  /** Tenant that it is bound to. Without one it may act in any tenant, by naming it. */
  @Column({ name: 'tenant_key', type: 'text', collation: 'C', nullable: true })
  tenantKey: string | null;

  @Column({ type: 'text', array: true })
  abilities: string[];

  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash: Buffer;

  /** The secret before the last rotation, valid until `previousEndsAt`. */
  @Column({ name: 'previous_hash', type: 'bytea', nullable: true })
  previousHash: Buffer | null;

  @Column({ name: 'previous_ends_at', type: 'timestamptz', nullable: true })
  previousEndsAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({
    name: 'tenant_key',
    referencedColumnName: 'key',
    foreignKeyConstraintName: 'service_clients_tenant_fkey',
  })
  tenant?: Relation<TenantEntity>;
}
