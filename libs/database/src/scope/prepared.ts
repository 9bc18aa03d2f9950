import { createHash } from 'node:crypto';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { isStatementLost } from './sqlstates.js';
import type { TenantDataSource } from './tenant-data-source.js';

/** SQL by hand that is sent so often that each connection parses and plans it only once. Its rows come as `Row`. */
export class PreparedStatement<Row> {
  /** Made of the text: whoever shares a connection and prepares under this name means the same statement. */
  readonly name: string;
  declare readonly row: Row;

  /** @param rowMode `array` where so many rows come back that making an object of each would tell */
  constructor(
    readonly text: string,
    readonly rowMode?: 'array',
  ) {
    this.name = `tributary_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  }
}

/** Set once a pooler was met between us and PostgreSQL that hands out connections without their statements. */
let unprepared = false;

/**
 * Runs a prepared statement in the manager's transaction, under the same rule as all SQL by hand. Plans are made without
 * looking at values and the policies judge at every execution, so tenants may share them.
 *
 * Behind an old PgBouncer in transaction mode (before 1.21) statements get lost: then this process gives preparing up,
 * and the transaction is repeated.
 * @throws UnscopedQueryError and what TypeORM's `query` throws
 */
export async function runPrepared<Row>(
  manager: EntityManager,
  { name, text, rowMode }: PreparedStatement<Row>,
  values: unknown[],
): Promise<Row[]> {
  (manager.dataSource as TenantDataSource).assertNamesTenant(text, values);
  const connection = (await manager.queryRunner!.connect()) as Connection<Row>;
  try {
    return (await connection.query({ name: unprepared ? undefined : name, text, values, rowMode })).rows;
  } catch (cause) {
    const error = new QueryFailedError(text, [], cause as Error);
    unprepared ||= isStatementLost(error);
    throw error;
  }
}

/** What TypeORM's runner gives of `pg`. */
interface Connection<Row> {
  query(config: {
    name?: string;
    text: string;
    values: unknown[];
    rowMode?: 'array';
  }): Promise<{ rows: Row[] }>;
}
