import type { Writable } from 'node:stream';
import { type DataSource, QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { UnscopedQueryError } from './errors.js';
import { PreparedStatement } from './prepared.js';
import { isStatementLost } from './sqlstates.js';

/** A statement as `pg` takes it. One with a name is parsed and planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly rowMode?: 'array';
}

/** The data source's listener for changes, see TenantDataSource. */
interface Told {
  changed(names: readonly string[]): void;
}

/** The part of `pg`'s client that is used, in pipeline mode: it sends at once, without waiting for earlier answers. */
interface Connection {
  query<Row>(statement: Statement & { values: unknown[] }): Promise<{ rows: Row[] }>;
  readonly connection: { readonly stream: Writable };
}

/** Runs in the transaction that makes the changes, so that a reader of the stamp finds them committed. */
const STAMP = new PreparedStatement(
  'INSERT INTO changes (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING',
);

/** Set once a pooler between us and PostgreSQL was found to swap connections without their prepared statements. */
let unprepared = false;

/**
 * Pipelines statements: BEGIN and SET tenant are sent with the first statement, and COMMIT with the last one if it is
 * known to be the last. PostgreSQL runs them in order and, after a failure, rejects everything up to the end of the
 * transaction. So nothing happens that would not have happened with waiting.
 */
export class TenantQueryRunner extends PostgresQueryRunner {
  private failedAhead?: Error;
  private ending?: Promise<unknown>;
  private readonly changes = new Set<string>();

  /**
   * Notes what this transaction changes of data that look-ups cache. The stamp is written with the commit. This process
   * is told after the commit, whatever its result.
   */
  noteChanges(names: Iterable<string>): void {
    for (const name of names) this.changes.add(name);
  }

  /** Also receives what TypeORM sends to open and end a transaction. */
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

  /** Sends what the next statements depend on. If it fails, they fail too, with its error. */
  sendAhead(statement: Statement, values: unknown[] = []): void {
    this.gather();
    this.ask(statement, values, true).catch(() => undefined);
  }

  /**
   * Sends a statement through the driver. Behind an old PgBouncer in transaction mode (before 1.21) prepared statements
   * get lost; then this process stops preparing, and the transaction is repeated.
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

  /** Sends everything of one tick of the event loop in one write, which wakes PostgreSQL once. */
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
      // If the answer was lost, the transaction may be committed anyway.
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

  /** TypeORM's private connection, and pg's socket. test/isolation/round-trips.spec.ts fails if they are missing. */
  private get client(): Connection {
    return (this as unknown as { databaseConnection: Connection }).databaseConnection;
  }
}
