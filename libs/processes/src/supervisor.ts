import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#libs/common';
import { Backoff } from './backoff.js';
import { MergedMetrics } from './merged-metrics.js';
import { BEAT_MS, type End, Supervised } from './supervised.js';
import { type Verdict, worstOf } from './verdict.js';

/** Time limit of a child's answer; later answers are ignored. Milliseconds. */
const CHILD_MS = 2_000;
/**
 * A child that still drains after this time is stuck and is killed, because its own timeout has cut its connections.
 * Milliseconds.
 */
const DRAIN_MS = 9_000;

/**
 * Runs several processes of the same program behind one port, and replaces those that end. It takes no part in
 * requests.
 */
export class Supervisor {
  private readonly children = new Map<number, Supervised>();
  private readonly metrics = new MergedMetrics();
  private readonly failures: End[] = [];
  private replaced = 0;
  private isStarted = false;
  private isEnding = false;
  private beating?: NodeJS.Timeout;

  /**
   * @param env additional environment of the children
   * @param fail ends the service: a child could not start, and no other one takes requests
   */
  constructor(
    private readonly processes: number,
    private readonly env: Record<string, string>,
    private readonly logger: Logger,
    private readonly fail: () => void,
  ) {}

  /**
   * Starts the first child alone, because it prepares what all share (schema, keys, first administrator), then the
   * others.
   */
  start(): void {
    this.beating = setInterval(() => this.beat(), BEAT_MS);
    this.begin(1, new Backoff());
  }

  /** Drains all children at the same time. @throws Error if a child did not end well */
  async drain(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.beating);
    for (const child of this.children.values()) child.signal('SIGTERM');
    const kill = setTimeout(() => {
      for (const child of this.children.values()) child.signal('SIGKILL');
    }, DRAIN_MS);
    while (this.children.size) await sleep(10);
    clearTimeout(kill);
    if (this.failures.length) throw new Error(`${this.failures.length} processes did not drain`);
  }

  private begin(number: number, backoff: Backoff): void {
    if (this.isEnding) return;
    const child = new Supervised(number, this.env, (end) => this.ended(child, backoff, end));
    child.line.on('up', () => this.isUp(child));
    child.line.on('metrics', () => this.metricsOfAll());
    for (const question of ['readiness of api', 'readiness of worker'] as const)
      child.line.on(question, () => this.verdictOfAll(question));
    this.children.set(number, child);
  }

  private isUp(child: Supervised): void {
    child.markUp();
    this.logger.info({ msg: 'a process takes requests', number: child.number, pid: child.pid });
    if (this.children.size === 1 && !this.isStarted)
      for (let number = 2; number <= this.processes; number++) this.begin(number, new Backoff());
    this.isStarted ||= this.serving.length === this.processes;
  }

  private ended(child: Supervised, backoff: Backoff, end: End): void {
    const { number, pid, up } = child;
    this.children.delete(number);
    this.metrics.depart(number);
    if (this.isEnding) {
      // A child that was still starting has nothing to drain, and the signal ends it.
      if (end.code !== 0 && up) this.failures.push(end);
      return;
    }
    const inVain = !up && (!this.isStarted || !this.serving.length);
    if (inVain) {
      this.logger.fatal({ msg: 'a process did not start, and the service ends', number, pid, ...end });
      return this.fail();
    }
    const pauseMs = backoff.after(child.livedMs);
    this.logger.error({ msg: 'a process ended and is replaced', number, pid, ...end, pause_ms: pauseMs });
    this.replaced++;
    setTimeout(() => this.begin(number, backoff), pauseMs).unref();
  }

  private get serving(): Supervised[] {
    return [...this.children.values()].filter(({ up }) => up);
  }

  /** Children that can answer questions about themselves. */
  private get telling(): Supervised[] {
    return this.serving.filter(({ isSilent }) => !isSilent);
  }

  private beat(): void {
    for (const child of this.serving) {
      child.beat();
      if (!child.isStuck) continue;
      const { number, pid } = child;
      this.logger.fatal({ msg: 'a process does not respond and is killed', number, pid });
      child.signal('SIGKILL');
    }
  }

  private async verdictOfAll(
    question: 'readiness of api' | 'readiness of worker',
  ): Promise<Verdict | undefined> {
    if (this.isEnding) return { status: 'unready', code: 'draining' };
    const asked = this.telling.map(({ line }) => line.ask<Verdict>(question, CHILD_MS));
    return worstOf(await Promise.all(asked));
  }

  private async metricsOfAll(): Promise<string> {
    const texts = new Map<number, string>();
    await Promise.all(
      this.telling.map(async ({ number, line }) => {
        const text = await line.ask<string>('metrics', CHILD_MS);
        // A child that ended meanwhile has been replaced by another.
        if (text !== undefined && this.children.get(number)?.line === line) texts.set(number, text);
      }),
    );
    return `${this.metrics.merge(texts)}${this.own()}`;
  }

  private own(): string {
    const up = this.serving.length;
    return `# HELP tributary_processes Processes behind the port
# TYPE tributary_processes gauge
tributary_processes{state="up"} ${up}
tributary_processes{state="down"} ${this.processes - up}

# HELP tributary_processes_replaced_total Processes that ended unexpectedly
# TYPE tributary_processes_replaced_total counter
tributary_processes_replaced_total ${this.replaced}
`;
  }
}
