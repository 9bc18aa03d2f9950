import { Check, Column, Entity, Generated, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person, known to the platform; what they may do in a tenant is their membership there. */
@Entity('users')
@Check('users_status_check', `status IN ('active', 'disabled')`)
@Unique('users_public_id_unique', ['publicId'])
@Unique('users_email_unique', ['email'])
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

  /** Lower case. */
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

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
