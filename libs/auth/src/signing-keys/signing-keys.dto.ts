import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { SigningKeyEntity } from './signing-key.entity.js';

export class RotateKeys {
  /** Set it if a key was compromised: all access tokens end now; sessions continue with their refresh tokens. */
  @IsOptional() @IsBoolean() @ApiProperty({ default: false, required: false }) revoke_previous?: boolean;
}

export class RotatedKeysView {
  @ApiProperty() kid: string;
  /** When it begins to sign. The key set shows it at once, so that every process knows it by then. */
  @ApiProperty() signs_from: Date;
  /** Until then the earlier keys verify the tokens that they signed. */
  @ApiProperty() previous_end_at: Date;
}

export class SigningKeyView {
  /** Key id, as in the header of its tokens and in `/.well-known/jwks.json`. */
  @ApiProperty({ example: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }) kid: string;
  /**
   * `next`: published, does not sign yet. `signing`. `verifying`: verifies tokens that it signed. `retired`: no longer
   * used.
   */
  @ApiProperty({ enum: ['next', 'signing', 'verifying', 'retired'] }) state: string;
  @ApiProperty() created_at: Date;
  @ApiProperty() signs_from: Date;
  /** When its last tokens expire; null while it is the newest key. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) verifies_until: Date | null;
}

export class SigningKeyPage {
  @ApiProperty({ type: [SigningKeyView] }) data: SigningKeyView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/**
 * Names each field explicitly, so that the private half is never exposed.
 * @param signer id of the key that signs now
 */
export const signingKeyView = (key: SigningKeyEntity, signer: string): SigningKeyView => ({
  kid: key.kid,
  state: stateOf(key, signer),
  created_at: key.createdAt,
  signs_from: key.signsFrom,
  verifies_until: key.expiresAt,
});

function stateOf({ kid, signsFrom, expiresAt }: SigningKeyEntity, signer: string): string {
  if (expiresAt && expiresAt <= new Date()) return 'retired';
  if (kid === signer) return 'signing';
  return signsFrom > new Date() ? 'next' : 'verifying';
}
