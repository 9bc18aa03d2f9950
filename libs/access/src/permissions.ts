/** Permissions inside a tenant, as `subject:action`. */
export const TENANT_PERMISSIONS = [
  'events:read', 'events:write',
  'devices:read', 'devices:write',
  'tokens:read', 'tokens:write',
  'members:read', 'members:write',
  'roles:read', 'roles:write',
  'audit:read',
  'usage:read',
  'dead_letters:read', 'dead_letters:write',
] as const; // prettier-ignore

/**
 * Permissions on tenants themselves. A credential that is bound to a tenant never has them, and no wildcard covers
 * them.
 */
export const PLATFORM_PERMISSIONS = ['tenants:read', 'tenants:write'] as const;

const SUBJECTS = [...new Set(TENANT_PERMISSIONS.map((permission) => permission.split(':')[0]))];
/** What can be granted inside a tenant: permissions, and wildcards over them. */
export const GRANTS: readonly string[] = [
  ...TENANT_PERMISSIONS,
  ...SUBJECTS.map((subject) => `${subject}:*`),
  '*',
];

/** Permissions of every authenticated caller. */
export const SELF_PERMISSIONS = ['self:read'] as const;

export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];
export type Permission =
  TenantPermission | (typeof PLATFORM_PERMISSIONS)[number] | (typeof SELF_PERMISSIONS)[number];

/** The grants of platform staff, who act in any tenant by naming it. */
export const STAFF_GRANTS: readonly string[] = ['*', ...PLATFORM_PERMISSIONS];

/** The built-in roles of people in tenants. A Map, because clients choose the names that are looked up. */
export const TENANT_ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['tenant_admin', ['*']],
  ['operator', ['events:*', 'devices:*', 'usage:read', 'dead_letters:*']],
  ['producer', ['events:write']],
  ['consumer', ['events:read', 'devices:read']],
]);

/** Names that a tenant may not give to its own roles, because they have a fixed meaning everywhere. */
export const RESERVED_ROLES: ReadonlySet<string> = new Set(['platform_admin', ...TENANT_ROLES.keys()]);

/** A grant and its origin: `role:operator`, `direct`, `platform_admin`. */
export interface Grant {
  readonly grant: string;
  readonly origin: string;
}

/** Where a permission applies, which decides whether its routes need a tenant. */
export function reachOf(permission: Permission): 'tenant' | 'platform' | 'self' {
  if ((PLATFORM_PERMISSIONS as readonly string[]).includes(permission)) return 'platform';
  return (SELF_PERMISSIONS as readonly string[]).includes(permission) ? 'self' : 'tenant';
}

/** Every permission that can be granted, in catalogue order. */
export const GRANTABLE: readonly string[] = [...TENANT_PERMISSIONS, ...PLATFORM_PERMISSIONS];

const WITHIN_TENANTS: ReadonlySet<string> = new Set(TENANT_PERMISSIONS);

/**
 * Whether a grant covers a permission. The only place that decides this, wherever grants are given, narrowed or used. A
 * wildcard covers only permissions inside a tenant. A platform permission is covered only by its own name.
 */
export const covers = (grant: string, permission: string): boolean =>
  grant === permission ||
  (WITHIN_TENANTS.has(permission) &&
    (grant === '*' || (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1)))));

/** The permissions of `catalogue` that `grants` cover. Unknown grants cover nothing. */
export function expand<P extends string>(grants: readonly string[], catalogue: readonly P[]): P[] {
  return catalogue.filter((permission) => grants.some((grant) => covers(grant, permission)));
}

/** The permissions that `grants` cover but `held` does not. */
export function excessOf(grants: readonly string[], held: readonly string[]): string[] {
  const allowed = new Set(expand(held, GRANTABLE));
  return expand(grants, GRANTABLE).filter((permission) => !allowed.has(permission));
}
