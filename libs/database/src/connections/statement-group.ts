import pg from 'pg';
import utils from 'pg/lib/utils.js';

/** A statement as `pg` takes it. One with a name is parsed and planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly rowMode?: 'array';
}

/** A statement with its parameters. */
export type Call = readonly [statement: Statement, values: readonly unknown[]];

/** About how many bytes the parameters take on the way. */
export const bytesOf = (calls: readonly Call[]): number =>
  calls.reduce((sum, [, values]) => sum + values.reduce<number>((all, value) => all + sizeOf(value), 0), 0);

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + sizeOf(each), 0);
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 0;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

interface Result {
  readonly rows: unknown[];
  addFields(fields: readonly Field[]): void;
  parseRow(fields: unknown): unknown;
}

/** The part of `pg`'s connection that is used. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(statement: Statement): void;
  bind(portal: { portal: string; statement?: string; values: unknown[] }): void;
  describe(portal: { type: 'P'; name: string }): void;
  execute(portal: { portal: string }): void;
  sync(): void;
}

/**
 * The named statements that a connection knows, or will know once it has read what was sent. The columns of a statement
 * stay the same as long as the connection lives.
 */
type Known = Map<string, { columns?: readonly Field[] }>;
const knownTo = new WeakMap<Wire, Known>();

/**
 * Statements that are sent together and answered together: PostgreSQL runs them in order, and after a failure none of
 * those that follow. Outside of a transaction block they are one transaction (PostgreSQL's documentation, 55.2.4
 * "Pipelining"), which is committed before the answer. `pg` alone would end each statement with a Sync, which makes
 * PostgreSQL and Node write and read one answer each.
 *
 * It is a query of `pg`, whose connection calls the methods `handle…`. `callback` gets the failure, if there is one.
 */
export class StatementGroup extends pg.Query {
  readonly results: readonly Result[];
  /** Number of statements that have run. */
  done = 0;
  declare callback: (failure: unknown) => void;
  private readonly values: unknown[][];
  /** What PostgreSQL has yet to parse. */
  private readonly unparsed: Statement[] = [];
  private known: Known = new Map();
  private damaged?: unknown;

  /**
   * @param types how values of PostgreSQL's types are read
   * @param next statements of later groups, which PostgreSQL parses already in this one
   */
  constructor(
    private readonly calls: readonly Call[],
    types: unknown,
    callback: (failure: unknown) => void,
    private readonly next: readonly Statement[] = [],
  ) {
    super({ text: '', callback } as never);
    this.values = calls.map(([, values]) => values.map(utils.prepareValue));
    this.results = calls.map(([{ rowMode }]) => new pg.Result(rowMode as never, types as never) as never);
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire;
    this.known = knownTo.get(wire) ?? this.known;
    knownTo.set(wire, this.known);
    wire.stream.cork();
    this.calls.forEach(([statement], i) => this.send(wire, statement, i));
    for (const statement of this.next) if (statement.name !== undefined) this.parse(wire, statement);
    wire.sync();
    wire.stream.uncork();
  };

  /** @returns what the connection knew of the statement */
  private parse(wire: Wire, statement: Statement): ReturnType<Known['get']> {
    const { name, text } = statement;
    const known = name === undefined ? undefined : this.known.get(name);
    if (known) return known;
    wire.parse({ name, text });
    this.unparsed.push(statement);
    if (name !== undefined) this.known.set(name, {});
    return undefined;
  }

  private send(wire: Wire, statement: Statement, i: number): void {
    const known = this.parse(wire, statement);
    wire.bind({ portal: '', statement: statement.name, values: this.values[i] });
    if (known?.columns) this.results[i].addFields(known.columns);
    else wire.describe({ type: 'P', name: '' });
    wire.execute({ portal: '' });
  }

  /** PostgreSQL has parsed the next statement that it did not know. */
  handleParseComplete(): void {
    this.unparsed.shift();
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.noteColumns(fields);
    this.results[this.done].addFields(fields);
  }

  private noteColumns(fields: readonly Field[]): void {
    const [{ name }] = this.calls[this.done];
    const known = name === undefined ? undefined : this.known.get(name);
    if (known) known.columns ??= fields;
  }

  handleDataRow({ fields }: { fields: unknown }): void {
    const result = this.results[this.done];
    try {
      result.rows.push(result.parseRow(fields));
    } catch (error) {
      this.damaged ??= error;
    }
  }

  handleCommandComplete(): void {
    // A statement without rows has no columns to describe.
    this.noteColumns([]);
    this.done++;
  }

  handleEmptyQuery(): void {
    this.done++;
  }

  handleError(failure: unknown): void {
    for (const { name } of this.unparsed) if (name !== undefined) this.known.delete(name);
    this.callback(failure);
  }

  /** All have run, and outside of a transaction block they are committed. */
  handleReadyForQuery(): void {
    this.callback(this.damaged);
  }
}
