import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Stamped } from '../changes/stamped.js';

/**
 * A key that seals cursors and stream ids. It opens them forever, because consumers may return after any time: rows are
 * never deleted.
 */
@Entity('cursor_keys')
@Stamped({ columns: ['kid'], names: () => ['cursor-keys'] })
export class CursorKeyEntity {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'cursor_keys_pkey' })
  kid: number;

  /** 32 bytes, encrypted under the secret that `encryptedBy` names, if any. */
  @Column({ type: 'bytea', select: false })
  secret: Buffer;

  /** See KeyEncryption. */
  @Column({ name: 'encrypted_by', type: 'text', nullable: true })
  encryptedBy: string | null;

  @Column({ name: 'seals_from', type: 'timestamptz' })
  sealsFrom: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
