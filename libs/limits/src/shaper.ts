import { Injectable } from '@nestjs/common';
import type { Pace } from '#libs/common';
import { LimitClock } from './limit-clock.js';
import { LimitMetrics } from './limit-metrics.js';
import { tooMuch } from './limiter.js';
import type { Limits } from './policy.js';

const MiB = 1024 * 1024;
/**
 * How much faster than `bytes_per_second` a payer's bodies are processed. Bodies have field names and white space too,
 * and rejected or throttled events are processed without being admitted.
 */
const HEADROOM = 2;
/** Least rate, so that a tenant with small limits may send a batch. Bytes per second. */
const LEAST_RATE = MiB;
/** Bytes that need not wait: those of the largest body. */
const AT_ONCE = 5 * MiB;
/** Longest wait of one body. Seconds. */
const MAX_WAIT_S = 5;
/** Number of payers at which those who wait for nothing are first forgotten; afterwards at twice the remaining number. */
const FIRST_SWEEP = 1_000;

/**
 * Shapes the traffic of large bodies (GCRA as a shaper): a payer's bodies are processed at twice its rate of bytes, one
 * after the other in the order of their arrival, however many it sends and whatever becomes of them. Limits of events
 * apply only once a body has been processed, so without this a tenant could use all of the CPU with bodies that are
 * rejected.
 *
 * It protects the CPU of this process, so each process has its own.
 */
@Injectable()
export class Shaper {
  /** When all reserved bytes of a payer will have been processed, at its rate. Seconds of the clock. */
  private readonly busyUntil = new Map<string, number>();
  private sweepAt = FIRST_SWEEP;

  constructor(
    private readonly clock: LimitClock,
    private readonly metrics: LimitMetrics,
  ) {}

  /** @param payer whose limits apply: a tenant's id, or a name of the platform's own callers */
  paceOf(payer: string, limits: Limits): Pace {
    const rate = Math.max(LEAST_RATE, HEADROOM * limits.bytes_per_second);
    return {
      reserve: (bytes, waited) => this.reserve(payer, bytes, rate, waited),
      release: (bytes) => this.move(payer, -bytes / rate),
    };
  }

  /** Number of payers that are remembered, for tests. */
  get size(): number {
    return this.busyUntil.size;
  }

  private reserve(payer: string, bytes: number, rate: number, waited: number): number {
    const now = this.clock.seconds();
    const busy = Math.max(0, (this.busyUntil.get(payer) ?? now) - now);
    const wait = Math.max(0, busy + (bytes - AT_ONCE) / rate);
    if (waited + wait > MAX_WAIT_S) {
      this.metrics.decided('bytes');
      throw tooMuch(['bytes'], busy);
    }
    this.metrics.waited(wait);
    this.move(payer, bytes / rate);
    return wait;
  }

  private move(payer: string, seconds: number): void {
    const now = this.clock.seconds();
    this.busyUntil.set(payer, Math.max(now, this.busyUntil.get(payer) ?? now) + seconds);
    if (this.busyUntil.size > this.sweepAt) this.sweep(now);
  }

  /** So memory is bounded by the payers that sent a large body lately. */
  private sweep(now: number): void {
    for (const [payer, until] of this.busyUntil) if (until <= now) this.busyUntil.delete(payer);
    this.sweepAt = Math.max(FIRST_SWEEP, this.busyUntil.size * 2);
  }
}
