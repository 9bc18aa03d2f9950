import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { LineOfText, Nullable } from '#libs/common';
import { Email, RoleNames } from './members.dto.js';
import type { Invitation } from './invitation.entity.js';
import { Grants } from './roles.dto.js';

const NewPassword = () =>
  applyDecorators(
    IsString(),
    MinLength(12),
    MaxLength(128),
    ApiProperty({
      format: 'password',
      example: 'three quiet rivers meet',
      description: 'Twelve characters or more; no other rules.',
    }),
  );

export class InvitationParams {
  @IsUUID() id: string;
}

export class CreateInvitation {
  @Email() email: string;
  /** Never more than you hold. */
  @RoleNames() roles: string[];
  @IsOptional() @Grants() permissions?: string[];
}

export class AcceptInvitation {
  @IsString() @MaxLength(256) @ApiProperty({ example: 'tri_acme_…' }) token: string;
  /** A new one; or, where the address has an account already, that account's. */
  @NewPassword() password: string;
  @Nullable() @LineOfText(200, 'Ada Lovelace') name?: string | null;
}

export class ChangePassword {
  /** Of a reset link; without it the current password is needed. */
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @ApiProperty({ example: 'trp_…', required: false })
  token?: string;
  @IsOptional() @IsString() @MaxLength(1024) @ApiProperty({ format: 'password' }) current_password?: string;
  /** Whose password; without it, that of the access token that is sent. */
  @IsOptional() @Email() @ApiProperty({ required: false }) email?: string;
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

export class NewInvitationView extends InvitationView {
  /** For the link that you send to them: shown this once, good once. */
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

export class ResetView {
  /** For the link that you send to them: shown this once, good once. */
  @ApiProperty({ example: 'trp_…' }) token: string;
  @ApiProperty() expires_at: Date;
}

export const invitationView = (invitation: Invitation): InvitationView => ({
  id: invitation.id,
  email: invitation.email,
  roles: invitation.roles,
  permissions: invitation.permissions,
  expires_at: invitation.expiresAt,
  created_at: invitation.createdAt,
});
