import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { GRANTS } from '#libs/access';
import { Name, Nullable, Timestamp } from '#libs/common';
import type { ApiToken } from './api-token.entity.js';

const ABILITIES = [...GRANTS];

export class TokenParams {
  @IsUUID() id: string;
}

export class CreateToken {
  @Name(200, 'gateway in hall 3') name: string;

  /** Permissions; wildcards are allowed. At most what you hold. */
  @IsIn(ABILITIES, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ApiProperty({ example: ['events:write', 'events:read'], enum: ABILITIES, isArray: true })
  abilities: string[];

  /** When the token expires. With null it never expires, if the service sets no maximum. */
  @Nullable()
  @Timestamp()
  @ApiProperty({ example: '2099-12-31T00:00:00Z', required: false, nullable: true })
  expires_at?: string | null;
}

export class RotateToken {
  /** How long the old token keeps working. Seconds. */
  @IsOptional() @IsInt() @Min(0) @Max(604_800) @ApiProperty({ default: 3600 }) overlap_seconds?: number;
}

/** Owner of a token. The token ends with its owner and may do at most what its owner may. */
export class TokenOwner {
  @ApiProperty({ enum: ['user', 'client', 'device'] }) kind: string;
  /** Public id of the person or client, or the `device_uid`. */
  @ApiProperty({ example: '5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e' }) id: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Ada' }) name: string | null;
}

export class TokenView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'gateway in hall 3' }) name: string;
  @ApiProperty({ example: ['events:write'] }) abilities: string[];
  @ApiProperty({ type: Date, nullable: true }) expires_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) last_used_at: Date | null;
  @ApiProperty() created_at: Date;
}

export class CreatedTokenView extends TokenView {
  /** The plaintext. It is shown only here. */
  @ApiProperty({ example: 'trb_acme_…' }) token: string;
}

export class ListedTokenView extends TokenView {
  @ApiProperty() owner: TokenOwner;
}

export class TokenPage {
  @ApiProperty({ type: [ListedTokenView] }) data: ListedTokenView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/** Names each field explicitly, so that the hash is never exposed. */
export const tokenView = (token: ApiToken): TokenView => ({
  id: token.id,
  name: token.name,
  abilities: token.abilities,
  expires_at: token.expiresAt,
  last_used_at: token.lastUsedAt,
  created_at: token.createdAt,
});
