import type { Writable } from 'node:stream';
import { type DataSource, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { bytesOf, type Call, type Statement, StatementGroup } from '../connections/statement-group.js';
import { StatementFailure, UnscopedQueryError } from './errors.js';
import { PreparedStatement } from './prepared.js';
import { isStatementLost } from './sqlstates.js';

/** The data source's listener for changes, see TenantDataSource. */
interface Told {
  readonly isDistributed: boolean;
  changed(names: readonly string[]): void;
}

/** The part of `pg`'s client that is used, in pipeline mode: it sends at once, without waiting for earlier answers. */
interface Connection {
  query(group: StatementGroup): void;
  readonly connection: { readonly stream: Writable };
  readonly _types: unknown;
}

/** Runs in the transaction that makes the changes, so that a reader of the stamp finds them committed. */
const STAMP = new PreparedStatement(
  'INSERT INTO changes (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING',
);

/** Set once a pooler between us and PostgreSQL was found to swap connections without their prepared statements. */
let unprepared = false;

/**
 * Longest group. Within a group PostgreSQL does not end a session that sends nothing more (it ends one that is idle in a
 * transaction, which it is between groups), so a group that takes locks must not arrive in part: this much fits into the
 * kernel's buffer for sending, from where it goes even if the process stands still. Bytes.
 */
const MOST_OF_GROUP = 65_536;

const BEGIN: Statement = { text: 'START TRANSACTION' };
const COMMIT: Statement = { text: 'COMMIT' };

/**
 * Sends statements in groups: BEGIN and SET tenant go with the first statement, and COMMIT behind the last one if it is
 * known to be the last. A transaction that is known as a whole is one group, which needs neither BEGIN nor COMMIT.
 * PostgreSQL runs the statements in order and, after a failure, rejects everything up to the end of the transaction. So
 * nothing happens that would not have happened with waiting.
 */
export class TenantQueryRunner extends PostgresQueryRunner {
  /** What is sent with the next statement. */
  private readonly pending: Call[] = [];
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
    if (text === BEGIN.text) return this.sendAhead(BEGIN);
    if (text === COMMIT.text) return this.end();
    if (text === 'ROLLBACK' && (this.ending ?? this.isUnsent)) return this.ending?.catch(() => undefined);
    this.assertUsable();
    this.sendPending();
    return super.query(text, parameters, structured).catch((error: unknown) => {
      throw this.failedAhead ?? error;
    });
  }

  /** A cursor's answers come in parts, between which nothing else may be sent. @throws UnscopedQueryError */
  override stream(): never {
    throw new UnscopedQueryError('Streams of rows are not scoped; read page by page');
  }

  /** Sends what the next statements depend on, together with the next one. If it fails, they fail too, with its error. */
  sendAhead(statement: Statement, values: readonly unknown[] = []): void {
    this.assertUsable();
    this.pending.push([statement, values]);
  }

  /**
   * Sends a statement through the driver.
   * @param last whether the transaction ends with it: the commit is sent too, and nothing may follow
   * @throws StatementFailure
   */
  async send<Row>(statement: Statement, values: readonly unknown[], last: boolean): Promise<Row[]> {
    const [rows] = await this.sendAll<Row>([[statement, values]], last);
    return rows;
  }

  /**
   * Like `send`, for several statements.
   * @returns the rows of each
   */
  async sendAll<Row>(calls: readonly Call[], last: boolean): Promise<Row[][]> {
    this.assertUsable();
    const stamp = last ? this.stamp() : [];
    const isShort = bytesOf([...this.pending, ...calls]) <= MOST_OF_GROUP;
    const isWhole = isShort && last && this.isUnsent && !(this.dataSource as DataSource & Told).isDistributed;
    const ahead = this.pending.splice(0).slice(isWhole ? 1 : 0);
    const sent = [...ahead, ...calls, ...stamp];
    if (!isWhole) this.gather();
    const answer = isShort ? this.ask(sent, ahead.length) : this.askEach(sent, ahead.length);
    if (last) {
      this.ending = isWhole ? answer : this.ask([[COMMIT, []]]);
      this.ending.catch(() => undefined);
    }
    return (await answer).slice(ahead.length, ahead.length + calls.length) as Row[][];
  }

  /**
   * Like `ask`, in one group for each statement. All are parsed first: between the locks and the end of the longest
   * parameters PostgreSQL must read no other message, or the session no longer counts as idle.
   */
  private async askEach(calls: readonly Call[], ahead: number): Promise<unknown[][]> {
    const later = calls.slice(1).map(([statement]) => statement);
    return (await Promise.all(calls.map((call, i) => this.ask([call], ahead - i, i ? [] : later)))).flat();
  }

  /** Whether the transaction has begun here, and PostgreSQL does not know of it. */
  private get isUnsent(): boolean {
    return this.pending[0]?.[0] === BEGIN;
  }

  /** Sends everything of one tick of the event loop in one write, which wakes PostgreSQL once. */
  private gather(): void {
    const { stream } = this.client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  private sendPending(): void {
    if (!this.pending.length) return;
    this.gather();
    this.ask(this.pending.splice(0), Infinity).catch(() => undefined);
  }

  private async end(): Promise<void> {
    if (!this.ending) {
      this.pending.push(...this.stamp());
      this.sendPending();
    }
    try {
      await (this.ending ?? this.ask([[COMMIT, []]]));
    } finally {
      // If the answer was lost, the transaction may be committed anyway.
      if (this.changes.size) (this.dataSource as DataSource & Told).changed([...this.changes]);
    }
    if (this.failedAhead) throw this.failedAhead;
  }

  private stamp(): Call[] {
    return this.changes.size ? [[STAMP, [[...this.changes]]]] : [];
  }

  /**
   * Behind an old PgBouncer in transaction mode (before 1.21) prepared statements get lost; then this process stops
   * preparing, and the transaction is repeated.
   * @param ahead how many of the statements are such that those of later groups depend on them
   * @param next statements of later groups
   */
  private ask(calls: readonly Call[], ahead = 0, next: readonly Statement[] = []): Promise<unknown[][]> {
    const sent = unprepared
      ? calls.map(([{ text, rowMode }, values]): Call => [{ text, rowMode }, values])
      : calls;
    return new Promise((resolve, reject) => {
      const group = new StatementGroup(
        sent,
        this.client._types,
        (cause) => {
          if (cause === undefined) return resolve(group.results.map(({ rows }) => rows));
          const at = Math.min(group.done, calls.length - 1);
          const error = new StatementFailure(calls[at][0].text, cause as Error, at - ahead);
          unprepared ||= isStatementLost(error);
          if (at < ahead) this.failedAhead ??= error;
          reject(this.failedAhead ?? error);
        },
        unprepared ? [] : next,
      );
      this.client.query(group);
    });
  }

  private assertUsable(): void {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    if (this.ending) throw new Error('The transaction was said to end with its last statement');
  }

  /** TypeORM's private connection. test/isolation/round-trips.spec.ts fails if it is missing. */
  private get client(): Connection {
    return (this as unknown as { databaseConnection: Connection }).databaseConnection;
  }
}
