import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';

/** A device's `last_seen_at` is written at most this often. Milliseconds. */
const RESOLUTION_MS = 60_000;
const FLUSH_EVERY_MS = 5_000;
/** Devices remembered as recently written; beyond it the oldest are forgotten, which costs an extra write at most. */
const REMEMBERED = 100_000;

/**
 * Notes when devices were last heard of, outside the ingest transaction: a hot row per device must not slow or
 * deadlock the inserts. Lost with a crash, by design: the events themselves tell.
 */
@Injectable()
export class LastSeen implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(LastSeen.name);
  private readonly written = new Map<string, number>();
  private pending = new Map<string, { tenant: Tenant; devices: Map<string, Date> }>();
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

  /** Notes devices of the bound tenant, by uid. */
  note(deviceUids: Iterable<string>, at: Date): void {
    const tenant = this.context.tenant;
    for (const uid of deviceUids) {
      const key = `${tenant.id}:${uid}`;
      if (at.getTime() - (this.written.get(key) ?? -Infinity) < RESOLUTION_MS) continue;
      this.written.delete(key);
      this.written.set(key, at.getTime());
      if (this.written.size > REMEMBERED) this.written.delete(this.written.keys().next().value!);
      const entry = this.pending.get(tenant.id) ?? { tenant, devices: new Map<string, Date>() };
      this.pending.set(tenant.id, entry);
      entry.devices.set(uid, at);
    }
  }

  /** Writes what was noted, tenant by tenant. */
  async flush(): Promise<void> {
    const batches = [...this.pending.values()];
    this.pending = new Map();
    for (const { tenant, devices } of batches) {
      try {
        await this.context.runAs(tenant, () => this.write(tenant.id, [...devices]));
      } catch (error) {
        this.logger.warn({ msg: 'last_seen_at not written', tenant_id: tenant.id, err: error });
      }
    }
  }

  /** Rows that somebody holds are skipped: another process is writing the same, or an administrator is at it. */
  private async write(tenantId: string, devices: [uid: string, at: Date][]): Promise<void> {
    await this.database.transaction((manager) =>
      manager.query(
        `UPDATE devices SET last_seen_at = seen.at
           FROM (SELECT d.id, u.at FROM unnest($2::text[], $3::timestamptz[]) AS u (device_uid, at)
                   JOIN devices d ON d.tenant_id = $1 AND d.device_uid = u.device_uid ORDER BY d.id FOR UPDATE OF d SKIP LOCKED) seen
          WHERE devices.tenant_id = $1 AND devices.id = seen.id
            AND (devices.last_seen_at IS NULL OR devices.last_seen_at < seen.at)`,
        [tenantId, devices.map(([uid]) => uid), devices.map(([, at]) => at)],
      ),
    );
  }
}
