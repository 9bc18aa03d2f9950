import { Injectable } from '@nestjs/common';
import { Problem, type ProblemCode, PROBLEMS, toProblem } from '#libs/common';
import { SchemaState, TenantDatabase } from '#libs/database';
import { answerParent, askOfAll, type Verdict } from '#libs/processes';
import { QueueState } from '#libs/queue';
import { Lifecycle } from './lifecycle.js';

/**
 * A database answer this recent proves that the database is available. Another query would queue behind what keeps it
 * busy. Milliseconds.
 */
const RECENTLY_MS = 1000;
/**
 * How long the process is not ready after a refused write. Then the next write tests the database again. Milliseconds.
 */
const REFUSAL_MS = 5000;
/** Value of Retry-After. Seconds. */
const RETRY_SECONDS = 5;

export interface Ready {
  readonly status: 'ok' | 'degraded';
  /** What is wrong, if it is degraded. */
  readonly code?: ProblemCode;
  readonly detail?: string;
}

type Role = 'api' | 'worker';

/**
 * Whether a process should get work. If not, the problem code names the cause. If several processes share one port, each
 * answers for all of them, and the worst state counts.
 */
@Injectable()
export class Readiness {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly database: TenantDatabase,
    private readonly schema: SchemaState,
    private readonly queue: QueueState,
  ) {
    for (const role of ['api', 'worker'] as const)
      answerParent(`readiness of ${role}`, () => this.own(role).catch(verdictOf));
  }

  /**
   * Readiness of an API process. Without the queue it accepts events as usual, and requests to be stored later wait in
   * the database.
   * @throws Problem
   */
  ofApi(): Promise<Ready> {
    return this.of('api');
  }

  /** Readiness of a worker. Without the queue it can do nothing. @throws Problem */
  ofWorker(): Promise<Ready> {
    return this.of('worker');
  }

  private async of(role: Role): Promise<Ready> {
    const verdict = await askOfAll<Verdict & { code: ProblemCode }>(`readiness of ${role}`);
    if (verdict?.status === 'unready') throw notReady(verdict.code);
    if (verdict?.status === 'degraded') return degraded(verdict.code);
    return verdict ? { status: 'ok' } : this.own(role);
  }

  private async own(role: Role): Promise<Ready> {
    await this.check();
    if (!this.queue.isAway) return { status: 'ok' };
    if (role === 'worker') throw notReady('queue_unavailable');
    return degraded('queue_unavailable');
  }

  private async check(): Promise<void> {
    if (this.lifecycle.draining) throw notReady('draining');
    const refused = this.database.refusedWriteWithin(REFUSAL_MS);
    if (refused) throw notReady(refused);
    if (!this.database.answeredWithin(RECENTLY_MS)) await this.database.lookup('app_tenant_by_key', ['-']);
    if (this.schema.isStale) throw notReady('schema_stale');
  }
}

const notReady = (code: ProblemCode) =>
  new Problem(code, `${PROBLEMS[code][1]}.`, { retryAfter: RETRY_SECONDS });

const degraded = (code: ProblemCode): Ready => ({
  status: 'degraded',
  code,
  detail: `${PROBLEMS[code][1]}.`,
});

const verdictOf = (error: unknown): Verdict => ({ status: 'unready', code: toProblem(error).code });
