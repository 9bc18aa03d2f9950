import { Injectable } from '@nestjs/common';
import { type Grant, STAFF_GRANTS, TENANT_ROLES } from '#libs/access';
import { andThen, type Awaitable, rememberedOf } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { type Found, type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { foundMember, foundPlaces, foundRoles, foundUser, isBuiltIn } from './found.js';
import { Membership } from './membership.entity.js';
import { addressOf } from './profiles.js';
import type { Identity, Member, Place, TenantOfUser } from './records.js';
import { Role } from './role.entity.js';

/** Accounts of one address that a login without a tenant tries: platform staff's first, then the most recently used. */
export const MOST_TRIED = 3;

/** Reads people and their places in tenants. Changes by other processes take effect within a second. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly context: TenantContext,
  ) {}

  /** The accounts that a login without a tenant tries: at most `MOST_TRIED`, staff's first. */
  accountsOf(email: string): Promise<Identity[]> {
    return this.database.lookup<Identity>('app_accounts_of', [addressOf(email), MOST_TRIED - 1]);
  }

  /** The account of an address that is a member of the tenant, or else platform staff's. */
  async accountIn(email: string, tenantKey: string): Promise<Identity | undefined> {
    const [row] = await this.database.lookup<Identity>('app_account_in', [addressOf(email), tenantKey]);
    return row;
  }

  byPublicId(id: string): Awaitable<Identity | undefined> {
    return this.cache.get('platform', `user:${id}`, () => this.one('app_user_by_public_id', id));
  }

  byId(id: string): Awaitable<Identity | undefined> {
    return this.cache.get('platform', `user:${id}`, () => this.one('app_user_by_id', id));
  }

  /** The user's grants in the tenant; undefined if they may not act there. */
  grantsIn(tenant: Tenant, user: Identity): Awaitable<readonly Grant[] | undefined> {
    if (isStaff(user)) return GRANTS_OF_STAFF;
    const membership = this.cache.get(tenant.id, `membership:${user.id}`, () =>
      this.membership(tenant, user.id),
    );
    return andThen(membership, (member) => {
      if (member?.status !== 'active') return undefined;
      if (isBuiltIn(member)) return grantsOf(member, NO_ROLES);
      return andThen(this.rolesOf(tenant), (own) => grantsOf(member, own));
    });
  }

  /** The tenants in which the user can act. */
  async tenantsOf(user: Identity): Promise<TenantOfUser[]> {
    const active = (await this.membershipsOf(user)).filter(({ status }) => status === 'active');
    return active.map(({ tenant_key, roles }) => ({ tenant_key, roles }));
  }

  private async membershipsOf(user: Identity): Promise<Place[]> {
    const found = await this.cache.get('platform', `memberships:${user.id}`, async () =>
      foundPlaces(user.id, await this.database.lookup<Place>('app_memberships_of', [user.id])),
    );
    return found!;
  }

  /** The tenant's own roles, each with its grants. */
  private rolesOf(tenant: Tenant): Awaitable<Roles> {
    const found = this.cache.get(tenant.id, 'roles', () =>
      this.context.runAs(tenant, () =>
        this.database.transaction(async (manager) => foundRoles(tenant.id, await manager.find(Role))),
      ),
    );
    return found as Awaitable<Roles>;
  }

  private membership(tenant: Tenant, userId: string): Promise<Found<Member>> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(async (manager) =>
        foundMember(userId, (await manager.findOneBy(Membership, { userId })) ?? undefined),
      ),
    );
  }

  private async one(
    lookup: 'app_user_by_public_id' | 'app_user_by_id',
    key: string,
  ): Promise<Found<Identity>> {
    const [row] = await this.database.lookup<Identity>(lookup, [key]);
    return foundUser(row);
  }
}

/** A tenant's own roles, each with its grants. */
type Roles = ReadonlyMap<string, string[]>;

const NO_ROLES: Roles = new Map();
const GRANTS_OF_STAFF: readonly Grant[] = STAFF_GRANTS.map((grant) => ({ grant, origin: 'platform_admin' }));

const grantsOf = rememberedOf(({ roles, permissions }: Member, own: Roles): readonly Grant[] => [
  ...roles.flatMap((role) =>
    (TENANT_ROLES.get(role) ?? own.get(role) ?? []).map((grant) => ({ grant, origin: `role:${role}` })),
  ),
  ...permissions.map((grant) => ({ grant, origin: 'direct' })),
]);

/** Platform staff act in any tenant by naming it. */
export const isStaff = (user: Pick<Identity, 'platform_role'>): boolean =>
  user.platform_role === 'platform_admin';
