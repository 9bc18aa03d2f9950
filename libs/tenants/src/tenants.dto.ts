import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Name, Nested, ListQuery, Nullable, TenantKey } from '#libs/common';
import { effectiveSettings, TenantSettings } from './tenant-settings.js';
import type { TenantEntity, TenantStatus } from './tenant.entity.js';

const STATUSES: TenantStatus[] = ['active', 'suspended'];

export class TenantParams {
  @TenantKey() tenant_key: string;
}

export class CreateTenant {
  /** Public name of the tenant; never changes. */
  @TenantKey() key: string;
  @IsOptional() @Name(200, 'Acme Corporation') name?: string;
  @IsOptional() @IsIn(STATUSES) status?: TenantStatus;
  @IsOptional() @Nested(() => TenantSettings) settings?: TenantSettings;
}

export class UpdateTenant {
  @IsOptional() @Name(200, 'Acme Corporation') name?: string;
  @IsOptional() @IsIn(STATUSES) status?: TenantStatus;
  /** Merged deeply into the current settings; null restores a default, or all of them. */
  @ApiProperty({ type: () => TenantSettings, required: false })
  @Nullable()
  @Nested(() => TenantSettings)
  settings?: TenantSettings | null;
}

export class ListTenants extends ListQuery {
  @IsOptional() @IsIn(STATUSES) status?: TenantStatus;
}

export class TenantView {
  @ApiProperty({ example: 'acme' }) key: string;
  @ApiProperty({ example: 'Acme Corporation' }) name: string;
  @ApiProperty({ enum: STATUSES }) status: TenantStatus;
  /** With all defaults filled in. */
  @ApiProperty({ type: TenantSettings }) settings: object;
  /** Events that occurred before it are rejected, because retention has removed them or is about to. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  purged_before: Date | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
}

export const tenantView = (tenant: TenantEntity): TenantView => ({
  key: tenant.key,
  name: tenant.name,
  status: tenant.status,
  settings: effectiveSettings(tenant.settings),
  purged_before: tenant.purgedBefore,
  created_at: tenant.createdAt,
  updated_at: tenant.updatedAt,
});

export class TenantPage {
  @ApiProperty({ type: [TenantView] }) data: TenantView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}
