import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Stamped } from '#libs/database';

/** A key of the platform that signs access tokens. After a key has ended, its row stays without the private half. */
@Entity('signing_keys')
@Stamped({ columns: ['kid'], names: () => ['signing-keys'] })
export class SigningKeyEntity {
  /** RFC 7638 thumbprint of the public half. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'signing_keys_pkey' })
  kid: string;

  @Column({ name: 'public_jwk', type: 'jsonb' })
  publicJwk: object;

  /** Encrypted, see KeyWrap. */
  @Column({ name: 'private_key', type: 'bytea', nullable: true, select: false })
  privateKey: Buffer | null;

  @Column({ name: 'signs_from', type: 'timestamptz' })
  signsFrom: Date;

  /** When its last tokens expire; null while it signs. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
