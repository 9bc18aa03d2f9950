import { createHash } from 'node:crypto';

/**
 * Hand-written SQL that each connection parses and plans only once, because it is sent often. Its rows have the type
 * `Row`.
 */
export class PreparedStatement<Row> {
  /** Derived from the text, so that a name on a shared connection always means the same statement. */
  readonly name: string;
  declare readonly row: Row;

  /** @param rowMode `array` if so many rows are returned that creating an object for each would be slow */
  constructor(
    readonly text: string,
    readonly rowMode?: 'array',
  ) {
    this.name = `tributary_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  }
}
