import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { SigningKeyEntity } from './signing-key.entity.js';

export class RotateKeys {
  /** The key is known to others: all access tokens end now, sessions go on by their refresh tokens. */
  @IsOptional() @IsBoolean() @ApiProperty({ default: false, required: false }) revoke_previous?: boolean;
}

export class RotatedKeysView {
  @ApiProperty() kid: string;
  /** Shown in the key set at once, but signs only when every process knows it. */
  @ApiProperty() signs_from: Date;
  /** Until then the keys before it verify the tokens that they have signed. */
  @ApiProperty() previous_end_at: Date;
}

export class SigningKeyView {
  /** As in the header of the tokens that it signs, and in `/.well-known/jwks.json`. */
  @ApiProperty({ example: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }) kid: string;
  /** `next`: shown, does not sign yet. `signing`. `verifying`: the tokens that it has signed. `retired`: nothing any more. */
  @ApiProperty({ enum: ['next', 'signing', 'verifying', 'retired'] }) state: string;
  @ApiProperty() created_at: Date;
  @ApiProperty() signs_from: Date;
  /** When its last tokens are over; null while no key comes after it. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) verifies_until: Date | null;
}

export class SigningKeyPage {
  @ApiProperty({ type: [SigningKeyView] }) data: SigningKeyView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/** Names each field: the private half is never among them. @param signer id of the key that signs now */
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
