import {
  type DataSource,
  DeleteQueryBuilder,
  InsertQueryBuilder,
  type ObjectLiteral,
  QueryBuilder,
  SelectQueryBuilder,
  UpdateQueryBuilder,
} from 'typeorm';
import type { TenantContext } from '#libs/tenancy';
import { stampOf } from '../changes/stamped.js';
import { ForeignTenantError, UnscopedQueryError } from './errors.js';
import { isTenantOwned } from './tenant-owned.js';
import type { TenantQueryRunner } from './tenant-query-runner.js';

/** Name of the parameter that carries the tenant. It overrides a value that the caller gives. */
const PARAMETER = 'app_tenant_id';
const DUMMY_TABLE = '(SELECT 1 AS dummy_column)';

/** Any of TypeORM's builders. The base class leaves getQuery abstract. */
interface Concrete extends QueryBuilder<ObjectLiteral> {
  getQuery(): string;
}

/**
 * The part of TypeORM's builders that is overridden. `override` ensures that it exists; package.json pins the version.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Builder<T = Concrete> = new (...args: any[]) => T;

/** The scoped class of each kind of statement; assigned below. */
const kinds = {} as Record<'select' | 'insert' | 'update' | 'delete', Builder>;

/**
 * The first line of defence: every statement of these builders carries `tenant_id = <bound tenant>` for each
 * tenant-owned entity that it touches. The predicate is added when SQL is generated, so that no `where()`, `orWhere()`
 * or empty criterion can replace or widen it. Reading the tenant throws if none is bound.
 */
function scoped<B extends Builder>(Base: B) {
  class Scoped extends Base {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    constructor(...args: any[]) {
      super(...args);
    }

    override getParameters(): ObjectLiteral {
      const parameters = super.getParameters();
      const owned = this.expressionMap.aliases.some(
        (alias) => alias.hasMetadata && isTenantOwned(alias.metadata),
      );
      return owned ? { ...parameters, [PARAMETER]: this.tenantId } : parameters;
    }

    protected override createWhereExpression(): string {
      const written = super.createWhereExpression();
      const alias = this.expressionMap.mainAlias!;
      if (!alias.hasMetadata || !isTenantOwned(alias.metadata)) return written;
      const predicate = this.predicate(this.expressionMap.aliasNamePrefixingEnabled ? alias.name : undefined);
      if (!written) return ` WHERE ${predicate}`;
      if (!written.startsWith(' WHERE '))
        throw new UnscopedQueryError('TypeORM wrote a WHERE that the tenant scope does not know');
      return ` WHERE ${predicate} AND ( ${written.slice(' WHERE '.length)} )`;
    }

    /**
     * Rejects tables by bare name and SQL as text, which the scope cannot check. Entities and builder functions are
     * allowed.
     */
    protected override createFromAlias(
      target: Parameters<typeof this.dataSource.hasMetadata>[0],
      name?: string,
    ) {
      if (typeof target === 'string' && target !== DUMMY_TABLE && !this.dataSource.hasMetadata(target))
        throw new UnscopedQueryError(`FROM "${target}": name an entity, so that the tenant scope can hold`);
      return super.createFromAlias(target, name);
    }

    override addCommonTableExpression(): never {
      throw new UnscopedQueryError(
        'Common table expressions are not scoped; write the statement by hand, naming its tenant',
      );
    }

    override softDelete(): never {
      throw new UnscopedQueryError('Soft deletion is not scoped');
    }

    override restore(): never {
      throw new UnscopedQueryError('Soft deletion is not scoped');
    }

    override insert(): never {
      return this.as('insert', super.insert()) as never;
    }

    override delete(): never {
      return this.as('delete', super.delete()) as never;
    }

    override update(...args: unknown[]): never {
      return this.as('update', super.update(...(args as [never, never]))) as never;
    }

    override select(...args: unknown[]): never {
      return this.as('select', super.select(...(args as [never]))) as never;
    }

    protected get tenantId(): string {
      return (this.dataSource as DataSource & { tenantContext: TenantContext }).tenantContext.tenantId;
    }

    /** @throws TenantUnboundError */
    protected predicate(alias: string | undefined): string {
      void this.tenantId;
      return `${alias === undefined ? '' : `${this.escape(alias)}.`}${this.escape('tenant_id')} = :${PARAMETER}`;
    }

    /** TypeORM creates builders of other kinds from a registry of its own. This replaces them by scoped ones. */
    private as(kind: keyof typeof kinds, built: unknown): QueryBuilder<ObjectLiteral> {
      return built instanceof kinds[kind] ? built : new kinds[kind](built);
    }
  }
  return Scoped;
}

/** The part of a writing builder that is overridden as well. */
interface Writer extends Concrete {
  execute(): Promise<{ raw: unknown }>;
}

