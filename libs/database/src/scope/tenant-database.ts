import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Problem, type Span } from '#libs/common';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { ConnectionGate, type Purpose } from '../connections/connection-gate.js';
import { type Lookup, LOOKUPS } from './lookups.js';
import {
  isConnectionFailure,
  isRetryable,
  isUnavailable,
  type WriteRefusal,
  writeRefusalOf,
} from './sqlstates.js';
import { PreparedStatement } from './prepared.js';
import type { TenantDataSource } from './tenant-data-source.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';
import { SET_TENANT } from './tenant.subscriber.js';
import { PartFailure } from './errors.js';

/** Tries of a transaction that PostgreSQL asks to repeat: the first, and three more. */
const MAX_TRIES = 4;
/** What several tenants wait for waits for no other transaction. Milliseconds. */
const SHARED_LOCK_TIMEOUT_MS = 200;
const SET_PLATFORM = new PreparedStatement('SELECT app_set_platform()');
/** Sets the tenant of the key that is its one parameter, if there is such a tenant. */
export const TENANT_OF_KEY = new PreparedStatement(
  'SELECT app_set_tenant(t.id) FROM app_tenant_by_key($1) t',
);
const SPOKEN_TO = { 'db.system.name': 'postgresql' };

/** What a tenant does in a transaction that it shares with others. */
export interface Part {
  readonly tenant: Tenant;
  /** Of whoever waits for it. */
  readonly span?: Span;
  /** By hand, each naming its tenant as any SQL by hand does. */
  readonly statements: readonly (readonly [PreparedStatement<unknown>, unknown[]])[];
}

/** The one door to the data. */
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

  /** Work that waits because it, or all that reads, has its share of the pool already. */
  get waiting(): number {
    return this.gate.waiting;
  }

  /** As TenantDataSource. */
  get isDistributed(): boolean {
    return this.source.isDistributed;
  }

  /** Whether the database answered anything at all in the last `ms`: while it is busy, nobody need ask it how it is. */
  answeredWithin(ms: number): boolean {
    return performance.now() - this.answeredAt < ms;
  }

  /** Why the database refused a write in the last `ms`, if it did; it may be read all the same. */
  refusedWriteWithin(ms: number): WriteRefusal | undefined {
    return this.refused && performance.now() - this.refused.at < ms ? this.refused.why : undefined;
  }

  /**
   * One transaction of the bound tenant. When it has resolved, it is committed.
   * @throws TenantUnboundError before anything is touched, where no tenant is bound
   * @throws Problem 503 where the database is away, full or busy; whether a commit that was lost took hold is not known then
   */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.ofTenant(work, false);
  }

  /**
   * One transaction of the bound tenant that only reads, and may be slow: lists, counts, exports, streams. It takes its
   * connection out of the share that all reads have, so that no write waits for it. Throws what `transaction` throws.
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
   * One transaction of several tenants, each with statements of its own, in one round trip. PostgreSQL is told the tenant
   * before the statements of each, so that the policies bind every one of them. If one fails, nothing happens at all.
   * @returns the rows of each statement, part by part
   * @throws PartFailure where a statement failed, and Problem 503 as `transaction` does
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

  /** Each of those who wait finds the transaction in its own trace. */
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

  /** Before the first answer has come all of it is on its way. */
  private async sendParts(runner: TenantQueryRunner, parts: readonly Part[]): Promise<unknown[][][]> {
    runner.sendAhead({ text: `SET LOCAL lock_timeout = ${SHARED_LOCK_TIMEOUT_MS}` });
    const sent = parts.map(({ tenant, statements }, part) => {
      this.context.runAs(tenant, () => {
        for (const [{ text }, values] of statements) this.source.assertNamesTenant(text, values);
      });
      runner.sendAhead(SET_TENANT, [tenant.id]);
      const isLast = (i: number) => part === parts.length - 1 && i === statements.length - 1;
      return Promise.all(
        statements.map(([statement, values], i) => runner.send(statement, values, isLast(i))),
      );
    });
    const settled = await Promise.allSettled(sent);
    const failed = settled.findIndex(({ status }) => status === 'rejected');
    if (failed === -1) return settled.map((each) => (each as PromiseFulfilledResult<unknown[][]>).value);
    const { reason } = settled[failed] as PromiseRejectedResult;
    throw isConnectionFailure(reason) ? reason : new PartFailure(failed, reason);
  }

  /**
   * One transaction of the platform, without a tenant: tenants and users, nothing that belongs to a tenant. Its reason is
   * logged; that of housekeeping, which comes round and round and has no request, for the curious only.
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
   * One transaction of the bound tenant that also reaches what is the platform's, and nothing of another tenant: for what
   * must be judged and done at once on both sides, such as making an account that is a member.
   */
  transactionWithPlatform<T>(reason: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    this.logger[this.context.trace.request_id ? 'log' : 'debug']({ msg: 'as platform, in a tenant', reason });
    return this.transaction((manager) => {
      (manager.queryRunner as TenantQueryRunner).sendAhead(SET_PLATFORM);
      return work(manager);
    });
  }

  /** Asks one of the functions that may be asked without a tenant. */
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
   * Asks, in one round trip, inside the tenant that a credential names, before any tenant is bound. The policies show that
   * tenant's rows and no other's, and none where there is no such tenant.
   * @param setTenant sets the tenant, by the look-up functions alone
   * @param statement names the tenant by the same
   */
  lookupInside<Row>(
    setTenant: PreparedStatement<unknown>,
    by: unknown[],
    statement: PreparedStatement<Row>,
    values: unknown[],
  ): Promise<Row[]> {
    const ask = async ({ queryRunner }: EntityManager) => {
      const runner = queryRunner as TenantQueryRunner;
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

  /** @param name of the span that it is in the trace of its request or job */
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
      // A connection that failed under us is destroyed: the next tenant must not inherit an answer that is still under way.
      await (broken ? (runner as unknown as Breakable).releasePostgresConnection(broken) : runner.release());
      span?.end({}, failure);
    }
  }
}

/** TypeORM's way to give a connection back as broken; public in its JavaScript, not in its types. test/isolation/traps.spec.ts needs it. */
interface Breakable {
  releasePostgresConnection(error: Error): Promise<void>;
}

/** Whatever keeps us from a connection is the database's absence or our own load; no statement has run yet. */
async function connect(runner: QueryRunner): Promise<void> {
  try {
    await runner.connect();
  } catch (cause) {
    throw new Problem('database_unavailable', 'No database connection could be had in time.', {
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

/** Failures of the database as the 503 that they are for the client; everything else unchanged. */
function asProblem(error: unknown): unknown {
  if (!isUnavailable(error) && !isRetryable(error)) return error;
  return new Problem(
    'database_unavailable',
    'The database cannot do it now; sending the same again is safe.',
    { retryAfter: 1, cause: error },
  );
}
