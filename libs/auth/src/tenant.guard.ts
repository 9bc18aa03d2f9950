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
import { bodyOf, Problem } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { type Credential, justResolved, type Resolved } from './credential.js';
import { resolveTenantSelector } from './selectors.js';

/**
 * Which tenant, and what may be done there. The credential decides; selectors (header, query, body) pick among what it
 * may use and must agree with each other and with it. Binds the TenantContext: the only place where a request does.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly audit: AuditTrail,
    private readonly repeats: DenialLog,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const rule = ruleOf(execution.getHandler());
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const credential = request.user;
    if (!rule || rule === 'public' || !credential) return true;
    this.context.trace.actor = `${credential.actor.kind}:${credential.actor.id}`;
    if (credential.tenantKey !== undefined)
      request.homeTenant = credential.home ?? (await this.tenants.byKey(credential.tenantKey));
    const reach = reachOf(rule);
    const permissions: string[] = [
      ...SELF_PERMISSIONS,
      ...expand(credential.platformGrants, PLATFORM_PERMISSIONS),
    ];
    if (reach !== 'platform') {
      const key = await this.keyOf(execution, request, credential, reach === 'tenant');
      if (key !== undefined) permissions.push(...(await this.enter(request, credential, key)));
    }
    const { actor, conditions } = credential;
    request.principal = { actor, ability: abilityOf(permissions, conditions), permissions };
    return true;
  }

  /** The tenant's key, by selectors and credential. @throws Problem tenant_ambiguous, tenant_forbidden, tenant_required */
  private async keyOf(
    execution: ExecutionContext,
    request: FastifyRequest,
    credential: Credential,
    required: boolean,
  ): Promise<string | undefined> {
    const selected = resolveTenantSelector(request, await bodyOf(execution));
    if (credential.tenantKey !== undefined) {
      if (selected !== undefined && selected !== credential.tenantKey) throw forbidden();
      return credential.tenantKey;
    }
    if (selected !== undefined) return selected;
    // What was found without a selector holds where there is none.
    if (request.resolved) return request.resolved.tenant.key;
    const own = credential.crossTenant ? [] : await credential.tenants();
    if (own.length === 1) return own[0].tenant_key;
    if (!required) return undefined;
    throw new Problem(
      'tenant_required',
      'Name the tenant: X-Tenant-Key, or tenant_key in the query or the body.',
    );
  }

  /** Binds the tenant and answers the permissions there. @throws Problem tenant_forbidden, tenant_suspended */
  private async enter(
    request: FastifyRequest,
    credential: Credential,
    key: string,
  ): Promise<readonly string[]> {
    const found = justResolved(request, key) ?? (await this.resolve(credential, key));
    if (!found) throw forbidden();
    const { tenant, permissions } = (request.resolved = found);
    if (tenant.status === 'suspended')
      throw new Problem('tenant_suspended', 'The tenant is suspended; ask the platform.');
    this.context.bind(tenant);
    // The platform in a tenant's house: each request is on its record, before it does anything.
    if (credential.crossTenant) await this.note(request, credential.actor);
    return permissions;
  }

  private async resolve(credential: Credential, key: string): Promise<Resolved | undefined> {
    const tenant = await this.tenants.byKey(key);
    const permissions = tenant && (await credential.permissionsIn(tenant));
    return permissions && { tenant, permissions, at: performance.now() };
  }

  /** API tokens may send a thousand requests a second: alike ones of a minute are one line and another that counts the rest. */
  private note(request: FastifyRequest, { kind, clientId }: Actor): Promise<void> {
    const action = clientId === undefined ? 'staff.request' : 'client.request';
    const target = `${request.method} ${request.routeOptions.url}`;
    return kind === 'token'
      ? this.repeats.count({ action, target })
      : this.audit.recordAlone({ action, target });
  }
}

/** The same words whether the tenant is another's or none at all. */
const forbidden = () =>
  new Problem('tenant_forbidden', 'The credential may not act in the tenant that the request names.');
