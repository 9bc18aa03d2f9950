import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  type Actor,
  abilityOf,
  expand,
  PLATFORM_PERMISSIONS,
  reachOf,
  ruleOf,
  SELF_PERMISSIONS,
} from '#libs/access';
import { AuditTrail, DenialLog } from '#libs/audit';
import { andThen, type Awaitable, bodyOf, Problem, rememberedOf } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { type Credential, justResolved, type Resolved } from './credential.js';
import { resolveTenantSelector } from './selectors.js';

/**
 * Decides the tenant of a request, and what the request may do there. The credential decides; selectors (header, query,
 * body) choose among the tenants that it may use, and must agree with each other and with it. This is the only place
 * where a request binds the TenantContext.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly audit: AuditTrail,
    private readonly repeats: DenialLog,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const rule = ruleOf(execution.getHandler());
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const credential = request.user;
    if (!rule || rule === 'public' || !credential) return true;
    this.context.trace.actor = `${credential.actor.kind}:${credential.actor.id}`;
    const { home, tenantKey } = credential;
    return andThen(home ?? (tenantKey === undefined ? undefined : this.tenants.byKey(tenantKey)), (found) => {
      request.homeTenant = found;
      return andThen(this.permissions(execution, request, credential, reachOf(rule)), (inTenant) => {
        const { actor, conditions } = credential;
        const permissions = allOf(inTenant, credential.platformGrants);
        request.principal = { actor, ability: abilityOf(permissions, conditions), permissions };
        return true;
      });
    });
  }

  /** Binds the tenant of the request, and returns the credential's permissions there; empty if it has no tenant. */
  private permissions(
    execution: ExecutionContext,
    request: FastifyRequest,
    credential: Credential,
    reach: ReturnType<typeof reachOf>,
  ): Awaitable<readonly string[]> {
    if (reach === 'platform') return NOTHING;
    return andThen(this.keyOf(execution, request, credential, reach === 'tenant'), (key) =>
      key === undefined ? NOTHING : this.enter(request, credential, key),
    );
  }

  /**
   * The tenant's key, by selectors and credential.
   * @throws Problem tenant_ambiguous, tenant_forbidden, tenant_required
   */
  private keyOf(
    execution: ExecutionContext,
    request: FastifyRequest,
    credential: Credential,
    required: boolean,
  ): Awaitable<string | undefined> {
    return andThen(bodyOf(execution), (body) => {
      const selected = resolveTenantSelector(request, body);
      if (credential.tenantKey !== undefined) {
        if (selected !== undefined && selected !== credential.tenantKey) throw forbidden();
        return credential.tenantKey;
      }
      if (selected !== undefined) return selected;
      // A tenant that was resolved without a selector stays valid if there is none.
      return request.resolved?.tenant.key ?? this.onlyTenantOf(credential, required);
    });
  }

  private async onlyTenantOf(credential: Credential, required: boolean): Promise<string | undefined> {
    const own = credential.crossTenant ? [] : await credential.tenants();
    if (own.length === 1) return own[0].tenant_key;
    if (!required) return undefined;
    throw new Problem(
      'tenant_required',
      'Name the tenant by the header X-Tenant-Key, or by tenant_key in the query or the body.',
    );
  }

  /** Binds the tenant and returns the permissions there. @throws Problem tenant_forbidden, tenant_suspended */
  private enter(request: FastifyRequest, credential: Credential, key: string): Awaitable<readonly string[]> {
    return andThen(justResolved(request, key) ?? this.resolve(credential, key), (found) => {
      if (!found) throw forbidden();
      const { tenant, permissions } = (request.resolved = found);
      if (tenant.status === 'suspended')
        throw new Problem('tenant_suspended', 'The tenant is suspended; ask platform staff.');
      this.context.bind(tenant);
      if (!credential.crossTenant) return permissions;
      // The credential acts across tenants: the tenant's trail records each of its requests before it does anything.
      return this.note(request, credential.actor).then(() => permissions);
    });
  }

  private async resolve(credential: Credential, key: string): Promise<Resolved | undefined> {
    const tenant = await this.tenants.byKey(key);
    const permissions = tenant && (await credential.permissionsIn(tenant));
    return permissions && { tenant, permissions, at: performance.now() };
  }

  /**
   * API tokens may send a thousand requests a second. The trail gets one line for the first of like requests in a
   * minute, and one that counts the rest.
   */
  private note(request: FastifyRequest, { kind, clientId }: Actor): Promise<void> {
    const action = clientId === undefined ? 'staff.request' : 'client.request';
    const target = `${request.method} ${request.routeOptions.url}`;
    return kind === 'token'
      ? this.repeats.count({ action, target })
      : this.audit.recordAlone({ action, target });
  }
}

const NOTHING: readonly string[] = [];

const allOf = rememberedOf(
  (inTenant: readonly string[], platformGrants: readonly string[]): readonly string[] => [
    ...SELF_PERMISSIONS,
    ...expand(platformGrants, PLATFORM_PERMISSIONS),
    ...inTenant,
  ],
);

/** The text is the same whether the tenant exists or not. */
const forbidden = () =>
  new Problem('tenant_forbidden', 'The credential may not act in the tenant that the request names.');
