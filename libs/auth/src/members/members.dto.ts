import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsEmail,
  IsIn,
  IsOptional,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { SHOWN_VISIBLE, ShownPattern, VisibleText } from '#libs/common';
import type { Membership } from '../identity/membership.entity.js';
import { Grants } from '../roles/roles.dto.js';

const STATUSES: Membership['status'][] = ['active', 'disabled'];

/** Rejects invisible characters, and characters that normalize to ASCII and so would make another address. */
const ADDRESS = /^[^\p{C}\p{Z}\u212A\u037E\u1FEF]*$/u;

export const Email = () =>
  applyDecorators(
    IsEmail(),
    MaxLength(254),
    Matches(ADDRESS),
    ShownPattern(SHOWN_VISIBLE),
    ApiProperty({ example: 'ada@example.com' }),
  );

/** Names of roles, built-in or the tenant's own. */
export const RoleNames = () =>
  applyDecorators(
    VisibleText('operator', { each: true }),
    ArrayMinSize(1),
    ArrayMaxSize(20),
    ApiProperty({ example: ['operator'] }),
  );

export class MemberParams {
  @IsUUID() id: string;
}

export class CreateMember {
  /** Id of an account, as `GET /v1/users` lists it. An address may belong to several accounts. */
  @IsUUID() @ApiProperty({ format: 'uuid' }) user_id: string;
  @RoleNames() roles: string[];
  /** Granted directly, in addition to the roles. */
  @IsOptional() @Grants() permissions?: string[];
}

export class UpdateMember {
  @IsOptional() @RoleNames() roles?: string[];
  @IsOptional() @Grants() permissions?: string[];
  /** A disabled member may not act in the tenant until enabled again. */
  @IsOptional() @IsIn(STATUSES) status?: Membership['status'];
}

export class MemberView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) user_id: string;
  @ApiProperty({ example: 'ada@example.com' }) email: string;
  @ApiProperty({ example: 'Ada' }) name: string;
  @ApiProperty({ example: ['operator'] }) roles: string[];
  @ApiProperty({ example: [] }) permissions: string[];
  @ApiProperty({ enum: STATUSES }) status: Membership['status'];
  @ApiProperty() created_at: Date;
}

export class MemberPage {
  @ApiProperty({ type: [MemberView] }) data: MemberView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export const memberView = (member: Membership): MemberView => ({
  id: member.id,
  user_id: member.user!.publicId,
  email: member.email,
  name: member.user!.name,
  roles: member.roles,
  permissions: member.permissions,
  status: member.status,
  created_at: member.createdAt,
});
