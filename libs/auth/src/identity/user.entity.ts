import { Check, Column, Entity, Generated, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Stamped } from '#libs/database';

/**
 * An account: the identity of a person on the platform. A membership says what they may do in a tenant. Several
 * accounts may have the same address.
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

  /** In the form of `addressOf`. */
  @Column({ type: 'text', collation: 'C' })
  email: string;

  @Column({ type: 'text', default: '' })
  name: string;

  /** Not selected by default: only the login's look-up functions read it. */
  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash: string;

  @Column({ name: 'platform_role', type: 'text', nullable: true })
  platformRole: string | null;

  @Column({ type: 'text', default: 'active' })
  status: 'active' | 'disabled';

  /**
   * When somebody last logged in to it. A login without a tenant tries the most recently used accounts of an address.
   */
  @Column({ name: 'last_used_at', type: 'timestamptz', default: () => 'now()' })
  lastUsedAt: Date;

  /** Keys of the tenants whose invitation it accepted. Only they confirm that the address is the person's. */
  @Column({ name: 'proved_by', type: 'text', array: true, default: [] })
  provedBy: string[];

  /** Grows with each change of status, which ends links whose basis has the old value. */
  @Column({ type: 'integer', default: 0 })
  epoch: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
