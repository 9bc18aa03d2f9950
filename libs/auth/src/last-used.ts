import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import type { ApiToken } from './api-token.entity.js';

/** A token's `last_used_at` is written at most this often. Milliseconds. */
const RESOLUTION_MS = 60_000;
const FLUSH_EVERY_MS = 5_000;
/** Tokens remembered as recently written; beyond it the oldest are forgotten, which costs an extra write at most. */
const REMEMBERED = 100_000;

/** Notes when tokens were last used, outside the requests that use them. What a crash loses is a minute's knowledge. */
@Injectable()
export class LastUsed implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(LastUsed.name);
  private readonly noted = new Map<string, number>();
  private pending = new Map<string, { tenant: Tenant; tokens: Map<string, Date> }>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(tenant: Tenant, { id, lastUsedAt }: ApiToken): void {
    const now = Date.now();
    const known = Math.max(this.noted.get(id) ?? -Infinity, lastUsedAt?.getTime() ?? -Infinity);
    if (now - known < RESOLUTION_MS) return;
    this.noted.delete(id);
    this.noted.set(id, now);
    if (this.noted.size > REMEMBERED) this.noted.delete(this.noted.keys().next().value!);
    const entry = this.pending.get(tenant.id) ?? { tenant, tokens: new Map<string, Date>() };
    this.pending.set(tenant.id, entry);
    entry.tokens.set(id, new Date(now));
  }

  /** Writes what was noted, tenant by tenant. */
  async flush(): Promise<void> {
    const batches = [...this.pending.values()];
    this.pending = new Map();
    for (const { tenant, tokens } of batches) {
      try {
        await this.context.runAs(tenant, () => this.write(tenant.id, [...tokens]));
      } catch (error) {
        this.logger.warn({ msg: 'last_used_at not written', tenant_id: tenant.id, err: error });
      }
    }
  }

  /** Rows that somebody holds are skipped: another process is writing the same. */
  private async write(tenantId: string, tokens: [id: string, at: Date][]): Promise<void> {
    await this.database.transaction((manager) =>
      manager.query(
        `UPDATE api_tokens SET last_used_at = used.at
           FROM (SELECT t.id, u.at FROM unnest($2::uuid[], $3::timestamptz[]) AS u (id, at)
                   JOIN api_tokens t ON t.tenant_id = $1 AND t.id = u.id ORDER BY t.id FOR UPDATE OF t SKIP LOCKED) used
          WHERE api_tokens.tenant_id = $1 AND api_tokens.id = used.id
            AND (api_tokens.last_used_at IS NULL OR api_tokens.last_used_at < used.at)`,
        [tenantId, tokens.map(([id]) => id), tokens.map(([, at]) => at)],
      ),
    );
  }
}