/** A scoped builder that stamps its writes, if look-ups cache data of the entity (see `Stamped`). */
function stamping<B extends Builder<Writer>>(Base: B, operation: 'insert' | 'update' | 'delete') {
  class Stamping extends Base {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    constructor(...args: any[]) {
      super(...args);
    }

    /** @throws UnscopedQueryError outside a transaction, because the stamp must commit with the change */
    override async execute(): Promise<never> {
      // Throws first if no tenant is bound.
      this.getParameters();
      const stamp = this.stamp();
      if (stamp && !this.queryRunner?.isTransactionActive)
        throw new UnscopedQueryError('What look-ups remember is changed in a transaction');
      const result = await super.execute();
      if (stamp)
        for (const row of (result.raw ?? []) as never[])
          (this.queryRunner as TenantQueryRunner).noteChanges(stamp.names(row));
      return result as never;
    }

    protected override createReturningExpression(type: never): string {
      const written = super.createReturningExpression(type);
      const columns = this.stamp()?.columns.map((column) => this.escape(column)) ?? [];
      const missing = columns.filter((column) => !written.split(', ').includes(column));
      return [written, ...missing].filter(Boolean).join(', ');
    }

    private stamp() {
      const { mainAlias, valuesSet } = this.expressionMap;
      const set = Array.isArray(valuesSet) ? [] : Object.keys(valuesSet ?? {});
      return stampOf(mainAlias?.hasMetadata ? mainAlias.metadata : undefined, operation, set);
    }
  }
  return Stamping;
}

interface JoinTree {
  children: JoinTree[];
  joinAttribute: SelectQueryBuilder<ObjectLiteral>['expressionMap']['joinAttributes'][number];
}

export class ScopedSelect extends scoped(SelectQueryBuilder as Builder<SelectQueryBuilder<ObjectLiteral>>) {
  override cache(enabled: unknown): this {
    if (enabled) throw new UnscopedQueryError("TypeORM's result cache knows no tenants and is not used");
    return this;
  }

  protected override join(
    direction: 'INNER' | 'LEFT',
    target: never,
    ...rest: [alias: string, condition?: string, parameters?: ObjectLiteral, mapTo?: string]
  ): void {
    if (typeof target === 'string' && (target as string).startsWith('('))
      throw new UnscopedQueryError('JOIN: give the sub-query as a function');
    super.join(direction, target, ...rest);
  }

  protected override createJoinTreeRecursively(tree: JoinTree): string {
    const join = tree.joinAttribute;
    if (join.relation?.isManyToMany)
      throw new UnscopedQueryError('Many-to-many relations are not scoped; name the entity between');
    if (!join.metadata && !join.alias.subQuery)
      throw new UnscopedQueryError(`JOIN "${join.tablePath}": name an entity`);
    if (!isTenantOwned(join.metadata)) return super.createJoinTreeRecursively(tree);
    const predicate = this.predicate(join.alias.name);
    const condition = join.condition ? `(${join.condition}) AND ${predicate}` : predicate;
    const joinAttribute = Object.create(join, { condition: { value: condition } }) as typeof join;
    return super.createJoinTreeRecursively({ ...tree, joinAttribute });
  }
}

export class ScopedUpdate extends stamping(
  scoped(UpdateQueryBuilder as Builder<UpdateQueryBuilder<ObjectLiteral>>),
  'update',
) {
  protected override createUpdateExpression(): string {
    const { mainAlias, valuesSet } = this.expressionMap;
    if (isTenantOwned(mainAlias!.metadata))
      refuseForeign(mainAlias!.metadata.name, [valuesSet], this.tenantId);
    return super.createUpdateExpression();
  }
}

export class ScopedDelete extends stamping(
  scoped(DeleteQueryBuilder as Builder<DeleteQueryBuilder<ObjectLiteral>>),
  'delete',
) {}

export class ScopedInsert extends stamping(
  scoped(InsertQueryBuilder as Builder<InsertQueryBuilder<ObjectLiteral>>),
  'insert',
) {
  protected override createInsertExpression(): string {
    const { mainAlias, insertFromSelect } = this.expressionMap;
    if (isTenantOwned(mainAlias!.metadata)) {
      if (insertFromSelect)
        throw new UnscopedQueryError(
          'INSERT … SELECT is not scoped; write the statement by hand, naming its tenant',
        );
      refuseForeign(mainAlias!.metadata.name, this.getValueSets(), this.tenantId);
    }
    return super.createInsertExpression();
  }
}

Object.assign(kinds, {
  select: ScopedSelect,
  insert: ScopedInsert,
  update: ScopedUpdate,
  delete: ScopedDelete,
});

/** @throws ForeignTenantError if values name another tenant than the bound one */
function refuseForeign(entity: string, values: (ObjectLiteral | undefined)[], tenantId: string): void {
  for (const value of values)
    if (
      value &&
      // eslint-disable-next-line tributary/text-as-key -- a client cannot choose the key
      ['tenantId', 'tenant_id'].some((key) => value[key] !== undefined && String(value[key]) !== tenantId)
    )
      throw new ForeignTenantError(entity);
}
