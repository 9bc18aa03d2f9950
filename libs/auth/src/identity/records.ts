import type { Membership } from './membership.entity.js';

/** A user as the look-up functions return it. The password hash stays inside the auth library. */
export interface Identity {
  readonly id: string;
  readonly public_id: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly platform_role: string | null;
  readonly status: 'active' | 'disabled';
  /** Grows with each change of status. */
  readonly epoch: number;
}

export interface TenantOfUser {
  readonly tenant_key: string;
  readonly roles: readonly string[];
}

/** A place in a tenant, in any status. */
export interface Place extends TenantOfUser {
  readonly tenant_id: string;
  readonly status: 'active' | 'disabled';
  readonly id: string;
  readonly version: number;
}

/** A member as look-ups return it. */
export type Member = Pick<Membership, 'status' | 'roles' | 'permissions'>;
