import { Injectable } from '@nestjs/common';
import { type Grant, ROLES, TENANT_ROLES } from '#libs/access';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { Membership } from './membership.entity.js';
import { Role } from './role.entity.js';

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
  readonly roles: readonly string[];
}

type MembershipRow = TenantOfUser & { readonly status: 'active' | 'disabled' };

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
  async grantsIn(tenant: Tenant, user: Identity): Promise<readonly Grant[] | undefined> {
    if (isStaff(user)) return ROLES.platform_admin.map((grant) => ({ grant, origin: 'platform_admin' }));
    const membership = await this.cache.get(tenant.id, `membership:${user.id}`, () =>
      this.membership(tenant, user.id),
    );
    if (membership?.status !== 'active') return undefined;
    const direct = membership.permissions.map((grant) => ({ grant, origin: 'direct' }));
    const builtIn = membership.roles.filter((role) => Object.hasOwn(TENANT_ROLES, role));
    const own =
      builtIn.length < membership.roles.length ? await this.rolesOf(tenant) : new Map<string, string[]>();
    const ofRoles = membership.roles.flatMap((role) =>
      (TENANT_ROLES[role] ?? own.get(role) ?? []).map((grant) => ({ grant, origin: `role:${role}` })),
    );
    return [...ofRoles, ...direct];
  }

  /** Where the user can act. */
  async tenantsOf(user: Identity): Promise<TenantOfUser[]> {
    const active = (await this.membershipsOf(user)).filter(({ status }) => status === 'active');
    return active.map(({ tenant_key, roles }) => ({ tenant_key, roles }));
  }

  /** Whether the user is a member of any other tenant, be it a disabled one. */
  async isElsewhere(user: Identity, tenant: Tenant): Promise<boolean> {
    return (await this.membershipsOf(user)).some(({ tenant_key }) => tenant_key !== tenant.key);
  }

  /** Drops what this process believes of a person; call after the commit. */
  forget(id: string, publicId: string): void {
    for (const key of [id, publicId]) this.cache.drop('platform', `user:${key}`);
  }

  private membershipsOf(user: Identity): Promise<MembershipRow[]> {
    return this.cache.get('platform', `memberships:${user.id}`, () =>
      this.database.lookup<MembershipRow>('app_memberships_of', [user.id]),
    );
  }

  /** The tenant's own roles, each with what it grants. */
  private rolesOf(tenant: Tenant): Promise<Map<string, string[]>> {
    return this.cache.get(tenant.id, 'roles', () =>
      this.context.runAs(tenant, () =>
        this.database.transaction(async (manager) => {
          const roles = await manager.find(Role);
          return new Map(roles.map(({ name, permissions }) => [name, permissions]));
        }),
      ),
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
