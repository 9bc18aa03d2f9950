import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { TenantEntity } from '#libs/tenants';
import { MadeLink } from './link-maker.js';
import { ServiceClient } from '../identity/service-client.entity.js';
import { User } from '../identity/user.entity.js';

/** A one-time link to set a new password. Using it removes the row. */
@Entity('password_resets')
@Check('password_resets_maker_check', 'num_nonnulls(maker_user_id, maker_client_id) = 1')
@Unique('password_resets_hash_unique', ['tokenHash'])
export class PasswordReset extends MadeLink {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'password_resets_pkey',
  })
  id: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** Internal id of the tenant in which it was made. */
  @Column({ name: 'issued_in', type: 'bigint' })
  issuedIn: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'password_resets_user_fkey' })
  user?: Relation<User>;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'issued_in', foreignKeyConstraintName: 'password_resets_tenant_fkey' })
  tenant?: Relation<TenantEntity>;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'maker_user_id', foreignKeyConstraintName: 'password_resets_maker_user_fkey' })
  maker?: Relation<User>;

  @ManyToOne(() => ServiceClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'maker_client_id', foreignKeyConstraintName: 'password_resets_maker_client_fkey' })
  makerClient?: Relation<ServiceClient>;
}
