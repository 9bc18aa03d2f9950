import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Span } from '#libs/common';

/** The tenant of a piece of work. `id` is the internal bigint as a decimal string and never leaves the service. */
export interface Tenant {
  readonly id: string;
  readonly key: string;
}

/** Fields of every log line of a request or job. */
export interface Trace {
  readonly request_id?: string;
  readonly trace_id?: string;
  /** Client address, as seen past trusted proxies. */
  readonly address?: string;
  actor?: string;
}

/** State of one request or job. */
interface Scope {
  tenant?: Tenant;
  /** Time at which the tenant was bound. */
  boundAt?: number;
  readonly trace: Trace;
  readonly span?: Span;
  /** Whether it is inside a transaction. No other may begin in it. */
  readonly inTransaction: boolean;
}

/** Work without a tenant touched tenant-owned data: a programming error, never the client's. */
export class TenantUnboundError extends Error {
  constructor() {
    super('No tenant is bound to this work: bind one (guard, job) before touching tenant-owned data');
  }
}

/**
 * The tenant of the current request or job.
 *
 * A singleton based on AsyncLocalStorage. It is request-scoped in effect without `Scope.REQUEST`, so that singletons,
 * Passport strategies and queue jobs can read it, at no measurable cost per request. A scope's tenant is bound once and
 * never changes.
 */
@Injectable()
export class TenantContext {
  private readonly storage = new AsyncLocalStorage<Scope>();

  /** Opens an unbound scope around `work`. A request enters one before any guard runs. */
  run<T>(work: () => T, trace: Trace = {}, span?: Span): T {
    return this.storage.run({ trace, span, inTransaction: this.inTransaction }, work);
  }

  /** Runs `work` as `tenant`, in any surrounding scope: for jobs, and platform operations that go tenant by tenant. */
  runAs<T>(tenant: Tenant, work: () => T): T {
    const { trace, span, inTransaction } = this;
    return this.storage.run({ tenant, trace, span, inTransaction }, work);
  }

  /** Runs the work of a transaction in the current scope. */
  runInTransaction<T>(work: () => T): T {
    return this.storage.run({ trace: {}, ...this.storage.getStore(), inTransaction: true }, work);
  }

  /** Binds the tenant of the current scope. @throws Error outside a scope, or if another tenant is bound already */
  bind(tenant: Tenant): void {
    const scope = this.storage.getStore();
    if (!scope) throw new Error('TenantContext.bind outside a request or job scope');
    if (scope.tenant && scope.tenant.id !== tenant.id)
      throw new Error('TenantContext is bound already; work never changes its tenant');
    scope.tenant = tenant;
    scope.boundAt = performance.now();
  }

  /** Whether a guard bound the tenant of this scope within the last `ms`. */
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

  /** For log lines, and for code that may run without a tenant. */
  get tenantOrNone(): Tenant | undefined {
    return this.storage.getStore()?.tenant;
  }

  get trace(): Trace {
    return this.storage.getStore()?.trace ?? {};
  }

  /** Whether this runs inside a transaction. */
  get inTransaction(): boolean {
    return this.storage.getStore()?.inTransaction ?? false;
  }

  /** Span of the request or job; undefined for work without one. */
  get span(): Span | undefined {
    return this.storage.getStore()?.span;
  }
}
