import { createHash } from 'node:crypto';

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
