import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ListQuery } from '#libs/common';
import { Email } from '../members/members.dto.js';
import type { User } from '../identity/user.entity.js';

const STATUSES: User['status'][] = ['active', 'disabled'];

export class UserParams {
  @IsUUID() user_id: string;
}

export class ListUsers extends ListQuery {
  /** The complete address. */
  @IsOptional() @Email() @ApiProperty({ required: false }) email?: string;
  @IsOptional() @IsIn(STATUSES) status?: User['status'];
}

export class UpdateUser {
  /** A disabled person may act in no tenant. Their sessions end; their API tokens work again when they are enabled. */
  @IsOptional() @IsIn(STATUSES) status?: User['status'];
}

export class UserView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'ada@example.com' }) email: string;
  @ApiProperty({ example: 'Ada' }) name: string;
  @ApiProperty({ enum: STATUSES }) status: User['status'];
  /** Whether the person is platform staff. */
  @ApiProperty() staff: boolean;
  /**
   * Keys of the tenants whose invitation the account accepted. Nothing else confirms that the address is the person's.
   */
  @ApiProperty({ example: ['acme'] }) proved_by: string[];
  @ApiProperty() created_at: Date;
}

export class UserPage {
  @ApiProperty({ type: [UserView] }) data: UserView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export const userView = (user: User): UserView => ({
  id: user.publicId,
  email: user.email,
  name: user.name,
  status: user.status,
  staff: user.platformRole !== null,
  proved_by: user.provedBy,
  created_at: user.createdAt,
});
