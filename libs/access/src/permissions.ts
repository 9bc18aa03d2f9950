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

/** What can be done to tenants themselves: never by a credential that is bound to one. */
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

/**
 * The built-in roles. Grants may use `*`; inside a tenant it never reaches `tenants:*`.
 * Platform staff act in any tenant by naming it, with the grants of `platform_admin`.
 */
export const ROLES: Record<string, readonly string[]> = {
  platform_admin: ['*'],
  tenant_admin: ['*'],
  operator: ['events:*', 'devices:*', 'usage:read', 'dead_letters:*'],
  producer: ['events:write'],
  consumer: ['events:read', 'devices:read'],
};

/** The built-in roles that people have in tenants. */
export const TENANT_ROLES = Object.fromEntries(
  Object.entries(ROLES).filter(([name]) => name !== 'platform_admin'),
);

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

/** The permissions of `catalogue` that `grants` cover; unknown grants cover nothing. */
export function expand<P extends string>(grants: readonly string[], catalogue: readonly P[]): P[] {
  return catalogue.filter((permission) => grants.some((grant) => covers(grant, permission)));
}

/** Whether a grant, possibly a wildcard, covers a permission. */
export const covers = (grant: string, permission: string): boolean =>
  grant === '*' ||
  grant === permission ||
  (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1)));
