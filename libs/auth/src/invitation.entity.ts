import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

/** An open invitation; gone once it is accepted. */
@Entity('invitations')
@TenantOwned()
@Unique('invitations_hash_unique', ['tenantId', 'tokenHash'])
export class Invitation {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'invitations_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'invitations_pkey' })
  id: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  /** Lower case. */
  @Column({ type: 'text', collation: 'C' })
  email: string;

  @Column({ type: 'text', array: true })
  roles: string[];

  @Column({ type: 'text', array: true, default: [] })
  permissions: string[];

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'invitations_tenant_fkey' })
  tenant?: Relation<TenantEntity>;
}
