import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Stamped } from '../changes/stamped.js';

/** A key that seals cursors and stream ids. It opens for good, because feeds outlive keys: rows never go. */
@Entity('cursor_keys')
@Stamped({ columns: ['kid'], names: () => ['cursor-keys'] })
export class CursorKeyEntity {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'cursor_keys_pkey' })
  kid: number;

  /** 32 bytes; encrypted where `encryptedBy` names what by. */
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
