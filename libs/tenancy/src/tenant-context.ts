import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Span } from '#libs/common';

/** The tenant a piece of work belongs to. `id` is the internal bigint as a decimal string and never leaves the service. */
export interface Tenant {
  readonly id: string;
  readonly key: string;
}

/** What every log line of a request or job says beside its own text. */
export interface Trace {
  readonly request_id?: string;
  readonly trace_id?: string;
  /** Whence the request came, past trusted proxies. */
  readonly address?: string;
  actor?: string;
}

/** What travels with one request or job. */
interface Scope {
  tenant?: Tenant;
  /** When it was bound. */
  boundAt?: number;
  readonly trace: Trace;
  readonly span?: Span;
  /** Of the work of a transaction: none may begin in it. */
  readonly inTransaction: boolean;
}

/** Tenant-owned data was touched by work that has no tenant: a programming error, never the client's. */
export class TenantUnboundError extends Error {
  constructor() {
    super('No tenant is bound to this work: bind one (guard, job) before touching tenant-owned data');
  }
}

/**
 * Which tenant the current request or job belongs to.
 *
 * A singleton over AsyncLocalStorage: request-scoped in meaning without `Scope.REQUEST`, so that singletons,
 * Passport strategies and queue jobs can read it, at no measurable cost per request.
 * Bound once: work never changes its tenant half-way.
 */
@Injectable()
export class TenantContext {
  private readonly storage = new AsyncLocalStorage<Scope>();

  /** Opens an unbound scope around `work`; a request enters one before any guard runs. */
  run<T>(work: () => T, trace: Trace = {}, span?: Span): T {
    return this.storage.run({ trace, span, inTransaction: this.inTransaction }, work);
  }

  /** Runs `work` as `tenant`, whatever surrounds it: jobs, and platform operations that go tenant by tenant. */
  runAs<T>(tenant: Tenant, work: () => T): T {
    const { trace, span, inTransaction } = this;
    return this.storage.run({ tenant, trace, span, inTransaction }, work);
  }

  /** Runs the work of a transaction in the scope as it is. */
  runInTransaction<T>(work: () => T): T {
    return this.storage.run({ trace: {}, ...this.storage.getStore(), inTransaction: true }, work);
  }

  /** Binds the tenant of the current scope. @throws Error outside a scope, or when another tenant is bound already. */
  bind(tenant: Tenant): void {
    const scope = this.storage.getStore();
    if (!scope) throw new Error('TenantContext.bind outside a request or job scope');
    if (scope.tenant && scope.tenant.id !== tenant.id)
      throw new Error('TenantContext is bound already; work never changes its tenant');
    scope.tenant = tenant;
    scope.boundAt = performance.now();
  }

  /** Whether the tenant of this scope was bound in the last `ms`, by a guard that had just looked it up. */
  wasBoundWithin(ms: number): boolean {
    const boundAt = this.storage.getStore()?.boundAt;
    return boundAt !== undefined && performance.now() - boundAt < ms;
  }

  /** @throws TenantUnboundError */
  get tenant(): Tenant {
    const tenant = this.storage.getStore()?.tenant;
    if (!tenant) throw new TenantUnboundError();
    return tenant;
  }

  /** @throws TenantUnboundError */
  get tenantId(): string {
    return this.tenant.id;
  }

  /** For log lines and for what may run without a tenant. */
  get tenantOrNone(): Tenant | undefined {
    return this.storage.getStore()?.tenant;
  }

  get trace(): Trace {
    return this.storage.getStore()?.trace ?? {};
  }

  /** Whether this is the work of a transaction. */
  get inTransaction(): boolean {
    return this.storage.getStore()?.inTransaction ?? false;
  }

  /** The request or job that this belongs to, as others will see it in its trace; none for what nobody asked for. */
  get span(): Span | undefined {
    return this.storage.getStore()?.span;
  }
}
