import { type Actor, type Conditions, expand, TENANT_PERMISSIONS } from '#libs/access';
import type { Tenant } from '#libs/tenancy';
import type { ApiToken } from './api-token.entity.js';
import { type Identities, type Identity, isStaff, type TenantOfUser } from './identities.js';

/** What a request was authenticated as, before its tenant is known. */
export interface Credential {
  readonly actor: Actor;
  /** Tenant that the credential is bound to; nothing in a request can change it. */
  readonly tenantKey?: string;
  /** May act on tenants themselves. */
  readonly staff: boolean;
  /** The person, where there is one: the user, or the token's owner. */
  readonly identity?: Identity;
  /** What its permissions are limited to. */
  readonly conditions?: Conditions;
  /** Permissions inside the tenant; undefined where the credential has no place there. */
  permissionsIn(tenant: Tenant): Promise<string[] | undefined>;
  /** Tenants that the credential can act in, so far as it is a member. */
  tenants(): Promise<TenantOfUser[]>;
}

/** A person with an access token. */
export function userCredential(identities: Identities, identity: Identity, tenantKey?: string): Credential {
  return {
    actor: { kind: 'user', id: identity.public_id, userId: identity.id },
    tenantKey,
    staff: isStaff(identity) && tenantKey === undefined,
    identity,
    permissionsIn: async (tenant) => expandOrNone(await identities.grantsIn(tenant, identity)),
    tenants: () => identities.tenantsOf(identity),
  };
}

/** An API token: never more than its owner may do there, and never beyond its tenant. */
export function tokenCredential(
  identities: Identities,
  token: ApiToken,
  tenant: Tenant,
  owner: Identity,
): Credential {
  return {
    actor: { kind: 'token', id: token.id, userId: owner.id },
    tenantKey: tenant.key,
    staff: false,
    identity: owner,
    permissionsIn: async (where) => {
      const held =
        where.id === tenant.id ? expandOrNone(await identities.grantsIn(tenant, owner)) : undefined;
      return held && expand(token.abilities, held);
    },
    tenants: async () => [{ tenant_key: tenant.key, role: 'token' }],
  };
}

/** A device's own token: it ingests, for its device and no other. */
export function deviceCredential(token: ApiToken, tenant: Tenant, device_uid: string): Credential {
  return {
    actor: { kind: 'device', id: device_uid },
    tenantKey: tenant.key,
    staff: false,
    conditions: { device_uid },
    permissionsIn: async (where) =>
      where.id === tenant.id ? expand(token.abilities, ['events:write']) : undefined,
    tenants: async () => [{ tenant_key: tenant.key, role: 'device' }],
  };
}

const expandOrNone = (grants: readonly string[] | undefined): string[] | undefined =>
  grants && expand(grants, TENANT_PERMISSIONS);

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by Passport. */
    user?: Credential;
  }
}
