import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Problem, type Span } from '#libs/common';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { ConnectionGate, type Purpose } from '../connections/connection-gate.js';
import type { Call } from '../connections/statement-group.js';
import { type Lookup, LOOKUPS } from './lookups.js';
import {
  isConnectionFailure,
  isRetryable,
  isUnavailable,
  type WriteRefusal,
  writeRefusalOf,
} from './sqlstates.js';
import { PreparedStatement } from './prepared.js';
import { PLAN_ONCE, sendSettings } from './run-prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';
import { SET_TENANT } from './tenant.subscriber.js';
import { PartFailure, StatementFailure } from './errors.js';

/** Attempts for a transaction that PostgreSQL asks to repeat: the first, and three retries. */
const MAX_TRIES = 4;
/**
 * Lock timeout of shared transactions: what several tenants wait for must not wait for another transaction.
 * Milliseconds.
 */
const SHARED_LOCK_TIMEOUT_MS = 200;
const SET_LOCK_TIMEOUT = `set_config('lock_timeout', '${SHARED_LOCK_TIMEOUT_MS}', true)`;
/** Sets the first tenant of a shared transaction, and what holds for all of them. */
const SET_FIRST_TENANT = {
  local: new PreparedStatement(`SELECT app_set_tenant($1), ${SET_LOCK_TIMEOUT}, ${PLAN_ONCE}`),
  distributed: new PreparedStatement(`SELECT app_set_tenant($1), ${SET_LOCK_TIMEOUT}`),
};
const SET_PLATFORM = new PreparedStatement('SELECT app_set_platform()');
/** Sets the tenant whose key is the one parameter, if it exists. */
export const TENANT_OF_KEY = new PreparedStatement(
  'SELECT app_set_tenant(t.id) FROM app_tenant_by_key($1) t',
);
const SPOKEN_TO = { 'db.system.name': 'postgresql' };

/** A tenant's statements in a transaction that it shares with others. */
export interface Part {
  readonly tenant: Tenant;
  /** Span of the request that waits for it. */
  readonly span?: Span;
  /** Hand-written statements, each of which names its tenant. */
  readonly statements: readonly (readonly [PreparedStatement<unknown>, unknown[]])[];
}

/** The only access to the data. */
@Injectable()
export class TenantDatabase {
  private readonly logger = new Logger(TenantDatabase.name);
  private readonly gate: ConnectionGate;
  private answeredAt = -Infinity;
  private refused?: { readonly why: WriteRefusal; readonly at: number };

  constructor(
    @Inject(DataSource) private readonly source: TenantDataSource,
    private readonly context: TenantContext,
  ) {
    this.gate = new ConnectionGate((source.options as { poolSize?: number }).poolSize!, source.waitMs);
  }

  /** Work that waits because its lane, or all reads together, hold their share of the pool. */
  get waiting(): number {
    return this.gate.waiting;
  }

  /** See TenantDataSource. */
  get isDistributed(): boolean {
    return this.source.isDistributed;
  }

  /** Whether the database answered anything in the last `ms`. If it did, health checks need not ask. */
  answeredWithin(ms: number): boolean {
    return performance.now() - this.answeredAt < ms;
  }

  /** Why the database refused a write in the last `ms`, if it did. It may still accept reads. */
  refusedWriteWithin(ms: number): WriteRefusal | undefined {
    return this.refused && performance.now() - this.refused.at < ms ? this.refused.why : undefined;
  }

