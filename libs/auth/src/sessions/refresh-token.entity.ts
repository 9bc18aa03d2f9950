import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Stamped } from '#libs/database';
import { User } from '../identity/user.entity.js';

/** One link of a session's chain of refresh tokens. Sessions belong to people, so the table is the platform's. */
@Entity('refresh_tokens')
@Stamped({
  columns: ['user_id'],
  names: ({ user_id }) => [`user:${user_id}`],
  ignores: ['usedAt'],
  on: ['update', 'delete'],
})
@Unique('refresh_tokens_hash_unique', ['tokenHash'])
@Index('refresh_tokens_family', ['family'])
@Index('refresh_tokens_user', ['userId'])
export class RefreshToken {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'refresh_tokens_pkey',
  })
  id: string;

  /** The session: all tokens that descend from one login. */
  @Column('uuid')
  family: string;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  /** Tenant that the session is bound to. */
  @Column({ name: 'tenant_key', type: 'text', collation: 'C', nullable: true })
  tenantKey: string | null;

  /** Permissions that the session is narrowed to; null if it was opened without a scope. */
  @Column('text', { array: true, nullable: true })
  scope: string[] | null;

  /** When the session began. */
  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** When the session was last refreshed. */
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** IP address from which it was opened or last refreshed. */
  @Column({ type: 'text', nullable: true })
  address: string | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'refresh_tokens_user_fkey' })
  user?: Relation<User>;
}
