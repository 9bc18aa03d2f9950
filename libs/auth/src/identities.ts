import { Injectable } from '@nestjs/common';
import { ROLES } from '#libs/access';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { Membership } from './membership.entity.js';

/** A user as the look-up functions answer; the password hash stays inside the auth library. */
export interface Identity {
  readonly id: string;
  readonly public_id: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly platform_role: string | null;
  readonly status: 'active' | 'disabled';
}

export interface TenantOfUser {
  readonly tenant_key: string;
  readonly role: string;
}

/** Who people are and what they are where; every answer is at most a second old. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly context: TenantContext,
  ) {}

  byEmail(email: string): Promise<Identity | undefined> {
    return this.one('app_user_by_email', email.toLowerCase());
  }

  byPublicId(id: string): Promise<Identity | undefined> {
    return this.cache.get('platform', `user:${id}`, () => this.one('app_user_by_public_id', id));
  }

  byId(id: string): Promise<Identity | undefined> {
    return this.cache.get('platform', `user:${id}`, () => this.one('app_user_by_id', id));
  }

  /** What the user may do in the tenant, as grants; undefined where they have no place there. */
  async grantsIn(tenant: Tenant, user: Identity): Promise<readonly string[] | undefined> {
    if (isStaff(user)) return ROLES.platform_admin;
    const membership = await this.cache.get(tenant.id, `membership:${user.id}`, () =>
      this.membership(tenant, user.id),
    );
    return membership && (ROLES[membership.role] ?? []);
  }

  tenantsOf(user: Identity): Promise<TenantOfUser[]> {
    return this.cache.get('platform', `memberships:${user.id}`, () =>
      this.database.lookup<TenantOfUser>('app_memberships_of', [user.id]),
    );
  }

  private membership(tenant: Tenant, userId: string): Promise<Membership | undefined> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(
        async (manager) => (await manager.findOneBy(Membership, { userId })) ?? undefined,
      ),
    );
  }

  private async one(
    lookup: 'app_user_by_email' | 'app_user_by_public_id' | 'app_user_by_id',
    key: string,
  ): Promise<Identity | undefined> {
    const [row] = await this.database.lookup<Identity>(lookup, [key]);
    return row;
  }
}

/** Platform staff act in any tenant by naming it. */
export const isStaff = (user: Identity): boolean => user.platform_role === 'platform_admin';