  /**
   * Runs one transaction of the bound tenant. When it resolves, the transaction is committed.
   * @throws TenantUnboundError if no tenant is bound, before anything runs
   * @throws Problem 503 if the database is unavailable, full or busy; if the answer to the commit was lost, it is
   * unknown whether it took effect
   */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.ofTenant(work, false);
  }

  /**
   * Runs one transaction of the bound tenant that only reads and may be slow: lists, counts, exports, streams. It takes
   * its connection from the share of all reads, so that no write waits for it. Throws what `transaction` throws.
   */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.ofTenant(work, true);
  }

  private ofTenant<T>(work: (manager: EntityManager) => Promise<T>, reads: boolean): Promise<T> {
    const { tenantId } = this.context;
    if (this.context.inTransaction)
      throw new Error('A transaction inside a transaction: pass the manager on instead');
    return this.repeat({ tenantId, reads }, work);
  }

  /**
   * Runs one transaction of several tenants, each with its own statements, in one round trip. The tenant is set before
   * each tenant's statements, so that the policies apply to every statement. If one fails, everything is rolled back.
   * @returns the rows of each statement, part by part
   * @throws PartFailure if a statement failed, and Problem 503 like `transaction`
   */
  together(parts: readonly Part[]): Promise<unknown[][][]> {
    if (this.context.inTransaction)
      throw new Error('A transaction inside a transaction: pass the manager on instead');
    const work = (manager: EntityManager) => this.sendParts(manager.queryRunner as TenantQueryRunner, parts);
    const once = () =>
      this.withRunner('transaction', (runner) =>
        this.context.runInTransaction(() => runTransaction(runner, work)),
      );
    return this.context.run(() => this.traced(parts, () => this.gate.run('shared', once)));
  }

  /** Adds the transaction to the trace of each waiting request. */
  private async traced<T>(parts: readonly Part[], work: () => Promise<T>): Promise<T> {
    const spans = parts.map(({ span }) => span?.child('transaction', SPOKEN_TO));
    let failure: unknown;
    try {
      return await work();
    } catch (error) {
      failure = error;
      throw asProblem(error);
    } finally {
      for (const span of spans) span?.end({}, failure);
    }
  }

  /** Sends everything in one group, each tenant's statements behind its tenant. */
  private async sendParts(runner: TenantQueryRunner, parts: readonly Part[]): Promise<unknown[][][]> {
    const setFirst = SET_FIRST_TENANT[this.isDistributed ? 'distributed' : 'local'];
    const calls: Call[] = [];
    const starts = parts.map(({ tenant, statements }, i) => {
      this.context.runAs(tenant, () => {
        for (const [{ text }, values] of statements) this.source.assertNamesTenant(text, values);
      });
      const start = calls.push([i ? SET_TENANT : setFirst, [tenant.id]]);
      calls.push(...statements);
      return start;
    });
    try {
      const rows = await runner.sendAll(calls, true);
      return parts.map(({ statements }, i) => rows.slice(starts[i], starts[i] + statements.length));
    } catch (error) {
      if (!(error instanceof StatementFailure) || isConnectionFailure(error)) throw error;
      // A part begins with the statement before its start, which sets its tenant.
      throw new PartFailure(
        Math.max(
          0,
          starts.findLastIndex((start) => start - 1 <= error.at),
        ),
        error,
      );
    }
  }

  /**
   * Runs one transaction of the platform, without a tenant: on tenants and users, not on anything that belongs to a
   * tenant. Logs its reason; that of housekeeping, which has no request, only at level debug.
   */
  runAsPlatform<T>(reason: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    this.logger[this.context.trace.request_id ? 'log' : 'debug']({ msg: 'as platform', reason });
    return this.context.run(
      () =>
        this.repeat('platform', (manager) => {
          (manager.queryRunner as TenantQueryRunner).sendAhead(SET_PLATFORM);
          return work(manager);
        }),
      this.context.trace,
      this.context.span,
    );
  }

  /**
   * Runs one transaction of the bound tenant that also reaches platform rows, but nothing of another tenant. For work
   * that must be decided and done on both sides at once, such as creating an account that is a member.
   */
  transactionWithPlatform<T>(reason: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    this.logger[this.context.trace.request_id ? 'log' : 'debug']({ msg: 'as platform, in a tenant', reason });
    return this.transaction((manager) => {
      (manager.queryRunner as TenantQueryRunner).sendAhead(SET_PLATFORM);
      return work(manager);
    });
  }

  /** Calls one of the functions that run without a tenant. */
  async lookup<Row>(name: Lookup, args: readonly unknown[]): Promise<Row[]> {
    if (!LOOKUPS.includes(name)) throw new Error(`${name} is no look-up`);
    const places = args.map((_, i) => `$${i + 1}`).join(', ');
    const ask = (runner: QueryRunner) =>
      runner.query(`SELECT * FROM ${name}(${places})`, [...args]) as Promise<Row[]>;
    return this.gate
      .run('lookup', () => this.withRunner(name, ask))
      .catch((error: unknown) => {
        throw asProblem(error);
      });
  }

  /**
   * Runs a query in one round trip inside the tenant that a credential names, before any tenant is bound. The policies
   * show only that tenant's rows, and no rows if it does not exist.
   * @param setTenant sets the tenant, by look-up functions only
   * @param statement names the tenant in the same way
   */
  lookupInside<Row>(
    setTenant: PreparedStatement<unknown>,
    by: unknown[],
    statement: PreparedStatement<Row>,
    values: unknown[],
  ): Promise<Row[]> {
    const ask = async ({ queryRunner }: EntityManager) => {
      const runner = queryRunner as TenantQueryRunner;
      sendSettings(runner, this.source);
      runner.sendAhead(setTenant, by);
      return runner.send<Row>(statement, values, true);
    };
    const { trace, span } = this.context;
    return this.context.run(() => this.repeat('lookup', ask), trace, span);
  }

  private repeat<T>(purpose: Purpose, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.gate.run(purpose, () => this.tryAgain(work));
  }

  private async tryAgain<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.withRunner('transaction', (runner) =>
          this.context.runInTransaction(() => runTransaction(runner, work)),
        );
      } catch (error) {
        if (attempt === MAX_TRIES || !isRetryable(error)) throw asProblem(error);
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /** @param name name of its span in the trace of the request or job */
  private async withRunner<T>(name: string, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const span = this.context.span?.child(name, SPOKEN_TO);
    const runner = this.source.createQueryRunner();
    let broken: Error | undefined;
    let failure: unknown;
    try {
      await connect(runner);
      const result = await work(runner);
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      failure = error;
      if (isConnectionFailure(error)) broken = error as Error;
      const why = writeRefusalOf(error);
      if (why) this.refused = { why, at: performance.now() };
      throw error;
    } finally {
      // Destroys a connection that failed, so that the next tenant does not receive an answer that is still in transit.
      await (broken ? (runner as unknown as Breakable).releasePostgresConnection(broken) : runner.release());
      span?.end({}, failure);
    }
  }
}

/**
 * TypeORM's way to release a connection as broken. It is public in its JavaScript, but not in its types.
 * test/isolation/traps.spec.ts needs it.
 */
interface Breakable {
  releasePostgresConnection(error: Error): Promise<void>;
}

/** A failure to connect means that the database is unavailable or we are overloaded. No statement has run yet. */
async function connect(runner: QueryRunner): Promise<void> {
  try {
    await runner.connect();
  } catch (cause) {
    throw new Problem('database_unavailable', 'No database connection became free in time; try again.', {
      retryAfter: 1,
      cause,
    });
  }
}

async function runTransaction<T>(
  runner: QueryRunner,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  try {
    await runner.startTransaction();
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive && !isConnectionFailure(error))
      await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** Turns failures of the database into the client's 503; returns everything else unchanged. */
function asProblem(error: unknown): unknown {
  if (!isUnavailable(error) && !isRetryable(error)) return error;
  return new Problem(
    'database_unavailable',
    'The database is unavailable or busy; sending the same request again is safe.',
    { retryAfter: 1, cause: error },
  );
}
