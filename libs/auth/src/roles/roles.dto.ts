import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { GRANTS, TENANT_ROLES } from '#libs/access';
import { LineOfText } from '#libs/common';
import type { Role } from '../identity/role.entity.js';

const ROLE_NAME = /^[a-z][a-z0-9_-]{1,62}$/;

/** Grants of a role or a member: permissions, and wildcards over them. */
export const Grants = () =>
  applyDecorators(
    IsIn([...GRANTS], { each: true }),
    ArrayMaxSize(50),
    ApiProperty({ example: ['events:read'], enum: GRANTS as string[], isArray: true }),
  );

export class RoleParams {
  /** A UUID, or the name of a built-in role. */
  @MaxLength(64) id: string;
}

export class CreateRole {
  @Matches(ROLE_NAME) @ApiProperty({ example: 'auditor', pattern: ROLE_NAME.source }) name: string;
  @IsOptional() @LineOfText(200, 'Reads everything, changes nothing') description?: string;
  /** At most what you hold. */
  @Grants() permissions: string[];
}

export class UpdateRole {
  @IsOptional() @LineOfText(200, 'Reads everything, changes nothing') description?: string;
  @IsOptional() @Grants() permissions?: string[];
}

export class RoleView {
  @ApiProperty({ description: 'A UUID; the name of a built-in role.' }) id: string;
  @ApiProperty({ example: 'auditor' }) name: string;
  @ApiProperty() description: string;
  @ApiProperty({ type: [String], example: ['events:read'] }) permissions: readonly string[];
  /** Whether it is built-in. Built-in roles are the same in every tenant and never change. */
  @ApiProperty() builtin: boolean;
}

export class RolePage {
  @ApiProperty({ type: [RoleView] }) data: RoleView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export class PermissionView {
  @ApiProperty({ example: 'events:read' }) permission: string;
  @ApiProperty({ example: 'events' }) subject: string;
  @ApiProperty({ example: 'read' }) action: string;
}

export class PermissionPage {
  @ApiProperty({ type: [PermissionView] }) data: PermissionView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export const roleView = (role: Role): RoleView => ({
  id: role.id,
  name: role.name,
  description: role.description,
  permissions: role.permissions,
  builtin: false,
});

export const BUILT_IN: readonly RoleView[] = [...TENANT_ROLES].map(([name, permissions]) => ({
  id: name,
  name,
  description: 'Built in',
  permissions,
  builtin: true,
}));
