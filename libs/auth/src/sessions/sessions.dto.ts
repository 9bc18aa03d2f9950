import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { RefreshToken } from './refresh-token.entity.js';

export class SessionParams {
  @IsUUID() id: string;
}

export class SessionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  /** Whether it is the session of this request. */
  @ApiProperty() current: boolean;
  /** Tenant that it is bound to. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) tenant_key: string | null;
  /** Permissions that it is narrowed to, separated by spaces. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) scope: string | null;
  /** IP address from which it was opened or last refreshed. */
  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' }) address: string | null;
  /** When the person logged in. */
  @ApiProperty() created_at: Date;
  /** When it was opened or last refreshed. */
  @ApiProperty() last_used_at: Date;
  /** When it expires unless it is refreshed. */
  @ApiProperty() expires_at: Date;
}

export class SessionPage {
  @ApiProperty({ type: [SessionView] }) data: SessionView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

export const sessionView = (token: RefreshToken, current: string | undefined): SessionView => ({
  id: token.family,
  current: token.family === current,
  tenant_key: token.tenantKey,
  scope: token.scope?.join(' ') ?? null,
  address: token.address,
  created_at: token.startedAt,
  last_used_at: token.createdAt,
  expires_at: token.expiresAt,
});
