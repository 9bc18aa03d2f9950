import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reachOf, ruleOf } from '#libs/access';
import { headersAtEntry, intakeOf, isHeldOpen, Limiter } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { type TenantRecord, TenantsService } from '#libs/tenants';

/**
 * How much? Counts each request of a tenant in and out, and refuses what there is no room for.
 *
 * Asked twice: once before the tenant guard, which reads the body for the selector that may stand in it; whoever comes
 * with a credential that names its tenant and may do what it asks is judged there, before a byte of the body is read.
 * The others (staff, people of several tenants) are judged after the permission. Nothing but the limits is answered
 * here: what else is wrong with a request is left to the guard whose business it is.
 */
@Injectable()
export class LimitGuard implements CanActivate {
  private readonly judged = new WeakSet<FastifyRequest>();

  constructor(
    private readonly limiter: Limiter,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const handler = execution.getHandler();
    if (this.judged.has(request) || isHeldOpen(handler)) return true;
    return this.judgeOnce(execution, request, handler);
  }

  private async judgeOnce(execution: ExecutionContext, request: FastifyRequest, handler: object) {
    const tenant = request.principal ? await this.bound() : await this.foreseen(handler, request);
    if (tenant) {
      this.judged.add(request);
      await this.judge(tenant, handler, request, execution.switchToHttp().getResponse<FastifyReply>());
    }
    return true;
  }

  private async judge(tenant: TenantRecord, handler: object, request: FastifyRequest, reply: FastifyReply) {
    const entry = await this.limiter.enter(tenant.id, tenant.settings.limits);
    const leave = () => this.limiter.leave(tenant.id);
    // A client that went away meanwhile has had its close already.
    if (reply.raw.closed) leave();
    else reply.raw.once('close', leave);
    const intake = intakeOf(handler);
    if (!intake) return;
    reply.headers(headersAtEntry(entry));
    if (intake === 'one' && !isBatch(request)) this.limiter.refuseUnread(entry, knownBytes(request));
  }

  /** The tenant that the guards found. */
  private async bound(): Promise<TenantRecord | undefined> {
    const tenant = this.context.tenantOrNone;
    return tenant && this.tenants.byKey(tenant.key);
  }

  /** The tenant that the guards will find, where the credential alone decides it and allows the rest. */
  private async foreseen(handler: object, request: FastifyRequest): Promise<TenantRecord | undefined> {
    const rule = ruleOf(handler);
    const key = request.user?.tenantKey;
    if (!rule || rule === 'public' || reachOf(rule) !== 'tenant' || key === undefined) return undefined;
    const selectors = [
      request.headers['x-tenant-key'],
      (request.query as { tenant_key?: unknown }).tenant_key,
    ];
    if (selectors.some((selector) => selector !== undefined && selector !== key)) return undefined;
    const tenant = await this.tenants.byKey(key);
    if (tenant?.status !== 'active') return undefined;
    return (await request.user!.permissionsIn(tenant))?.includes(rule) ? tenant : undefined;
  }
}

/** CloudEvents name a batch by its media type alone. */
const isBatch = ({ headers }: FastifyRequest) =>
  (headers['content-type'] ?? '').toLowerCase().startsWith('application/cloudevents-batch');

/** What the body will have at least, without reading it; of a compressed one nothing is known. */
const knownBytes = ({ headers }: FastifyRequest) =>
  headers['content-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : 0;
