import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Stamped, TenantOwned } from '#libs/database';
import { TenantEntity } from '#libs/tenants';
import { ServiceClient } from '../identity/service-client.entity.js';
import { User } from '../identity/user.entity.js';

/**
 * A bearer credential of a tenant, owned by a person, a service or a device. Only the hash of its plaintext is stored.
 */
@Entity('api_tokens')
@Stamped({
  columns: ['id'],
  names: ({ id }) => [id],
  ignores: ['lastUsedAt'],
  on: ['update', 'delete'],
})
@TenantOwned()
@Check('api_tokens_owner_check', 'num_nonnulls(owner_user_id, owner_client_id, device_id) = 1')
@Unique('api_tokens_hash_unique', ['tenantId', 'tokenHash'])
@Index('api_tokens_device', ['tenantId', 'deviceId'])
@Index('api_tokens_owner', ['tenantId', 'ownerUserId'])
@Index('api_tokens_client', ['tenantId', 'ownerClientId'])
export class ApiToken {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'api_tokens_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'api_tokens_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  @Column({ name: 'owner_user_id', type: 'bigint', nullable: true })
  ownerUserId: string | null;

  @Column({ name: 'owner_client_id', type: 'uuid', nullable: true })
  ownerClientId: string | null;

  @Column({ name: 'device_id', type: 'bigint', nullable: true })
  deviceId: string | null;

  @Column({ type: 'text', array: true })
  abilities: string[];

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @ManyToOne(() => TenantEntity)
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'api_tokens_tenant_fkey' })
  tenant?: Relation<TenantEntity>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_user_id', foreignKeyConstraintName: 'api_tokens_owner_fkey' })
  owner?: Relation<User>;

  @ManyToOne(() => ServiceClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_client_id', foreignKeyConstraintName: 'api_tokens_client_fkey' })
  client?: Relation<ServiceClient>;

  /** By name, because devices belong to a library above this one. */
  @ManyToOne('Device', { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'api_tokens_device_fkey',
    },
    { name: 'device_id', referencedColumnName: 'id', foreignKeyConstraintName: 'api_tokens_device_fkey' },
  ])
  device?: { readonly deviceUid: string } | null;
}
