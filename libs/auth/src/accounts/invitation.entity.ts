import {
  Check,
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
import { MadeLink } from './link-maker.js';
import { ServiceClient } from '../identity/service-client.entity.js';
import { User } from '../identity/user.entity.js';

/** An open invitation. Accepting it removes the row. */
@Entity('invitations')
@TenantOwned()
@Check('invitations_maker_check', 'num_nonnulls(maker_user_id, maker_client_id) = 1')
@Unique('invitations_hash_unique', ['tenantId', 'tokenHash'])
export class Invitation extends MadeLink {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'invitations_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'invitations_pkey' })
  id: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  /** In the form of `addressOf`. */
  @Column({ type: 'text', collation: 'C' })
  email: string;

  /** Ids of roles; the id of a built-in role is its name. A role that is deleted and created again has a new id. */
  @Column({ name: 'role_ids', type: 'text', array: true })
  roleIds: string[];

  @Column({ type: 'text', array: true, default: [] })
  permissions: string[];

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'invitations_tenant_fkey' })
  tenant?: Relation<TenantEntity>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'maker_user_id', foreignKeyConstraintName: 'invitations_maker_user_fkey' })
  maker?: Relation<User>;

  @ManyToOne(() => ServiceClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'maker_client_id', foreignKeyConstraintName: 'invitations_maker_client_fkey' })
  makerClient?: Relation<ServiceClient>;
}
