import type {
  EntitySubscriberInterface,
  InsertEvent,
  LoadEvent,
  ObjectLiteral,
  RemoveEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm';
import type { TenantContext } from '#libs/tenancy';
import { ForeignTenantError } from './errors.js';
import { PreparedStatement } from './prepared.js';
import { isTenantOwned } from './tenant-owned.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';

/** Key under which a query runner, which lives for one of our transactions, stores its tenant. */
const TENANT = 'tenant_id';
export const SET_TENANT = new PreparedStatement('SELECT app_set_tenant($1)');

/**
 * The second line of defence. It prepares the third: every transaction begins by telling PostgreSQL its tenant, which
 * the policies compare with. And it checks the first: a row of another tenant that is read or written throws. (TypeORM
 * does not let subscribers rewrite queries; the scoped builders add the predicate.)
 */
export class TenantSubscriber implements EntitySubscriberInterface {
  constructor(private readonly context: TenantContext) {}

  /**
   * Sets the tenant for this transaction only: SET LOCAL ends with it, so a pooled connection keeps nothing. It rejects
   * a savepoint of another tenant, because a setting inside stays when the savepoint is released.
   */
  afterTransactionStart({ queryRunner }: TransactionStartEvent): void {
    const tenant = this.context.tenantOrNone;
    const outer: unknown = queryRunner.data[TENANT];
    if (outer !== undefined && outer !== tenant?.id)
      throw new ForeignTenantError('A transaction inside a transaction');
    if (!tenant) return;
    queryRunner.data[TENANT] = tenant.id;
    (queryRunner as TenantQueryRunner).sendAhead(SET_TENANT, [tenant.id]);
  }

  beforeInsert({ metadata, entity }: InsertEvent<ObjectLiteral>): void {
    if (!isTenantOwned(metadata)) return;
    entity.tenantId ??= this.context.tenantId;
    this.refuseForeign(metadata.name, entity);
  }

  beforeUpdate({ metadata, entity, databaseEntity }: UpdateEvent<ObjectLiteral>): void {
    if (!isTenantOwned(metadata)) return;
    this.refuseForeign(metadata.name, entity);
    this.refuseForeign(metadata.name, databaseEntity);
  }

  beforeRemove({ metadata, entity, databaseEntity }: RemoveEvent<ObjectLiteral>): void {
    if (!isTenantOwned(metadata)) return;
    this.refuseForeign(metadata.name, entity);
    this.refuseForeign(metadata.name, databaseEntity);
  }

  afterLoad(entity: ObjectLiteral, event?: LoadEvent<ObjectLiteral>): void {
    if (event && isTenantOwned(event.metadata)) this.refuseForeign(event.metadata.name, entity);
  }

  private refuseForeign(name: string, entity: ObjectLiteral | undefined): void {
    if (entity?.tenantId !== undefined && String(entity.tenantId) !== this.context.tenantId)
      throw new ForeignTenantError(name);
  }
}
