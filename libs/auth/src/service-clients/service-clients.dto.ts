import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsOptional, IsUUID } from 'class-validator';
import { GRANTS, PLATFORM_PERMISSIONS } from '#libs/access';
import { Name, TenantKey } from '#libs/common';
import type { ServiceClient } from '../identity/service-client.entity.js';

const ABILITIES: string[] = [...GRANTS, ...PLATFORM_PERMISSIONS];

export class ServiceClientParams {
  @IsUUID() id: string;
}

export class CreateServiceClient {
  @Name(200, 'billing') name: string;

  /** Permissions; wildcards are allowed. `tenants:*` must be named itself, and only by a client without a tenant. */
  @IsIn(ABILITIES, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ApiProperty({ example: ['events:read'], enum: ABILITIES, isArray: true })
  abilities: string[];

  /** Binds the client to one tenant. Without it, the client acts in any tenant, by naming it. */
  @IsOptional() @TenantKey() @ApiProperty({ required: false }) tenant_key?: string;
}

export class ServiceClientView {
  /** The `client_id`. */
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'billing' }) name: string;
  @ApiProperty({ example: ['events:read'] }) abilities: string[];
  @ApiProperty({ type: 'string', nullable: true, example: 'acme' }) tenant_key: string | null;
  @ApiProperty() created_at: Date;
}

export class CreatedServiceClientView extends ServiceClientView {
  /** Shown only here. */
  @ApiProperty({ example: 'trs_…' }) client_secret: string;
}

export class ServiceClientPage {
  @ApiProperty({ type: [ServiceClientView] }) data: ServiceClientView[];
  @ApiProperty({ type: 'string', nullable: true }) next_cursor: string | null;
}

/** Names each field explicitly, so that the hashes are never exposed. */
export const serviceClientView = (client: ServiceClient): ServiceClientView => ({
  id: client.id,
  name: client.name,
  abilities: client.abilities,
  tenant_key: client.tenantKey,
  created_at: client.createdAt,
});
