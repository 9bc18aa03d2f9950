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

/** After a failure Redis is left alone for so long: a Redis that hangs must not cost each request a timeout. */
const TRUCE_MS = 1_000;
/** A command that nobody waits for any more is forgotten. Milliseconds. */
const FORGET_MS = 5_000;

/**
 * Limits that several processes share in Redis. While it is away each gives away its share of them, the limit divided by
 * the processes that were alive when Redis last answered: ingest goes on, and the sum stays what it was. What Redis
 * admits here is charged to the local buckets, too, so that the change of hands gives no tenant a burst for nothing.
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
   * @param timeoutMs Redis answers in well under a millisecond. A process that has waited this long decides alone.
   * @param processes that share the limits, until Redis says how many live
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
      // A charge that may have been made must not be made again.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: Math.max(FORGET_MS, timeoutMs),
      connectTimeout: TRUCE_MS,
      disconnectTimeout: timeoutMs,
      retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, TRUCE_MS),
    });
    // Told once per outage, by `decideAlone`; without a listener the client would print each attempt.
    this.redis.on('error', () => undefined);
    const running = new Running();
    this.shared = new RedisLimits(this.redis, running);
    this.local = new LocalShare(new MemoryLimits(running), processes);
  }

  /** A service starts without Redis, too. */
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

  /** @param undo what an answer that came too late did */
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
      msg: 'Redis is away: limits are decided locally',
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
 * The answer, if it comes in time. A process that was busy itself finds timer and answer at once, the timer first: it
 * looks at what has arrived before it blames Redis.
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
