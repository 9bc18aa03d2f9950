import type { Writable } from 'node:stream';
import { type DataSource, QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { UnscopedQueryError } from './errors.js';
import { PreparedStatement } from './prepared.js';
import { isStatementLost } from './sqlstates.js';

/** A statement as `pg` takes it; one with a name is parsed and planned once a connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly rowMode?: 'array';
}

/** What of the data source is told of changes, see TenantDataSource. */
interface Told {
  changed(names: readonly string[]): void;
}

/** What is used of `pg`'s client, in its pipeline mode: what it is given is on its way at once, whatever is still under way. */
interface Connection {
  query<Row>(statement: Statement & { values: unknown[] }): Promise<{ rows: Row[] }>;
  readonly connection: { readonly stream: Writable };
}

/** In the transaction that makes the changes: whoever hears of them finds them committed. */
const STAMP = new PreparedStatement(
  'INSERT INTO changes (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING',
);

/** Set once a pooler was met between us and PostgreSQL that hands out connections without their statements. */
let unprepared = false;

/**
 * Doesn't wait where there is nothing to learn: what opens a transaction goes out with its first statement, and its commit
 * with its last one where that is known. PostgreSQL works it off in order, and once something has failed refuses all that
 * follows up to the end of the transaction: nothing happens that wouldn't have, had we waited.
 */
export class TenantQueryRunner extends PostgresQueryRunner {
  private failedAhead?: Error;
  private ending?: Promise<unknown>;
  private readonly changes = new Set<string>();

  /**
   * Notes what this transaction changes of what look-ups remember. It is written with the commit, and told to this process
   * once that is over, whatever became of it.
   */
  noteChanges(names: Iterable<string>): void {
    for (const name of names) this.changes.add(name);
  }

  /** What TypeORM sends to open and to end a transaction comes by here too. */
  override async query(text: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    if (text === 'START TRANSACTION') return this.sendAhead({ text });
    if (text === 'COMMIT') return this.end();
    if (text === 'ROLLBACK' && this.ending) return this.ending.catch(() => undefined);
    this.assertUsable();
    return super.query(text, parameters, structured).catch((error: unknown) => {
      throw this.failedAhead ?? error;
    });
  }

  /** A cursor's answers come in parts, between which nothing else may be sent. @throws UnscopedQueryError */
  override stream(): never {
    throw new UnscopedQueryError('Streams of rows are not scoped; read page by page');
  }

  /** Sends what the next statements stand on. Should it fail, so do they, with its failure. */
  sendAhead(statement: Statement, values: unknown[] = []): void {
    this.gather();
    this.ask(statement, values, true).catch(() => undefined);
  }

  /**
   * Sends a statement by the driver itself. Behind an old PgBouncer in transaction mode (before 1.21) prepared ones get
   * lost: then this process gives preparing up, and the transaction is repeated.
   * @param last whether the transaction ends with it: the commit is sent too, and nothing may follow
   * @throws QueryFailedError
   */
  async send<Row>(statement: Statement, values: unknown[], last: boolean): Promise<Row[]> {
    this.gather();
    const rows = this.ask<Row>(statement, values);
    if (last) {
      this.stamp();
      this.ending = this.ask({ text: 'COMMIT' });
      this.ending.catch(() => undefined);
    }
    return rows;
  }

  /** One write, and one awakening of PostgreSQL, for all that is sent before this process turns to something else. */
  private gather(): void {
    this.assertUsable();
    const { stream } = this.client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  private async end(): Promise<void> {
    if (!this.ending) this.stamp();
    try {
      await (this.ending ?? this.ask({ text: 'COMMIT' }));
    } finally {
      // Where the answer was lost it may be committed all the same.
      if (this.changes.size) (this.dataSource as DataSource & Told).changed([...this.changes]);
    }
    if (this.failedAhead) throw this.failedAhead;
  }

  private stamp(): void {
    if (this.changes.size) this.sendAhead(STAMP, [[...this.changes]]);
  }

  private ask<Row>(
    { name, text, rowMode }: Statement,
    values: unknown[] = [],
    ahead = false,
  ): Promise<Row[]> {
    return this.client.query<Row>({ name: unprepared ? undefined : name, text, values, rowMode }).then(
      ({ rows }) => rows,
      (cause: Error) => {
        const error = new QueryFailedError(text, [], cause);
        unprepared ||= isStatementLost(error);
        if (ahead) this.failedAhead ??= error;
        throw this.failedAhead ?? error;
      },
    );
  }

  private assertUsable(): void {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    if (this.ending) throw new Error('The transaction was said to end with its last statement');
  }

  /** TypeORM's own, and its socket pg's; test/isolation/round-trips.spec.ts fails where they are not there. */
  private get client(): Connection {
    return (this as unknown as { databaseConnection: Connection }).databaseConnection;
  }
}
