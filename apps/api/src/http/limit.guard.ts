import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reachOf, ruleOf } from '#libs/access';
import { type Call, headersAtEntry, intakeOf, isHeldOpen, Limiter, type Limits } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { DEFAULT_LIMITS, TenantsService } from '#libs/tenants';
import { AddressLimits } from './address-limits.js';
import { InFlight, PROBES } from './in-flight.js';

/** Whose limits a request counts against. */
interface Payer {
  readonly id: string;
  readonly limits: Limits;
}

/**
 * How much? Charges each request that has a credential, counts it in and out, and refuses what there is no room for.
 *
 * Asked twice: once before the tenant guard, which reads the body for the selector that may stand in it; if the
 * credential and the headers alone decide the tenant and allow the rest, the request is judged there, before a byte of
 * the body is read. The others are judged after the permission. Nothing but the limits is answered here: what else is
 * wrong with a request is left to the guard whose business it is.
 */
@Injectable()
export class LimitGuard implements CanActivate {
  private readonly judged = new WeakSet<FastifyRequest>();

  constructor(
    private readonly limiter: Limiter,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly addresses: AddressLimits,
    private readonly inFlight: InFlight,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    if (this.judged.has(request)) return true;
    if (ruleOf(execution.getHandler()) === 'public') return this.judgePublic(execution, request);
    if (!request.user) return true;
    this.inFlight.move(request, 'tenants');
    return this.judgeOnce(execution, request);
  }

  private async judgePublic(execution: ExecutionContext, request: FastifyRequest) {
    this.judged.add(request);
    if (!PROBES.has(request.routeOptions.url ?? ''))
      await this.addresses.judge(request, execution.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  private async judgeOnce(execution: ExecutionContext, request: FastifyRequest) {
    const handler = execution.getHandler();
    const payer = request.principal ? await this.found(request) : await this.foreseen(handler, request);
    if (payer) {
      this.judged.add(request);
      await this.judge(payer, handler, request, execution.switchToHttp().getResponse<FastifyReply>());
    }
    return true;
  }

  private async judge({ id, limits }: Payer, handler: object, request: FastifyRequest, reply: FastifyReply) {
    const intake = intakeOf(handler);
    const call: Call = {
      read: request.method === 'GET' || request.method === 'HEAD',
      held: isHeldOpen(handler),
      device: intake && request.user?.conditions?.device_uid,
    };
    const entry = await this.limiter.enter(id, limits, call);
    if (!call.held) this.leaveWith(reply, id);
    reply.headers(headersAtEntry(entry, { ...call, ingest: intake !== undefined }));
    if (intake) this.limiter.refuseUnread(entry, intake === 'one' ? knownBytes(request) : undefined);
  }

  private leaveWith(reply: FastifyReply, id: string): void {
    const leave = () => this.limiter.leave(id);
    // A client that went away meanwhile has had its close already.
    if (reply.raw.closed) leave();
    else reply.raw.once('close', leave);
  }

  /** The tenant that the guards found; for work that is no tenant's, the caller itself, by the limits of a usual tenant. */
  private async found({ principal }: FastifyRequest): Promise<Payer> {
    const bound = this.context.tenantOrNone;
    const tenant = bound && (await this.tenants.current());
    if (tenant) return { id: tenant.id, limits: tenant.settings.limits };
    const { kind, id } = principal!.actor;
    return { id: `platform:${kind}:${id}`, limits: DEFAULT_LIMITS };
  }

  /** The tenant that the guards will find, if what is known without the body decides it and allows the rest. */
  private async foreseen(handler: object, request: FastifyRequest): Promise<Payer | undefined> {
    const rule = ruleOf(handler);
    const reach = rule && rule !== 'public' ? reachOf(rule) : 'platform';
    const key = reach === 'platform' ? undefined : await keyOf(request);
    if (key === undefined) return undefined;
    const { home } = request.user!;
    const tenant = home?.key === key ? home : await this.tenants.byKey(key);
    if (tenant?.status !== 'active') return undefined;
    const permissions = await request.user!.permissionsIn(tenant);
    if (permissions) request.resolved = { tenant, permissions, at: performance.now() };
    const allowed = reach === 'self' ? permissions !== undefined : permissions?.includes(rule!);
    return allowed ? { id: tenant.id, limits: tenant.settings.limits } : undefined;
  }
}

/** The tenant's key by credential, header and query, if they agree; see TenantGuard, which has the last word. */
async function keyOf({ user, headers, query }: FastifyRequest): Promise<string | undefined> {
  const given = [headers['x-tenant-key'], (query as { tenant_key?: unknown }).tenant_key];
  const named = new Set([user!.tenantKey, ...given].filter((each) => each !== undefined));
  const [key] = named;
  if (named.size) return named.size === 1 && typeof key === 'string' ? key : undefined;
  const own = user!.crossTenant ? [] : await user!.tenants();
  return own.length === 1 ? own[0].tenant_key : undefined;
}

/** What the body will have at least, without reading it; nothing is known of a compressed one, nor of a batch's events. */
function knownBytes({ headers }: FastifyRequest): number | undefined {
  const isBatch = (headers['content-type'] ?? '').toLowerCase().startsWith('application/cloudevents-batch');
  if (isBatch || headers['content-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}
