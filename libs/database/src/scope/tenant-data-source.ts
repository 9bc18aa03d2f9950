import {
  DataSource,
  type DataSourceOptions,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import type { TenantContext } from '#libs/tenancy';
import { UnscopedQueryError } from './errors.js';
import { ScopedSelect } from './scoped-builders.js';
import { TenantSubscriber } from './tenant.subscriber.js';

/** A data source all of whose builders are tenant-scoped and whose transactions begin by setting the tenant. */
export class TenantDataSource extends DataSource {
  constructor(
    options: DataSourceOptions,
    readonly tenantContext: TenantContext,
  ) {
    if ('cache' in options && options.cache)
      throw new UnscopedQueryError("TypeORM's result cache knows no tenants and is not used");
    super(options);
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    this.subscribers.push(new TenantSubscriber(this.tenantContext));
    return this;
  }

  /** Every builder of managers, repositories and relation loaders comes from here. */
  override createQueryBuilder(entityOrRunner?: unknown, alias?: string, queryRunner?: QueryRunner): never {
    if (!alias) return new ScopedSelect(this, entityOrRunner) as never;
    const { target } = this.getMetadata(entityOrRunner as EntityTarget<ObjectLiteral>);
    const select: ScopedSelect = new ScopedSelect(this, queryRunner).select(alias);
    return select.from(target, alias) as never;
  }

  /** SQL by hand, from a manager: `$1` is the bound tenant, and the statement compares or stores it. @throws UnscopedQueryError */
  override query<T>(sql: string, parameters?: unknown[], runner?: QueryRunner): Promise<T> {
    const namesTenant =
      /\btenant_id\b/.test(sql) &&
      /\$1\b/.test(sql) &&
      parameters?.[0] === this.tenantContext.tenantOrNone?.id;
    if (runner && !namesTenant)
      throw new UnscopedQueryError(
        'SQL by hand: name the tenant (tenant_id, $1) and give its id as the first parameter',
      );
    return super.query(sql, parameters, runner);
  }
}
