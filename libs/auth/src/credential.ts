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
import { andThen, type Awaitable, rememberedOf } from '#libs/common';
import type { Tenant } from '#libs/tenancy';
import { JUST_MS, type TenantRecord } from '#libs/tenants';
import type { FastifyRequest } from 'fastify';
import type { TokenRecord } from './api-tokens/token-lookup.js';
import type { ClientIdentity } from './service-clients/service-clients.service.js';
import { type Identities, isStaff } from './identity/identities.js';
import type { Identity, TenantOfUser } from './identity/records.js';

/** What a request is authenticated as, before its tenant is known. */
export interface Credential {
  readonly actor: Actor;
  /** Tenant that the credential is bound to. Nothing in a request can change it. */
  readonly tenantKey?: string;
  /** That tenant's record, if it was looked up with the credential. */
  readonly home?: TenantRecord;
  /** Whether it belongs to platform staff. */
  readonly staff: boolean;
  /** What it may do to tenants themselves; empty if it is bound to a tenant. */
  readonly platformGrants: readonly string[];
  /** Whether its owner may act in any tenant by naming it. That tenant's trail then records each request. */
  readonly crossTenant: boolean;
  /** The person, if there is one: the user, or the token's owner. */
  readonly identity?: Identity;
  /** Session of a person's access token. */
  readonly sessionId?: string;
  /** Whether it is a person's, narrowed by a scope. Then it may not manage the account itself. */
  readonly narrowed?: boolean;
  /** Name of the service. */
  readonly name?: string;
  /** Conditions that limit its permissions. */
  readonly conditions?: Conditions;
  /** Permissions inside the tenant; undefined if the credential may not act there. */
  permissionsIn(tenant: Tenant): Awaitable<readonly string[] | undefined>;
  /** The grants from which the permissions inside the tenant derive. */
  grantsIn(tenant: Tenant): Awaitable<readonly Grant[]>;
  /** Tenants in which the credential is a member and can act. */
  tenants(): Promise<TenantOfUser[]>;
}

/** A person with an access token: the person's permissions, narrowed to the token's scope. */
export function userCredential(
  identities: Identities,
  identity: Identity,
  { tenantKey, sessionId, scope }: { tenantKey?: string; sessionId?: string; scope?: string } = {},
): Credential {
  const narrow = (held: readonly string[]) => (scope ? expand(scope.split(' '), held) : held);
  const staff = isStaff(identity) && tenantKey === undefined;
  return {
    actor: { kind: 'user', id: identity.public_id, userId: identity.id },
    tenantKey,
    staff,
    platformGrants: staff ? narrow(expand(STAFF_GRANTS, PLATFORM_PERMISSIONS)) : NOTHING,
    crossTenant: isStaff(identity),
    identity,
    sessionId,
    narrowed: !!scope,
    permissionsIn: (tenant) =>
      andThen(
        identities.grantsIn(tenant, identity),
        (grants) => grants && narrow(permissionsOf(grants, TENANT_PERMISSIONS)),
      ),
    grantsIn: (tenant) => andThen(identities.grantsIn(tenant, identity), (grants) => grants ?? []),
    tenants: () => identities.tenantsOf(identity),
  };
}

/** An API token of a person: at most what its owner may do there, and only in its tenant. */
export function tokenCredential(
  identities: Identities,
  token: TokenRecord,
  tenant: TenantRecord,
  owner: Identity,
): Credential {
  return {
    actor: { kind: 'token', id: token.id, userId: owner.id },
    tenantKey: tenant.key,
    home: tenant,
    ...BOUND,
    crossTenant: isStaff(owner),
    identity: owner,
    permissionsIn: (where) =>
      where.id === tenant.id
        ? andThen(
            identities.grantsIn(tenant, owner),
            (grants) => grants && narrowed(token.abilities, permissionsOf(grants, TENANT_PERMISSIONS)),
          )
        : undefined,
    grantsIn: (where) => andThen(identities.grantsIn(where, owner), (grants) => grants ?? []),
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** An API token of a service: at most what the client was given, and only in the token's tenant. */
export function clientTokenCredential(
  token: TokenRecord,
  tenant: TenantRecord,
  client: ClientIdentity,
): Credential {
  const owner = clientCredential(client);
  return {
    actor: { kind: 'token', id: token.id, clientId: client.id },
    tenantKey: tenant.key,
    home: tenant,
    ...BOUND,
    crossTenant: owner.crossTenant,
    name: client.name,
    permissionsIn: (where) =>
      where.id === tenant.id
        ? andThen(owner.permissionsIn(tenant), (held) => held && expand(token.abilities, held))
        : undefined,
    grantsIn: (where) => owner.grantsIn(where),
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** A device token: it writes events of its device, and does nothing else. */
export function deviceCredential(token: TokenRecord, tenant: TenantRecord, device_uid: string): Credential {
  return {
    actor: { kind: 'device', id: device_uid },
    tenantKey: tenant.key,
    home: tenant,
    ...BOUND,
    conditions: { device_uid },
    permissionsIn: (where) => (where.id === tenant.id ? permissionsOfDevice(token) : undefined),
    grantsIn: () => token.abilities.map((grant) => ({ grant, origin: 'device' })),
    tenants: async () => [{ tenant_key: tenant.key, roles: [] }],
  };
}

/** A service: what its client was given, narrowed to the token's scope. */
export function clientCredential(client: ClientIdentity, scope?: string): Credential {
  const { id, name, tenant_key, abilities } = client;
  const scoped = scope
    ? scope.split(' ').filter((one) => abilities.some((each) => covers(each, one)))
    : abilities;
  const bound = tenant_key !== null;
  return {
    actor: { kind: 'client', id, clientId: id },
    tenantKey: tenant_key ?? undefined,
    staff: false,
    platformGrants: bound ? NOTHING : expand(scoped, PLATFORM_PERMISSIONS),
    crossTenant: !bound,
    name,
    permissionsIn: ({ key }) =>
      bound && key !== tenant_key ? undefined : expand(scoped, TENANT_PERMISSIONS),
    grantsIn: () => scoped.map((grant) => ({ grant, origin: 'client' })),
    tenants: async () => (bound ? [{ tenant_key, roles: [] }] : []),
  };
}

const NOTHING: readonly string[] = [];
const BOUND = { staff: false, platformGrants: NOTHING, crossTenant: false } as const;
const WRITING: readonly string[] = ['events:write'];

const permissionsOf = rememberedOf((grants: readonly Grant[], catalogue: readonly string[]) =>
  expand(
    grants.map(({ grant }) => grant),
    catalogue,
  ),
);

const permissionsOfDevice = ({ abilities }: TokenRecord) =>
  abilities.some((grant) => covers(grant, 'events:write')) ? WRITING : NOTHING;

/** The part of its owner's permissions that a token may use. */
const narrowed = rememberedOf((abilities: readonly string[], held: readonly string[]) =>
  expand(abilities, held),
);

/** What a request may do, and in which tenant, as resolved by a guard. */
export interface Resolved {
  readonly tenant: TenantRecord;
  readonly permissions: readonly string[];
  /** Time of the resolution, by `performance.now`. */
  readonly at: number;
}

/**
 * What a guard has just resolved, so that the next guard need not look again. Reading the body may take time in
 * between.
 */
export const justResolved = ({ resolved }: FastifyRequest, key: string): Resolved | undefined =>
  resolved?.tenant.key === key && performance.now() - resolved.at < JUST_MS ? resolved : undefined;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by Passport. */
    user?: Credential;
    /** Set by the first guard that resolves it. */
    resolved?: Resolved;
  }
}
