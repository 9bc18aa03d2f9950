import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** RFC 6749, section 4.3; parameters that are not known are ignored, as section 3.2 demands. */
@JSONSchema({ additionalProperties: true })
export class TokenRequest {
  @IsString() @MaxLength(64) @ApiProperty({ example: 'password', enum: ['password'] }) grant_type: string;
  /** Email address. */
  @IsOptional() @IsString() @MaxLength(254) @ApiProperty({ example: 'admin@example.com' }) username?: string;
  @IsOptional() @IsString() @MaxLength(1024) @ApiProperty({ format: 'password' }) password?: string;
  /** Binds the access token to one tenant. */
  @IsOptional() @IsString() @MaxLength(64) @ApiProperty({ required: false }) tenant_key?: string;
}

export class TokenResponse {
  @ApiProperty() access_token: string;
  @ApiProperty({ enum: ['Bearer'] }) token_type: 'Bearer';
  /** Seconds. */
  @ApiProperty({ example: 900 }) expires_in: number;
  @ApiProperty({ example: '' }) scope: string;
}

export class OAuthErrorView {
  @ApiProperty({ example: 'invalid_grant' }) error: string;
  @ApiProperty() error_description: string;
}

export class PrincipalView {
  @ApiProperty({ enum: ['user', 'token'] }) kind: string;
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'admin@example.com' }) email: string;
  @ApiProperty() name: string;
  /** Platform staff act in any tenant by naming it. */
  @ApiProperty() staff: boolean;
}

export class TenantOfPrincipal {
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  @ApiProperty({ example: 'tenant_admin' }) role: string;
}

export class MeView {
  @ApiProperty() principal: PrincipalView;
  /** Tenant that this request is bound to, by credential or selector. */
  @ApiProperty({ type: 'string', nullable: true, example: 'acme' }) tenant_key: string | null;
  @ApiProperty({ type: [TenantOfPrincipal] }) tenants: readonly TenantOfPrincipal[];
  /** Effective in this request. */
  @ApiProperty({ example: ['events:read', 'events:write'] }) permissions: readonly string[];
}
