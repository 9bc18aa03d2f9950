import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { type PreparedStatement, TenantDatabase } from '#libs/database';
import type { Tenant } from '#libs/tenancy';
import { TenantEntity } from './tenant.entity.js';

/** Tenants that one transaction queries, in one round trip. */
const AT_ONCE = 200;

/** Rows of one tenant. */
export interface Answered<Row> {
  readonly tenant: Tenant;
  readonly rows: Row[];
}

/** Runs the same statement for many tenants, each under its own policies: no statement sees rows of two tenants. */
@Injectable()
export class EveryTenant {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Queries all tenants.
   * @param statement takes the tenant's id before `values`
   */
  async *ask<Row>(statement: PreparedStatement<Row>, ...values: unknown[]): AsyncGenerator<Answered<Row>> {
    let after = '0';
    for (let count = AT_ONCE; count === AT_ONCE;) {
      const tenants = await this.page(after);
      yield* this.askThese(tenants, statement, ...values);
      count = tenants.length;
      after = tenants.at(-1)?.id ?? after;
    }
  }

  /** Queries the given tenants. */
  async *askThese<Row>(
    tenants: readonly Tenant[],
    statement: PreparedStatement<Row>,
    ...values: unknown[]
  ): AsyncGenerator<Answered<Row>> {
    for (let from = 0; from < tenants.length; from += AT_ONCE) {
      const some = tenants.slice(from, from + AT_ONCE);
      const answers = await this.database.together(
        some.map((tenant) => ({ tenant, statements: [[statement, [tenant.id, ...values]]] })),
      );
      for (const [i, tenant] of some.entries()) yield { tenant, rows: answers[i][0] as Row[] };
    }
  }

  private page(after: string): Promise<Tenant[]> {
    return this.database.runAsPlatform('go through all tenants', (manager) =>
      manager.find(TenantEntity, {
        select: { id: true, key: true },
        where: { id: MoreThan(after) },
        order: { id: 'ASC' },
        take: AT_ONCE,
      }),
    );
  }
}
