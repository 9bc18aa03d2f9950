import { Injectable } from '@nestjs/common';
import type { Pace, Queue } from '#libs/common';
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
/** Bytes of a queue that need not wait: those of the largest body. */
const AT_ONCE = 5 * MiB;
/** A shorter wait is not worth a timer. Seconds. */
const LEAST_WAIT_S = 0.001;
/** Longest wait of one body. Seconds. */
const MAX_WAIT_S = 5;
/** Number of queues at which those that have drained are first forgotten; afterwards at twice the remaining number. */
const FIRST_SWEEP = 1_000;

/**
 * Shapes the traffic of bodies (GCRA as a shaper): a payer's bodies are processed at twice its rate of bytes, one after
 * the other in the order of their arrival, however many it sends and whatever becomes of them. Limits of events apply
 * only once a body has been processed, so without this a tenant could use all of the CPU with bodies that are rejected.
 * Small bodies have a queue and a rate of their own, so that they do not wait for large ones.
 *
 * It protects the CPU of this process, so each process has its own.
 */
@Injectable()
export class Shaper {
  /** When all reserved bytes of a queue will have been processed, at its rate. Seconds of the clock. */
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
      reserve: (queue, bytes, waited) => this.reserve(nameOf(payer, queue), bytes, rate, waited),
      release: (queue, bytes) => this.move(nameOf(payer, queue), -bytes / rate),
    };
  }

  /** Number of queues that are remembered, for tests. */
  get size(): number {
    return this.busyUntil.size;
  }

  private reserve(queue: string, bytes: number, rate: number, waited: number): number {
    const now = this.clock.seconds();
    const busy = Math.max(0, (this.busyUntil.get(queue) ?? now) - now);
    const full = busy + (bytes - AT_ONCE) / rate;
    const wait = full < LEAST_WAIT_S ? 0 : full;
    if (waited + wait > MAX_WAIT_S) {
      this.metrics.decided('bytes');
      throw tooMuch(['bytes'], busy);
    }
    this.metrics.waited(wait);
    this.move(queue, bytes / rate);
    return wait;
  }

  private move(queue: string, seconds: number): void {
    const now = this.clock.seconds();
    this.busyUntil.set(queue, Math.max(now, this.busyUntil.get(queue) ?? now) + seconds);
    if (this.busyUntil.size > this.sweepAt) this.sweep(now);
  }

  /** So memory is bounded by the payers that sent a body in the last seconds. */
  private sweep(now: number): void {
    for (const [queue, until] of this.busyUntil) if (until <= now) this.busyUntil.delete(queue);
    this.sweepAt = Math.max(FIRST_SWEEP, this.busyUntil.size * 2);
  }
}

const nameOf = (payer: string, queue: Queue) => `${payer}:${queue}`;
