import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  VersionColumn,
} from 'typeorm';
import { Stamped, TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';

/** A tenant's own role. Members refer to it by its name, which never changes. */
@Entity('roles')
@Stamped({ columns: ['tenant_id'], names: ({ tenant_id }) => [`roles:${tenant_id}`] })
@TenantOwned()
@Unique('roles_name_unique', ['tenantId', 'name'])
export class Role {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'roles_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'roles_pkey' })
  id: string;

  @Column({ type: 'text', collation: 'C' })
  name: string;

  @Column({ type: 'text', default: '' })
  description: string;

  /** Grants; wildcards are allowed. */
  @Column({ type: 'text', array: true })
  permissions: string[];

  @VersionColumn({ default: 1 })
  version: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'roles_tenant_fkey' })
  tenant?: Relation<TenantEntity>;
}
