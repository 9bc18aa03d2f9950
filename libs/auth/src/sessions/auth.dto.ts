import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** Token request (RFC 6749, sections 4.3, 4.4 and 6). Unknown parameters are ignored, as section 3.2 demands. */
@JSONSchema({ additionalProperties: true })
export class TokenRequest {
  @IsString()
  @MaxLength(64)
  @ApiProperty({ example: 'password', enum: ['password', 'refresh_token', 'client_credentials'] })
  grant_type: string;
  /** Email address. */
  @IsOptional() @IsString() @MaxLength(254) @ApiProperty({ example: 'admin@example.com' }) username?: string;
  @IsOptional() @IsString() @MaxLength(1024) @ApiProperty({ format: 'password' }) password?: string;
  /** For the grant `refresh_token`. It works once. */
  @IsOptional() @IsString() @MaxLength(4096) @ApiProperty({ required: false }) refresh_token?: string;
  /** For the grant `client_credentials`, unless sent by HTTP Basic. */
  @IsOptional() @IsString() @MaxLength(64) @ApiProperty({ required: false }) client_id?: string;
  @IsOptional() @IsString() @MaxLength(256) @ApiProperty({ format: 'password' }) client_secret?: string;
  /**
   * Permissions, separated by spaces. Narrows what the token may do; with the grant `password` it narrows the whole
   * session permanently. With the grant `refresh_token` it may name permissions of the session, and narrows only the
   * access token.
   */
  @IsOptional() @IsString() @MaxLength(1024) @ApiProperty({ required: false }) scope?: string;
  /** Binds the session to one tenant. */
  @IsOptional() @IsString() @MaxLength(64) @ApiProperty({ required: false }) tenant_key?: string;
}

export class TokenResponse {
  @ApiProperty() access_token: string;
  @ApiProperty({ enum: ['Bearer'] }) token_type: 'Bearer';
  /** Seconds. */
  @ApiProperty({ example: 900 }) expires_in: number;
  /** If the grant has one. It works once; each answer has the next one. */
  @ApiProperty({ required: false, example: 'trr_…' }) refresh_token?: string;
  /**
   * A service's token: its permissions. A person's token: the permissions that it is narrowed to, absent if it is not
   * narrowed.
   */
  @ApiProperty({ required: false, example: 'events:read' }) scope?: string;
}

/** RFC 7009, section 2.1. */
@JSONSchema({ additionalProperties: true })
export class RevokeRequest {
  /** A person's refresh or access token, which ends its session; an access token of a service; or an API token. */
  @IsString()
  @MinLength(1)
  @MaxLength(4096)
  @ApiProperty({ example: 'trb_demo_…' })
  token: string;
  @IsOptional() @IsString() @MaxLength(64) token_type_hint?: string;
  /** Credentials of a service, unless sent by HTTP Basic; optional. */
  @IsOptional() @IsString() @MaxLength(64) @ApiProperty({ required: false }) client_id?: string;
  @IsOptional() @IsString() @MaxLength(256) @ApiProperty({ format: 'password' }) client_secret?: string;
}

/** A public key (RFC 7517). */
export class PublicKey {
  @ApiProperty({ example: 'EC' }) kty: string;
  @ApiProperty({ example: 'P-256' }) crv: string;
  @ApiProperty({ example: 'ES256' }) alg: string;
  @ApiProperty({ example: 'sig' }) use: string;
  @ApiProperty() kid: string;
  @ApiProperty() x: string;
  @ApiProperty() y: string;
}

export class KeySet {
  @ApiProperty({ type: [PublicKey] }) keys: PublicKey[];
}

export class ServerMetadata {
  @ApiProperty() issuer: string;
  @ApiProperty() token_endpoint: string;
  @ApiProperty() revocation_endpoint: string;
  @ApiProperty() jwks_uri: string;
  @ApiProperty() response_types_supported: string[];
  @ApiProperty() grant_types_supported: string[];
  @ApiProperty() scopes_supported: string[];
  @ApiProperty() token_endpoint_auth_methods_supported: string[];
  @ApiProperty() revocation_endpoint_auth_methods_supported: string[];
  @ApiProperty() service_documentation: string;
}

export class OAuthErrorView {
  @ApiProperty({ example: 'invalid_grant' }) error: string;
  @ApiProperty() error_description: string;
}

export class PrincipalView {
  @ApiProperty({ enum: ['user', 'token', 'device', 'client'] }) kind: string;
  @ApiProperty({ description: 'Of the user or token; the device_uid of a device.' }) id: string;
  /** Email address of the person behind it. */
  @ApiProperty({ type: 'string', nullable: true, example: 'admin@example.com' }) email: string | null;
  @ApiProperty({ type: 'string', nullable: true }) name: string | null;
  /** Whether it is platform staff, who may act in any tenant by naming it. */
  @ApiProperty() staff: boolean;
}

export class TenantOfPrincipal {
  @ApiProperty({ example: 'acme' }) tenant_key: string;
  @ApiProperty({ type: [String], example: ['tenant_admin'] }) roles: readonly string[];
}

export class GrantedPermission {
  @ApiProperty({ example: 'events:read' }) permission: string;
  /** Origin of the permission: `role:<name>`, `direct`, `platform_admin`, `device` or `client`. */
  @ApiProperty({ example: ['role:operator'] }) from: string[];
}

export class MeView {
  @ApiProperty() principal: PrincipalView;
  /** Tenant of this request, by credential or selector. */
  @ApiProperty({ type: 'string', nullable: true, example: 'acme' }) tenant_key: string | null;
  @ApiProperty({ type: [TenantOfPrincipal] }) tenants: readonly TenantOfPrincipal[];
  /** Permissions in this request. */
  @ApiProperty({ type: [String], example: ['events:read', 'events:write'] }) permissions: readonly string[];
  /** Origin of each permission inside the tenant. */
  @ApiProperty({ type: [GrantedPermission] }) grants: GrantedPermission[];
}
