import type { LoggerService } from '@nestjs/common';

/** Interval after which a lasting outage is logged again. Milliseconds. */
const TOLD_MS = 60_000;

/** Logs the start of an outage once, with its cause, counts further failures, and logs the recovery. */
export class Outage {
  private readonly state = { failing: false, told: false, at: -Infinity, repeats: 0 };

  /**
   * @param lost message of the line at a failure
   * @param back message of the line at recovery
   * @param fields fields of both lines
   */
  constructor(
    private readonly logger: LoggerService,
    private readonly lost: string,
    private readonly back: string,
    private readonly fields: object = {},
  ) {}

  get isFailing(): boolean {
    return this.state.failing;
  }

  /** Writes at most one line in TOLD_MS, however often it fails and recovers in between. */
  failed(err: unknown, level: 'warn' | 'error' = 'warn'): void {
    const now = performance.now();
    this.state.failing = true;
    if (now - this.state.at < TOLD_MS) return void this.state.repeats++;
    const { repeats } = this.state;
    Object.assign(this.state, { told: true, at: now, repeats: 0 });
    this.logger[level]({ msg: this.lost, ...this.fields, repeats, err });
  }

  works(): void {
    this.state.failing = false;
    if (!this.state.told) return;
    this.state.told = false;
    this.logger.log({ msg: this.back, ...this.fields, repeats: this.state.repeats });
  }
}
