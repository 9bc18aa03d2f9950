import cluster, { type Worker } from 'node:cluster';
import { PROCESS_NUMBER } from './child.js';
import { Line } from './line.js';

/** How often a child is asked for a sign of life. Milliseconds. */
export const BEAT_MS = 1_000;
/**
 * Unanswered beats after which a child is no longer asked about itself, and after which its event loop counts as stuck.
 */
const [SILENT_BEATS, STUCK_BEATS] = [2, 20];

export interface End {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A child as seen by the parent. */
export class Supervised {
  readonly line: Line;
  /** Whether it takes requests. */
  up = false;
  private upAt = 0;
  private unanswered = 0;
  private readonly worker: Worker;

  /** @param ended called once, however the child ends, or if it could not be started */
  constructor(
    readonly number: number,
    env: Record<string, string>,
    ended: (end: End) => void,
  ) {
    this.worker = cluster.fork({ ...env, [PROCESS_NUMBER]: String(number) });
    const { process: child } = this.worker;
    this.line = new Line(child);
    let isOver = false;
    const end = (code: number | null, signal: string | null) => {
      if (!isOver) ended({ code, signal });
      isOver = true;
    };
    child.once('exit', end);
    child.once('error', () => child.pid === undefined && end(1, null));
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  /** Milliseconds since it began to take requests; 0 if it does not. */
  get livedMs(): number {
    return this.up ? performance.now() - this.upAt : 0;
  }

  markUp(): void {
    this.up = true;
    this.upAt = performance.now();
  }

  /**
   * Asks for a sign of life. It counts beats instead of time, so that after a suspend of the machine no child counts as
   * stuck.
   */
  beat(): void {
    this.unanswered++;
    void this.line.ask('beat', STUCK_BEATS * BEAT_MS).then((alive) => {
      if (alive) this.unanswered = 0;
    });
  }

  get isSilent(): boolean {
    return this.unanswered > SILENT_BEATS;
  }

  get isStuck(): boolean {
    return this.unanswered > STUCK_BEATS;
  }

  signal(signal: NodeJS.Signals): void {
    this.worker.process.kill(signal);
  }
}
