import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Counted, Metrics, Outage, toProblem } from '#libs/common';
import { TenantContext } from './tenant-context.js';

type Work = (signal: AbortSignal) => Promise<unknown>;

/** Longest pause after failures in a row. A task with a longer interval keeps that. Milliseconds. */
const LONGEST_PAUSE_MS = 15_000;

interface Chore {
  readonly everyMs: number;
  readonly firstMs: number;
  readonly work: Work;
  readonly outage: Outage;
  /** Failed rounds since the last successful one. */
  failures: number;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
}

/**
 * Runs housekeeping tasks repeatedly: never twice at once in a process, at times that differ between processes, and
 * without affecting anything else if they fail. A task must be safe to run twice, because other processes run it too.
 */
@Injectable()
export class PeriodicTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PeriodicTasks.name);
  private readonly chores = new Map<string, Chore>();
  private readonly stopping = new AbortController();
  private readonly failures: Counted<'chore'>;

  constructor(
    private readonly context: TenantContext,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter('chore_failures_total', 'Rounds of housekeeping that failed', ['chore']);
  }

  /**
   * Call it before the application is up.
   * @param everyMs from the end of one round to the start of the next, plus or minus a quarter
   * @param work runs one round; the signal stops it between two steps
   * @param firstMs from the start of the process to the first round; by default a random time within `everyMs`
   */
  add(name: string, everyMs: number, work: Work, firstMs = Math.random() * everyMs): void {
    this.failures.inc({ chore: name }, 0);
    const outage = new Outage(this.logger, 'chore failed', 'chore works again', { chore: name });
    this.chores.set(name, { everyMs, firstMs, work, outage, failures: 0 });
  }

  onApplicationBootstrap(): void {
    for (const [name, chore] of this.chores) this.plan(name, chore, chore.firstMs);
  }

  /**
   * Runs a complete round from now on. A running round may have passed what is new, so another one follows it. Never
   * throws.
   */
  async run(name: string): Promise<void> {
    const chore = this.chores.get(name)!;
    const running = chore.running;
    await running;
    // Callers that wait for the same round share the next one.
    if (chore.running && chore.running !== running) return chore.running;
    clearTimeout(chore.timer);
    chore.running = this.attempt(name, chore).finally(() => {
      chore.running = undefined;
      this.plan(name, chore, pauseOf(chore) * (0.75 + Math.random() / 2));
    });
    return chore.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.chores.values()) clearTimeout(timer);
    await Promise.all([...this.chores.values()].map(({ running }) => running));
  }

  private plan(name: string, chore: Chore, afterMs: number): void {
    if (this.stopping.signal.aborted) return;
    chore.timer = setTimeout(() => void this.run(name), afterMs).unref();
  }

  /** Runs outside the request that may have triggered it. */
  private async attempt(name: string, chore: Chore): Promise<void> {
    try {
      await this.context.run(() => chore.work(this.stopping.signal));
      chore.failures = 0;
      chore.outage.works();
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.failures.inc({ chore: name });
      // An unavailable database is not an error of the task; the next round continues where this one stopped.
      const level = toProblem(error).status === 500 ? 'error' : 'warn';
      chore.failures++;
      chore.outage.failed(error, level);
    }
  }
}

/** Doubles with each failure in a row. */
const pauseOf = ({ everyMs, failures }: Chore): number =>
  Math.max(everyMs, Math.min(LONGEST_PAUSE_MS, everyMs * 2 ** Math.min(failures, 20)));
