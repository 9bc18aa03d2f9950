/** What can be done inside a tenant, as `subject:action`. */
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

/** What can be done to tenants themselves: never by a credential that is bound to one, and never by a wildcard. */
export const PLATFORM_PERMISSIONS = ['tenants:read', 'tenants:write'] as const;

const SUBJECTS = [...new Set(TENANT_PERMISSIONS.map((permission) => permission.split(':')[0]))];
/** What can be granted inside a tenant: permissions, and wildcards over them. */
export const GRANTS: readonly string[] = [
  ...TENANT_PERMISSIONS,
  ...SUBJECTS.map((subject) => `${subject}:*`),
  '*',
];

/** Held by everybody who is known at all. */
export const SELF_PERMISSIONS = ['self:read'] as const;

export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];
export type Permission =
  TenantPermission | (typeof PLATFORM_PERMISSIONS)[number] | (typeof SELF_PERMISSIONS)[number];

/** The grants of platform staff, who act in any tenant by naming it. */
export const STAFF_GRANTS: readonly string[] = ['*', ...PLATFORM_PERMISSIONS];

/** The built-in roles that people have in tenants. A Map, because clients choose the names that are looked up in it. */
export const TENANT_ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['tenant_admin', ['*']],
  ['operator', ['events:*', 'devices:*', 'usage:read', 'dead_letters:*']],
  ['producer', ['events:write']],
  ['consumer', ['events:read', 'devices:read']],
]);

/** Names that no tenant may give to a role of its own: a name means one thing everywhere. */
export const RESERVED_ROLES: ReadonlySet<string> = new Set(['platform_admin', ...TENANT_ROLES.keys()]);

/** Something granted, and by what: `role:operator`, `direct`, `platform_admin`. */
export interface Grant {
  readonly grant: string;
  readonly origin: string;
}

/** Where a permission applies, and so whether its routes need a tenant. */
export function reachOf(permission: Permission): 'tenant' | 'platform' | 'self' {
  if ((PLATFORM_PERMISSIONS as readonly string[]).includes(permission)) return 'platform';
  return (SELF_PERMISSIONS as readonly string[]).includes(permission) ? 'self' : 'tenant';
}

/** Every permission that can be granted to anybody, in catalogue order. */
export const GRANTABLE: readonly string[] = [...TENANT_PERMISSIONS, ...PLATFORM_PERMISSIONS];

const WITHIN_TENANTS: ReadonlySet<string> = new Set(TENANT_PERMISSIONS);

/**
 * Whether a grant covers a permission: the only place that decides this. It is used where grants are given, narrowed and
 * used. A wildcard covers permissions inside a tenant only. A permission of the platform is covered by its own name only.
 */
export const covers = (grant: string, permission: string): boolean =>
  grant === permission ||
  (WITHIN_TENANTS.has(permission) &&
    (grant === '*' || (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1)))));

/** The permissions of `catalogue` that `grants` cover; unknown grants cover nothing. */
export function expand<P extends string>(grants: readonly string[], catalogue: readonly P[]): P[] {
  return catalogue.filter((permission) => grants.some((grant) => covers(grant, permission)));
}

/** The permissions that `grants` cover and `held` does not. */
export function excessOf(grants: readonly string[], held: readonly string[]): string[] {
  const allowed = new Set(expand(held, GRANTABLE));
  return expand(grants, GRANTABLE).filter((permission) => !allowed.has(permission));
}
