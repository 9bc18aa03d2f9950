import {
  Column,
  Entity,
  Generated,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';
import { User } from './user.entity.js';

/** What a user is in a tenant. */
@Entity('memberships')
@TenantOwned()
@Unique('memberships_id_unique', ['tenantId', 'id'])
export class Membership {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'memberships_pkey' })
  tenantId: string;

  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'memberships_pkey' })
  userId: string;

  @Column('uuid')
  @Generated('uuid')
  id: string;

  /** Name of a built-in role. */
  @Column('text')
  role: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'memberships_tenant_fkey' })
  tenant?: Relation<TenantEntity>;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'memberships_user_fkey' })
  user?: Relation<User>;
}
