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
import { User } from './user.entity.js';

/** A bearer credential of a tenant. Only the hash of its plaintext is kept. */
@Entity('api_tokens')
@TenantOwned()
@Unique('api_tokens_hash_unique', ['tenantId', 'tokenHash'])
export class ApiToken {
  @PrimaryColumn({ name: 'tenant_id', type: 'bigint', primaryKeyConstraintName: 'api_tokens_pkey' })
  tenantId: string;

  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'api_tokens_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  @Column({ name: 'owner_user_id', type: 'bigint' })
  ownerUserId: string;

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

  @ManyToOne(() => User)
  @JoinColumn({ name: 'owner_user_id', foreignKeyConstraintName: 'api_tokens_owner_fkey' })
  owner?: Relation<User>;
}
