import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { PeriodicTasks, type Tenant, TenantContext } from '#libs/tenancy';
import { TenantEntity } from './tenant.entity.js';

const EVERY_MS = 3_600_000;
/** Lines that one transaction removes. */
const STEP = 1000;

/** Only a function call, so that Citus runs it on the node with the tenant's rows. */
const PURGE = 'SELECT app_purge_audit($1::bigint, $2::integer) AS purged';

/** Removes trail lines that are older than the tenant's `audit_retention_days`. */
@Injectable()
export class AuditRetention implements OnModuleInit {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly chores: PeriodicTasks,
  ) {}

  onModuleInit(): void {
    this.chores.add('audit-retention', EVERY_MS, (signal) => this.round(signal));
  }

  private async round(signal: AbortSignal): Promise<void> {
    for (const tenant of await this.tenants()) while (!signal.aborted && (await this.step(tenant))) continue;
  }

  private tenants(): Promise<Tenant[]> {
    return this.database.runAsPlatform('list tenants with a shortened trail', (manager) =>
      manager
        .createQueryBuilder(TenantEntity, 'tenant')
        .where(`jsonb_typeof(tenant.settings -> 'audit_retention_days') = 'number'`)
        .orderBy('tenant.id')
        .getMany(),
    );
  }

  /** Removes one step; the SQL function takes the age from the tenant's setting. @returns whether there may be more */
  private async step({ id, key }: Tenant): Promise<boolean> {
    const [{ purged }] = await this.context.runAs({ id, key }, () =>
      this.database.transaction<{ purged: string | null }[]>((manager) => manager.query(PURGE, [id, STEP])),
    );
    return Number(purged) === STEP;
  }
}
