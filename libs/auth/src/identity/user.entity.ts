import { Check, Column, Entity, Generated, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Stamped } from '#libs/database';

/**
 * An account: the identity of a person, known to the platform. What they may do in a tenant is their membership there.
 * Its address is a label that other accounts may have too.
 */
@Entity('users')
@Stamped({
  columns: ['id'],
  names: ({ id }) => [`user:${id}`],
  ignores: ['lastUsedAt', 'provedBy'],
})
@Check('users_status_check', `status IN ('active', 'disabled')`)
@Unique('users_public_id_unique', ['publicId'])
@Index('users_email', ['email', 'lastUsedAt'])
@Index('users_staff_email_unique', ['email'], { unique: true, where: 'platform_role IS NOT NULL' })
@Index('users_proved_by', ['provedBy'], { type: 'gin' })
export class User {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'users_pkey',
  })
  id: string;

  @Column({ name: 'public_id', type: 'uuid' })
  @Generated('uuid')
  publicId: string;

  /** As `addressOf` writes it. */
  @Column({ type: 'text', collation: 'C' })
  email: string;

  @Column({ type: 'text', default: '' })
  name: string;

  /** Never selected by accident: it is read by the look-up functions of the login alone. */
  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash: string;

  @Column({ name: 'platform_role', type: 'text', nullable: true })
  platformRole: string | null;

  @Column({ type: 'text', default: 'active' })
  status: 'active' | 'disabled';

  /** When somebody last logged in to it: those of an address that were used last are tried at a login without a tenant. */
  @Column({ name: 'last_used_at', type: 'timestamptz', default: () => 'now()' })
  lastUsedAt: Date;

  /** Keys of the tenants whose invitation it accepted: they vouch for it, and nobody else does. */
  @Column({ name: 'proved_by', type: 'text', array: true, default: [] })
  provedBy: string[];

  /** Grows with each change of status: links that were judged before it have ended. */
  @Column({ type: 'integer', default: 0 })
  epoch: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
