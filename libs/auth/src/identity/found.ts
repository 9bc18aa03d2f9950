import { TENANT_ROLES } from '#libs/access';
import { shared } from '#libs/common';
import type { Filling, Found } from '#libs/tenancy';
import { foundTenant, type TenantRow } from '#libs/tenants';
import type { Identity, Member, Place } from './records.js';
import type { Role } from './role.entity.js';

/** A person and their place in a tenant, read by one statement. */
export interface PersonRow {
  readonly tenant: TenantRow | null;
  readonly owner: Identity | null;
  readonly member: Member | null;
  /** The tenant's own roles, if there is a member; null if the tenant has none. */
  readonly roles: readonly Pick<Role, 'name' | 'permissions'>[] | null;
}

/**
 * Columns of a PersonRow, from the aliases `t` (app_tenant_by_key), `u` (app_user_by_id) and `m` (memberships). Ids are
 * texts, because JSON numbers would lose digits.
 */
export const PERSON_COLUMNS = `to_jsonb(t) || jsonb_build_object('id', t.id::text) AS tenant,
  to_jsonb(u) || jsonb_build_object('id', u.id::text) AS owner,
  CASE WHEN m.user_id IS NOT NULL THEN jsonb_build_object('status', m.status, 'roles', m.roles, 'permissions', m.permissions) END AS member,
  CASE WHEN m.user_id IS NOT NULL THEN
    (SELECT jsonb_agg(jsonb_build_object('name', r.name, 'permissions', r.permissions)) FROM roles r WHERE r.tenant_id = t.id) END AS roles`;

/**
 * Joins the alias `m` to the alias `t`. A parameter tells little about the number of rows, and the planner would read all
 * members of the tenant to join one of them; with OFFSET 0 it reads that one by the index.
 * @param userId an expression
 */
export const joinMember = (userId: string) =>
  `LEFT JOIN LATERAL (SELECT f.* FROM memberships f WHERE f.tenant_id = t.id AND f.user_id = ${userId} OFFSET 0) m ON true`;

/** Caches each part as if it had been looked up alone. */
export function keepPerson({ tenant, owner, member, roles }: PersonRow, { put }: Filling): void {
  if (tenant) put('platform', `tenant-key:${tenant.key}`, foundTenant(revived(tenant)));
  if (!owner) return;
  for (const id of [owner.id, owner.public_id]) put('platform', `user:${id}`, foundUser(owner));
  if (!tenant) return;
  put(tenant.id, `membership:${owner.id}`, foundMember(owner.id, member ?? undefined));
  // Built-in roles need no look-up.
  if (member && !isBuiltIn(member)) put(tenant.id, 'roles', foundRoles(tenant.id, roles ?? []));
}

/** JSON holds times as texts; this makes them dates again. */
const revived = (row: TenantRow): TenantRow => ({
  ...row,
  purged_before: row.purged_before && new Date(row.purged_before),
});

/** A person's record and what it derives from. The cache drops it when the person changes or is removed. */
export const foundUser = (value: Identity | undefined): Found<Identity> => ({
  value,
  from: value ? [`user:${value.id}`] : [],
});

export const foundPlaces = (userId: string, value: Place[]): Found<Place[]> => ({
  value,
  from: [`user:${userId}`, ...value.map(({ tenant_id }) => `tenant:${tenant_id}`)],
});

export const foundMember = (userId: string, row: Member | undefined): Found<Member> => ({
  value: row && memberOf(row),
  from: [`user:${userId}`],
});

/**
 * Members who have the same built-in roles share one record, and with it everything that derives from it. A tenant's own
 * roles mean something else in each tenant.
 */
function memberOf({ status, roles, permissions }: Member): Member {
  const member = { status, roles, permissions };
  return isBuiltIn(member) ? sharedMember(member) : member;
}

const sharedMember = shared<Member>();
export const isBuiltIn = ({ roles }: Member): boolean => roles.every((role) => TENANT_ROLES.has(role));

export const foundRoles = (
  tenantId: string,
  rows: readonly Pick<Role, 'name' | 'permissions'>[],
): Found<Map<string, string[]>> => ({
  value: new Map(rows.map(({ name, permissions }) => [name, permissions])),
  from: [`roles:${tenantId}`],
});
