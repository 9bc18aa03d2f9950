import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { Name, Nullable } from '#libs/common';
import { Email, RoleNames } from '../members/members.dto.js';
import type { Invitation } from './invitation.entity.js';
import { Grants } from '../roles/roles.dto.js';

const NewPassword = () =>
  applyDecorators(
    IsString(),
    MinLength(12),
    MaxLength(128),
    ApiProperty({
      format: 'password',
      example: 'three quiet rivers meet',
      description: 'At least 12 characters. Common and guessable passwords are rejected.',
    }),
  );

export class InvitationParams {
  @IsUUID() id: string;
}

export class CreateInvitation {
  @Email() email: string;
  /** At most what you hold. */
  @RoleNames() roles: string[];
  @IsOptional() @Grants() permissions?: string[];
}

export class AcceptInvitation {
  @IsString() @MaxLength(256) @ApiProperty({ example: 'tri_acme_…' }) token: string;
  /** Password of the new account. It is ignored if the request has an access token: then that account joins. */
  @IsOptional() @NewPassword() @ApiProperty({ required: false }) password?: string;
  @Nullable() @Name(200, 'Ada Lovelace') name?: string | null;
}

export class ChangePassword {
  /** Token of a reset link. Without it `current_password` is required. */
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @ApiProperty({ example: 'trp_…', required: false })
  token?: string;
  @IsOptional() @IsString() @MaxLength(1024) @ApiProperty({ format: 'password' }) current_password?: string;
  /** Account whose password changes. Without it, the account of the access token. */
  @IsOptional() @Email() @ApiProperty({ required: false }) email?: string;
  /** Tenant in which the account is a member. Without it the most recently used accounts of the address are tried. */
  @IsOptional() @IsString() @MaxLength(64) @ApiProperty({ required: false }) tenant_key?: string;
  /** Also revokes the person's API tokens, and the links that they made. */
  @IsOptional() @IsBoolean() @ApiProperty({ default: false, required: false }) revoke_tokens?: boolean;
  @NewPassword() new_password: string;
}

export class InvitationView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'ada@example.com' }) email: string;
  @ApiProperty({ example: ['operator'] }) roles: string[];
  @ApiProperty({ example: [] }) permissions: string[];
  @ApiProperty() expires_at: Date;
  @ApiProperty() created_at: Date;
}

export class CreatedInvitationView extends InvitationView {
  /** For the link that you send to the person. It is shown only here and works once. */
  @ApiProperty({ example: 'tri_acme_…' }) token: string;
}

export class InvitationPage {
  @ApiProperty({ type: [InvitationView] }) data: InvitationView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export class AcceptedView {
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  @ApiProperty({ example: 'ada@example.com' }) email: string;
  @ApiProperty({ example: ['operator'] }) roles: string[];
}

export class LiveToken {
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'gateway in hall 3' }) name: string;
  @ApiProperty({ example: ['events:write'] }) abilities: string[];
  @ApiProperty({ type: Date, nullable: true }) expires_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) last_used_at: Date | null;
}

export class PasswordChangedView {
  /** API tokens of the person that still work, at most 500. A password change does not revoke them. */
  @ApiProperty({ type: [LiveToken] }) tokens: LiveToken[];
  /** Number of API tokens that `revoke_tokens` revoked. */
  @ApiProperty({ example: 0 }) revoked_tokens: number;
}

export class ResetView {
  /** For the link that you send to the person. It is shown only here and works once. */
  @ApiProperty({ example: 'trp_…' }) token: string;
  @ApiProperty() expires_at: Date;
}

/** @param names names of the tenant's own roles, by id */
export const invitationView = (
  invitation: Invitation,
  names: ReadonlyMap<string, string>,
): InvitationView => ({
  id: invitation.id,
  email: invitation.email,
  roles: invitation.roleIds.map((id) => names.get(id) ?? id),
  permissions: invitation.permissions,
  expires_at: invitation.expiresAt,
  created_at: invitation.createdAt,
});
