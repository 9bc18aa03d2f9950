import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ConnectionOptions } from 'node:tls';
import { Redis } from 'ioredis';
import type { Call, Demand, Entry, LimitStore, UsageSnapshot, Taken } from './limit-store.js';
import type { LimitMetrics } from '../limit-metrics.js';
import { LocalShare } from './local-share.js';
import { MemoryLimits } from './memory-limits.js';
import type { Limits } from '../policy.js';
import { BEAT_MS, RedisLimits } from './redis-limits.js';
import { Running } from './running.js';

/**
 * How long Redis is not asked after a failure, so that a Redis that hangs does not cost each request a timeout.
 * Milliseconds.
 */
const TRUCE_MS = 1_000;
/** Timeout of a command that nobody waits for any more. Milliseconds. */
const FORGET_MS = 5_000;

/**
 * Limits that several processes share in Redis. While Redis is unreachable, each process applies its share: the limit
 * divided by the number of processes alive when Redis last answered. So ingest continues, and the sum stays the same.
 * What Redis admits here is charged to the local buckets too, so that switching gives no tenant an extra burst.
 */
export class SharedLimits implements LimitStore, OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Limits');
  private readonly redis: Redis;
  private readonly shared: RedisLimits;
  private readonly local: LocalShare;
  private truceUntil = 0;
  private alone = false;
  private beating?: NodeJS.Timeout;

  /**
   * @param timeoutMs time after which the process decides alone; Redis usually answers in well under a millisecond
   * @param processes number of processes that share the limits, until Redis reports how many are alive
   */
  constructor(
    { url, tls }: { readonly url: string; readonly tls?: ConnectionOptions },
    private readonly metrics: LimitMetrics,
    private readonly timeoutMs: number,
    processes = 1,
  ) {
    this.redis = new Redis(url, {
      ...(tls && { tls }),
      lazyConnect: true,
      enableOfflineQueue: false,
      // A charge that may have been made must not be repeated.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: Math.max(FORGET_MS, timeoutMs),
      connectTimeout: TRUCE_MS,
      disconnectTimeout: timeoutMs,
      retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, TRUCE_MS),
    });
    // `decideAlone` logs once per outage. Without a listener the client would print each attempt.
    this.redis.on('error', () => undefined);
    const running = new Running();
    this.shared = new RedisLimits(this.redis, running);
    this.local = new LocalShare(new MemoryLimits(running), processes);
  }

  /** The service starts without Redis too. */
  async onModuleInit(): Promise<void> {
    await this.redis.connect().catch(() => undefined);
    await this.beat();
    this.beating = setInterval(() => void this.beat(), BEAT_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.beating);
    this.redis.disconnect();
  }

  enter(tenantId: string, limits: Limits, call: Call = {}): Promise<Entry> {
    return this.either(
      async () => {
        const entry = await this.shared.enter(tenantId, limits, call);
        if (entry.short === undefined) this.local.noteEntry(tenantId, limits, call);
        return entry;
      },
      () => this.local.enter(tenantId, limits, call),
      ({ short }) => void (short === undefined && !call.held && this.leave(tenantId)),
    );
  }

  leave(tenantId: string): void {
    this.shared.leave(tenantId);
  }

  take(demand: Demand): Promise<Taken> {
    return this.either(
      async () => {
        const taken = await this.shared.take(demand);
        this.local.note(demand, taken.short);
        return taken;
      },
      () => this.local.take(demand),
    );
  }

  standing(tenantId: string, limits: Limits): Promise<UsageSnapshot> {
    return this.either(
      () => this.shared.standing(tenantId, limits),
      () => this.local.standing(tenantId, limits),
    );
  }

  /** @param undo reverts an answer that arrived too late */
  private async either<T>(together: () => Promise<T>, alone: () => T, undo?: (late: T) => void): Promise<T> {
    if (this.redis.status !== 'ready' || performance.now() < this.truceUntil) {
      this.decideAlone('unreachable');
      return alone();
    }
    try {
      const result = await inTime(together(), this.timeoutMs, undo);
      if (this.alone) this.logger.log({ msg: 'limits are shared again' });
      this.alone = false;
      return result;
    } catch (error) {
      this.truceUntil = performance.now() + TRUCE_MS;
      this.decideAlone('failed', error);
      return alone();
    }
  }

  private decideAlone(reason: 'unreachable' | 'failed', err?: unknown): void {
    this.metrics.decidedAlone(reason);
    if (this.alone) return;
    this.alone = true;
    this.logger.warn({
      msg: 'Redis is unreachable: each process applies its share of the limits',
      processes: this.local.processes,
      err,
    });
  }

  private async beat(): Promise<void> {
    if (this.redis.status !== 'ready') return;
    try {
      this.local.processes = Math.max(1, await this.shared.beat());
    } catch {
      this.truceUntil = performance.now() + TRUCE_MS;
    }
  }
}

/**
 * The answer, if it arrives in time. In a process that was busy, timer and answer become due together, the timer first.
 * So it reads what has arrived before it counts the answer as missing.
 */
function inTime<T>(answer: Promise<T>, ms: number, undo: (late: T) => void = () => undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      setImmediate(() => {
        late = true;
        reject(new Error(`Redis did not answer within ${ms} ms`));
      });
    }, ms);
    answer.then(
      (value) => {
        clearTimeout(timer);
        if (late) undo(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error as Error);
      },
    );
  });
}
