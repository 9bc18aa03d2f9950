import {
  Check,
  Column,
  Entity,
  Generated,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
  VersionColumn,
} from 'typeorm';
import { Stamped, TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';
import { User } from './user.entity.js';

/** A user's roles and grants in a tenant. */
@Entity('memberships')
@Stamped({ columns: ['user_id'], names: ({ user_id }) => [`user:${user_id}`] })
@TenantOwned()
@Check('memberships_status_check', `status IN ('active', 'disabled')`)
@Unique('memberships_id_unique', ['tenantId', 'id'])
@Unique('memberships_email_unique', ['tenantId', 'email'])
export class Membership {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'memberships_pkey' })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'memberships_pkey' })
  userId: string;

  @Column('uuid')
  @Generated('uuid')
  id: string;

  /** The account's address. It is unique in a tenant; in other tenants other accounts may have it. */
  @Column({ type: 'text', collation: 'C' })
  email: string;

  /** Names of roles, built-in or the tenant's own. */
  @Column({ type: 'text', array: true })
  roles: string[];

  /** Granted directly, in addition to the roles. */
  @Column({ type: 'text', array: true, default: [] })
  permissions: string[];

  @Column({ type: 'text', default: 'active' })
  status: 'active' | 'disabled';

  @VersionColumn({ default: 1 })
  version: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'memberships_tenant_fkey' })
  tenant?: Relation<TenantEntity>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'memberships_user_fkey' })
  user?: Relation<User>;
}
