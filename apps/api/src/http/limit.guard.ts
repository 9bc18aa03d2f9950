import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reachOf, ruleOf } from '#libs/access';
import type { Credential } from '#libs/auth';
import { andThen, type Awaitable } from '#libs/common';
import { type Call, headersAtEntry, intakeOf, isHeldOpen, Limiter, type Limits, Shaper } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { DEFAULT_LIMITS, TenantsService } from '#libs/tenants';
import { AddressLimits } from './address-limits.js';
import { InFlight, PROBES } from './in-flight.js';

/** Marks a request that was charged. */
const JUDGED = Symbol('judged by the limits');
type Judged = FastifyRequest & { [JUDGED]?: true };

/** Whose limits a request counts against. */
interface Payer {
  readonly id: string;
  readonly limits: Limits;
}

/**
 * Applies the limits: charges each request with a credential, counts it as in progress, and rejects what exceeds a
 * limit.
 *
 * It runs twice. The first run comes before the tenant guard, which reads the body because that may name the tenant. If
 * credential and headers alone decide the tenant and allow the request, the limits are applied there, before any byte
 * of the body is read. For other requests they are applied after the permission check. This guard rejects only by
 * limits, and leaves other faults to the guards responsible.
 */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(
    private readonly limiter: Limiter,
    private readonly shaper: Shaper,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly addresses: AddressLimits,
    private readonly inFlight: InFlight,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = execution.switchToHttp().getRequest<Judged>();
    if (request[JUDGED]) return true;
    if (ruleOf(execution.getHandler()) === 'public') return this.judgePublic(execution, request);
    if (!request.user) return true;
    this.inFlight.move(request, 'tenants');
    return this.judgeOnce(execution, request);
  }

  private async judgePublic(execution: ExecutionContext, request: Judged) {
    request[JUDGED] = true;
    if (!PROBES.has(request.routeOptions.url ?? ''))
      await this.addresses.judge(request, execution.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  private judgeOnce(execution: ExecutionContext, request: Judged): Awaitable<boolean> {
    const handler = execution.getHandler();
    return andThen(request.principal ? this.found(request) : this.foreseen(handler, request), (payer) => {
      const { id, limits } = payer ?? ownPayer(request.user!);
      request.pace = this.shaper.paceOf(id, limits);
      if (!payer) return true;
      request[JUDGED] = true;
      return this.judge(payer, handler, request, execution.switchToHttp().getResponse<FastifyReply>());
    });
  }

  private judge(
    { id, limits }: Payer,
    handler: object,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Awaitable<boolean> {
    const intake = intakeOf(handler);
    const call: Call = {
      read: request.method === 'GET' || request.method === 'HEAD',
      held: isHeldOpen(handler),
      device: intake && request.user?.conditions?.device_uid,
    };
    return andThen(this.limiter.enter(id, limits, call), (entry) => {
      if (!call.held) this.leaveWith(reply, id);
      reply.headers(headersAtEntry(entry, { ...call, ingest: intake !== undefined }));
      if (intake) this.limiter.refuseUnread(entry, intake === 'one' ? knownBytes(request) : undefined);
      return true;
    });
  }

  private leaveWith(reply: FastifyReply, id: string): void {
    const leave = () => this.limiter.leave(id);
    // A client that has gone has already had its close event.
    if (reply.raw.closed) leave();
    else reply.raw.once('close', leave);
  }

  /**
   * The tenant that the guards found. For work without a tenant, the caller itself, with the default limits of a
   * tenant.
   */
  private found({ principal }: FastifyRequest): Awaitable<Payer> {
    return andThen(this.context.tenantOrNone && this.tenants.current(), (tenant) => {
      if (tenant) return { id: tenant.id, limits: tenant.settings.limits };
      const { kind, id } = principal!.actor;
      return { id: `platform:${kind}:${id}`, limits: DEFAULT_LIMITS };
    });
  }

  /** The tenant that the guards will find, if what is known without the body decides it and allows the request. */
  private foreseen(handler: object, request: FastifyRequest): Awaitable<Payer | undefined> {
    const rule = ruleOf(handler);
    const reach = rule && rule !== 'public' ? reachOf(rule) : 'platform';
    const { home } = request.user!;
    return andThen(reach === 'platform' ? undefined : keyOf(request), (key) => {
      if (key === undefined) return undefined;
      return andThen(home?.key === key ? home : this.tenants.byKey(key), (tenant) => {
        if (tenant?.status !== 'active') return undefined;
        return andThen(request.user!.permissionsIn(tenant), (permissions) => {
          if (permissions) request.resolved = { tenant, permissions, at: performance.now() };
          const allowed = reach === 'self' ? permissions !== undefined : permissions?.includes(rule!);
          return allowed ? { id: tenant.id, limits: tenant.settings.limits } : undefined;
        });
      });
    });
  }
}

/**
 * Whose body it is while the tenant is not known: the tenant that the credential is bound to, or the person or service
 * that owns it, however many tokens these have.
 */
function ownPayer({ home, actor }: Credential): Payer {
  if (home) return { id: home.id, limits: home.settings.limits };
  return { id: `owner:${actor.userId ?? actor.clientId ?? actor.id}`, limits: DEFAULT_LIMITS };
}

/** The tenant's key by credential, header and query, if they agree. TenantGuard decides in the end. */
function keyOf({ user, headers, query }: FastifyRequest): Awaitable<string | undefined> {
  const given = [user!.tenantKey, headers['x-tenant-key'], (query as { tenant_key?: unknown }).tenant_key];
  const named = given.filter((each) => each !== undefined);
  if (named.length)
    return named.every((key) => key === named[0] && typeof key === 'string')
      ? (named[0] as string)
      : undefined;
  if (user!.crossTenant) return undefined;
  return user!.tenants().then((own) => (own.length === 1 ? own[0].tenant_key : undefined));
}

/** The least size of the body, without reading it. Unknown for a compressed body, and for the events of a batch. */
function knownBytes({ headers }: FastifyRequest): number | undefined {
  const isBatch = (headers['content-type'] ?? '').toLowerCase().startsWith('application/cloudevents-batch');
  if (isBatch || headers['content-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}
