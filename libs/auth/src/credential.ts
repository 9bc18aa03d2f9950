import {
  type Actor,
  type Conditions,
  covers,
  expand,
  type Grant,
  PLATFORM_PERMISSIONS,
  STAFF_GRANTS,
  TENANT_PERMISSIONS,
} from '#libs/access';
import type { Tenant } from '#libs/tenancy';
import { JUST_MS, type TenantRecord } from '#libs/tenants';
import type { FastifyRequest } from 'fastify';
import type { TokenRecord } from './api-tokens/token-lookup.js';
import type { ClientIdentity } from './service-clients/service-clients.service.js';
import { type Identities, isStaff } from './identity/identities.js';
import type { Identity, TenantOfUser } from './identity/records.js';

/** What a request was authenticated as, before its tenant is known. */
export interface Credential {
  readonly actor: Actor;
  /** Tenant that the credential is bound to; nothing in a request can change it. */
  readonly tenantKey?: string;
  /** That tenant, where it was looked up with the credential. */
  readonly home?: TenantRecord;
  /** Platform staff. */
  readonly staff: boolean;
  /** What it may do to tenants themselves; only where it is bound to none. */
  readonly platformGrants: readonly string[];
  /** Belongs to somebody who may act in any tenant by naming it: what it does there is on that tenant's record. */
  readonly crossTenant: boolean;
  /** The person, where there is one: the user, or the token's owner. */
  readonly identity?: Identity;
  /** Of a person's access token. */
  readonly sessionId?: string;
  /** It is a person's, and narrowed by a scope: then it does not speak for the account itself. */
  readonly narrowed?: boolean;
  /** Of a service. */
  readonly name?: string;
  /** What its permissions are limited to. */
  readonly conditions?: Conditions;
  /** Permissions inside the tenant; undefined where the credential has no place there. */
  permissionsIn(tenant: Tenant): Promise<string[] | undefined>;
  /** What the permissions inside the tenant come from. */
  grantsIn(tenant: Tenant): Promise<readonly Grant[]>;
  /** Tenants that the credential can act in, so far as it is a member. */
  tenants(): Promise<TenantOfUser[]>;
}

/** A person with an access token: what they hold, narrowed to the scope that the token was asked for. */
export function userCredential(
  identities: Identities,
  identity: Identity,
  { tenantKey, sessionId, scope }: { tenantKey?: string; sessionId?: string; scope?: string } = {},
): Credential {
  const narrow = <P extends string>(held: P[]): P[] => (scope ? expand(scope.split(' '), held) : held);
  const staff = isStaff(identity) && tenantKey === undefined;
  return {
    actor: { kind: 'user', id: identity.public_id, userId: identity.id },
    tenantKey,
    staff,
    platformGrants: staff ? narrow(expand(STAFF_GRANTS, PLATFORM_PERMISSIONS)) : [],
    crossTenant: isStaff(identity),
    identity,
    sessionId,
    narrowed: !!scope,
    permissionsIn: async (tenant) => {
      const held = expandOrNone(await identities.grantsIn(tenant, identity));
      return held && narrow(held);
    },
    grantsIn: async (tenant) => (await identities.grantsIn(tenant, identity)) ?? [],
    tenants: () => identities.tenantsOf(identity),
  };
}

/** An API token: never more than its owner may do there, and never beyond its tenant. */
export function tokenCredential(
  identities: Identities,
  token: TokenRecord,
  tenant: Tenant,
  owner: Identity,
): Credential {
  return {
    actor: { kind: 'token', id: token.id, userId: owner.id },
    tenantKey: tenant.key,
    ...BOUND,
    crossTenant: isStaff(owner),
    identity: owner,
    permissionsIn: async (where) => {
      const held =
        where.id === tenant.id ? expandOrNone(await identities.grantsIn(tenant, owner)) : undefined;
      return held && expand(token.abilities, held);
    },
    grantsIn: async (where) => (await identities.grantsIn(where, owner)) ?? [],
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** An API token of a service: never more than the client was given, and never beyond the token's tenant. */
export function clientTokenCredential(
  token: TokenRecord,
  tenant: Tenant,
  client: ClientIdentity,
): Credential {
  const owner = clientCredential(client);
  return {
    actor: { kind: 'token', id: token.id, clientId: client.id },
    tenantKey: tenant.key,
    ...BOUND,
    crossTenant: owner.crossTenant,
    name: client.name,
    permissionsIn: async (where) => {
      const held = where.id === tenant.id ? await owner.permissionsIn(tenant) : undefined;
      return held && expand(token.abilities, held);
    },
    grantsIn: (where) => owner.grantsIn(where),
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** A device's own token: it ingests, for its device and no other. */
export function deviceCredential(token: TokenRecord, tenant: Tenant, device_uid: string): Credential {
  return {
    actor: { kind: 'device', id: device_uid },
    tenantKey: tenant.key,
    ...BOUND,
    conditions: { device_uid },
    permissionsIn: async (where) =>
      where.id === tenant.id ? expand(token.abilities, ['events:write']) : undefined,
    grantsIn: async () => token.abilities.map((grant) => ({ grant, origin: 'device' })),
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** A service: what its client was given, narrowed to the scope that its token was asked for. */
export function clientCredential(client: ClientIdentity, scope?: string): Credential {
  const { id, name, tenant_key, abilities } = client;
  const narrowed = scope
    ? scope.split(' ').filter((one) => abilities.some((each) => covers(each, one)))
    : abilities;
  const bound = tenant_key !== null;
  return {
    actor: { kind: 'client', id, clientId: id },
    tenantKey: tenant_key ?? undefined,
    staff: false,
    platformGrants: bound ? [] : expand(narrowed, PLATFORM_PERMISSIONS),
    crossTenant: !bound,
    name,
    permissionsIn: async ({ key }) =>
      bound && key !== tenant_key ? undefined : expand(narrowed, TENANT_PERMISSIONS),
    grantsIn: async () => narrowed.map((grant) => ({ grant, origin: 'client' })),
    tenants: async () => (bound ? [{ tenant_key, roles: [] }] : []),
  };
}

const BOUND = { staff: false, platformGrants: [], crossTenant: false } as const;

const expandOrNone = (grants: readonly Grant[] | undefined): string[] | undefined =>
  grants &&
  expand(
    grants.map(({ grant }) => grant),
    TENANT_PERMISSIONS,
  );

/** What a request may do, and in which tenant, as a guard found it. */
export interface Resolved {
  readonly tenant: TenantRecord;
  readonly permissions: readonly string[];
  /** As `performance.now` tells it. */
  readonly at: number;
}

/** What a guard has just found, so that the next one need not look again; a body may have taken its time between. */
export const justResolved = ({ resolved }: FastifyRequest, key: string): Resolved | undefined =>
  resolved?.tenant.key === key && performance.now() - resolved.at < JUST_MS ? resolved : undefined;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by Passport. */
    user?: Credential;
    /** Set by the guard that found it first. */
    resolved?: Resolved;
  }
}
