import { type BeforeApplicationShutdown, Logger, type OnModuleInit } from '@nestjs/common';
import { flat } from '#libs/common';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { type Part, type PreparedStatement, TenantDatabase } from './scope/index.js';

/** Shortest interval between two writes of the same row's time. Milliseconds. */
const RESOLUTION_MS = 60_000;
const FLUSH_EVERY_MS = 5_000;
/** Tenants whose times share a transaction. On Citus each has its own, because they may be on different workers. */
const TOGETHER = 32;
/** Keys that are kept as recently written. An older key is dropped, which costs at most an extra write. */
const REMEMBERED = 100_000;

/**
 * Writes when rows of tenants were last active, outside the transactions in which they are active, because a hot row must
 * not slow or deadlock these. A crash loses at most a minute of times.
 */
export abstract class LastTimes implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private readonly noted = new Map<string, number>();
  private pending = new Map<string, { tenant: Tenant; times: Map<string, Date> }>();
  private written = Promise.resolve();
  private timer?: NodeJS.Timeout;

  /**
   * @param update writes times of the tenant $1: $2 are the rows' public names, $3 their times. It skips rows that are
   *   locked, because another process is writing the same, and never sets a time back.
   */
  protected constructor(
    private readonly database: TenantDatabase,
    protected readonly context: TenantContext,
    private readonly update: PreparedStatement<unknown>,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** @param at milliseconds since the epoch  @param stored the time that the row is known to have */
  protected noteOne(tenant: Tenant, name: string, at: number, stored = -Infinity): void {
    const key = `${tenant.id}:${name}`;
    if (at - Math.max(this.noted.get(key) ?? -Infinity, stored) < RESOLUTION_MS) return;
    this.noted.delete(key);
    this.noted.set(flat(key), at);
    if (this.noted.size > REMEMBERED) this.noted.delete(this.noted.keys().next().value!);
    const entry = this.pending.get(tenant.id) ?? { tenant, times: new Map<string, Date>() };
    this.pending.set(tenant.id, entry);
    entry.times.set(name, new Date(at));
  }

  /** Writes the times noted until now. Waits for a write that is under way, because it may have some of them. */
  flush(): Promise<void> {
    return (this.written = this.written.then(() => this.write()));
  }

  /** Writes the times of up to `TOGETHER` tenants in a transaction. Never throws. */
  private async write(): Promise<void> {
    this.forget(Date.now() - RESOLUTION_MS);
    const parts = [...this.pending.values()].map(({ tenant, times }) => this.partOf(tenant, times));
    this.pending = new Map();
    const together = this.database.isDistributed ? 1 : TOGETHER;
    for (let from = 0; from < parts.length; from += together) {
      const some = parts.slice(from, from + together);
      // If one of them fails, nothing is written. Then each gets a transaction of its own.
      if (some.length === 1 || !(await this.isWritten(some))) await this.writeApart(some);
    }
  }

  /** Drops what prevents no write any more. The oldest come first. */
  private forget(before: number): void {
    for (const [key, at] of this.noted) {
      if (at > before) return;
      this.noted.delete(key);
    }
  }

  private async isWritten(parts: readonly Part[]): Promise<boolean> {
    return this.database.together(parts).then(
      () => true,
      () => false,
    );
  }

  private async writeApart(parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      try {
        await this.database.together([part]);
      } catch (error) {
        this.logger.warn({ msg: 'times not written', tenant_id: part.tenant.id, err: error });
      }
    }
  }

  private partOf(tenant: Tenant, times: ReadonlyMap<string, Date>): Part {
    return { tenant, statements: [[this.update, [tenant.id, [...times.keys()], [...times.values()]]]] };
  }
}
