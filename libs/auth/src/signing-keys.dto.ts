import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

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
