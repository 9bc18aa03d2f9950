import {
  DataSource,
  type DataSourceOptions,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import { memoized } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';
import { UnscopedQueryError } from './errors.js';
import { ListeningClient } from '../connections/listening-client.js';
import { ScopedSelect } from './scoped-builders.js';
import { TENANT_FUNCTIONS } from './tenant-functions.js';
import { TenantQueryRunner } from './tenant-query-runner.js';
import { TenantSubscriber } from './tenant.subscriber.js';

const QUOTED_OR_COMMENT = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g;
const TENANT_CALL = new RegExp(`\\b(?:${TENANT_FUNCTIONS.join('|')})\\(\\$1::bigint\\b`);

/** Whether the SQL itself, without its texts and comments, uses `tenant_id` and `$1`, or calls a tenant function with `$1`. */
const namesTenant = memoized(
  (sql: string) => sql,
  (sql: string) => {
    const code = sql.replace(QUOTED_OR_COMMENT, ' ');
    return TENANT_CALL.test(code) || (/\btenant_id\b/.test(code) && /\$1\b/.test(code));
  },
);

/** A data source whose builders are all tenant-scoped, and whose transactions begin by setting the tenant. */
export class TenantDataSource extends DataSource {
  /** Called after transactions of this process that changed data that look-ups cache. */
  changed: (names: readonly string[]) => void = () => undefined;

  /**
   * Whether tenants' rows are on Citus workers. A statement is then fast only if a parameter gives its tenant.
   */
  isDistributed = false;

  /**
   * @param waitMs how long work waits for a connection, and half of it for the lock of a tenant's head. Milliseconds.
   */
  constructor(
    options: DataSourceOptions,
    readonly tenantContext: TenantContext,
    readonly waitMs = 1_000,
  ) {
    if ('cache' in options && options.cache)
      throw new UnscopedQueryError("TypeORM's result cache knows no tenants and is not used");
    const { extra } = options as { extra?: object };
    super({ ...options, extra: { ...extra, pipeline: true, Client: ListeningClient } } as DataSourceOptions);
  }

  override async initialize(): Promise<this> {
    const { driver } = this as unknown as { driver: TenantQueryRunner['driver'] };
    driver.createQueryRunner = (mode) => new TenantQueryRunner(driver, mode);
    await super.initialize();
    this.subscribers.push(new TenantSubscriber(this.tenantContext));
    this.isDistributed = await this.seesShards();
    return this;
  }

  /** Tables are distributed only while no process runs, so the result stays valid. */
  private async seesShards(): Promise<boolean> {
    const [{ citus }] = await super.query<{ citus: boolean }[]>(
      `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS citus`,
    );
    if (!citus) return false;
    const [{ shards }] = await super.query<{ shards: boolean }[]>(
      `SELECT EXISTS (SELECT FROM pg_dist_partition WHERE partmethod = 'h') AS shards`,
    );
    return shards;
  }

  /** Creates every builder of managers, repositories and relation loaders. */
  override createQueryBuilder(entityOrRunner?: unknown, alias?: string, queryRunner?: QueryRunner): never {
    if (!alias) return new ScopedSelect(this, entityOrRunner) as never;
    const { target } = this.getMetadata(entityOrRunner as EntityTarget<ObjectLiteral>);
    const select: ScopedSelect = new ScopedSelect(this, queryRunner).select(alias);
    return select.from(target, alias) as never;
  }

  /** Hand-written SQL. `assertNamesTenant` checks that of a manager. @throws UnscopedQueryError */
  override query<T>(sql: string, parameters?: unknown[], runner?: QueryRunner): Promise<T> {
    if (runner) this.assertNamesTenant(sql, parameters);
    return super.query(sql, parameters, runner);
  }

  /**
   * Hand-written SQL must name a tenant (tenant_id or a tenant function, $1), and that must be the bound one. Platform code, which binds
   * none, may name any; the policies let it reach few tables.
   * @throws UnscopedQueryError
   */
  assertNamesTenant(sql: string, parameters?: readonly unknown[]): void {
    const bound = this.tenantContext.tenantOrNone?.id;
    if (!namesTenant(sql) || (bound !== undefined && parameters?.[0] !== bound))
      throw new UnscopedQueryError(
        'SQL by hand: name the tenant (tenant_id, $1) and give its id as the first parameter',
      );
  }
}
