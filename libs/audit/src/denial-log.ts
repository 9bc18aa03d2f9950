import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Denial, Denials } from '#libs/access';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { type AuditLine, type AuditNote, AuditTrail, PLATFORM_TRAIL } from './audit.trail.js';

/** Window in which like denials share one line, followed by a second line that counts the rest. Milliseconds. */
const WINDOW_MS = 60_000;
const SWEEP_EVERY_MS = 5_000;
/**
 * Limit of kinds of denials that are distinguished per tenant and window; the rest is counted together. So a trail
 * grows by at most some 400 lines a minute.
 */
const MAX_KINDS = 200;

interface Window {
  readonly ends: number;
  readonly tenant: Tenant;
  readonly line: AuditLine;
  repeats: number;
}

/**
 * Records denials, and requests that staff send by API tokens. The first of a kind is written at once and repetitions
 * are counted, so that nobody can flood the trail. A crash loses repetitions that were not written yet, but never the
 * first.
 */
@Injectable()
export class DenialLog implements Denials, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(DenialLog.name);
  private readonly windows = new Map<string, Map<string, Window>>();
  private writing: Promise<void> = Promise.resolve();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly trail: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sweep(Date.now()), SWEEP_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.sweep(Infinity);
    await this.settled();
  }

  note({ code, target, home, count = 1 }: Denial): void {
    const tenant = this.context.tenantOrNone ?? home ?? PLATFORM_TRAIL;
    const { actor = 'anonymous', address, request_id: requestId } = this.context.trace;
    // Known senders are told apart by name, unknown ones by address.
    const who = actor === 'anonymous' ? address : actor;
    const key = JSON.stringify([who, target, code]);
    const line: AuditLine = { ...DENIED, tenantId: tenant.id, actor, target, code, requestId, address };
    this.fold(tenant, key, line, count);
  }

  /** @returns whether it is the first of its kind, which is then being written */
  private fold(tenant: Tenant, kind: string, whole: AuditLine, count: number): boolean {
    const kinds = this.windows.get(tenant.id) ?? new Map<string, Window>();
    this.windows.set(tenant.id, kinds);
    let key = kind;
    let line = whole;
    if (!kinds.has(key) && kinds.size >= MAX_KINDS) {
      const { action, outcome, tenantId } = whole;
      key = `others:${action}`;
      line = { action, outcome, tenantId, actor: 'various', target: 'various' };
    }
    const window = kinds.get(key);
    if (window) window.repeats += count;
    if (window) return false;
    kinds.set(key, { ends: Date.now() + WINDOW_MS, tenant, line, repeats: 0 });
    this.write(tenant, { ...line, count });
    return true;
  }

  /**
   * Counts a request of a caller who may send many like ones, in the trail of the bound tenant. When it resolves, the
   * first of its kind is written.
   */
  async count(note: Pick<AuditNote, 'action' | 'target'>): Promise<void> {
    const tenant = this.context.tenant;
    const { actor = 'system', address, request_id: requestId } = this.context.trace;
    const key = JSON.stringify([actor, note.target, note.action]);
    const line: AuditLine = { ...note, outcome: 'done', tenantId: tenant.id, actor, requestId, address };
    if (this.fold(tenant, key, line, 1)) await this.settled();
  }

  /** Resolves when everything that was recorded is written, or has failed. */
  settled(): Promise<void> {
    return this.writing;
  }

  /** Ends windows that are over at `now` (milliseconds since the epoch), and writes their counts. */
  sweep(now: number): void {
    for (const [tenantId, kinds] of this.windows) {
      for (const [key, { ends, tenant, line, repeats }] of kinds) {
        if (ends > now) continue;
        kinds.delete(key);
        if (repeats) this.write(tenant, { ...line, count: repeats });
      }
      if (!kinds.size) this.windows.delete(tenantId);
    }
  }

  /** One after the other, so that denials use at most one connection. */
  private write(tenant: Tenant, line: AuditLine): void {
    this.writing = this.writing
      .then(() =>
        this.context.runAs(tenant, () =>
          this.database.transaction((manager) => this.trail.write(manager, line)),
        ),
      )
      .catch((error: unknown) => this.logger.error({ msg: 'denial not written', ...line, err: error }));
  }
}

const DENIED = { action: 'request.denied', outcome: 'denied' } as const;
