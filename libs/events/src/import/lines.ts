const NEWLINE = 10;
/** First size of the buffer that holds an incomplete line; the buffer grows. Bytes. */
const FIRST_SPACE = 16_384;

/** Stands for a line over the limit. Its bytes were skipped and never buffered. */
export const OVERLONG = Symbol('overlong line');
export type Line = Buffer | typeof OVERLONG;

/**
 * Cuts bytes into lines, however they arrive. Holds less than one line, in at most twice `limit` bytes.
 * A line is valid until the next one is requested, because its buffer is used again.
 */
export class Lines {
  private held = Buffer.alloc(0);
  private size = 0;
  private overlong = false;

  /** @param limit bytes of a line, without its end */
  constructor(private readonly limit: number) {}

  /** The lines that these bytes complete. */
  *of(bytes: Buffer): Generator<Line, void> {
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      yield this.complete(bytes.subarray(from, at));
      from = at + 1;
    }
    this.hold(bytes.subarray(from));
  }

  /** The text after the last newline, if there is any: the last line may lack its newline. */
  *rest(): Generator<Line, void> {
    if (this.size || this.overlong) yield this.complete(Buffer.alloc(0));
  }

  private complete(last: Buffer): Line {
    if (this.size) this.hold(last);
    const overlong = this.overlong || last.length > this.limit;
    const line = this.size ? this.held.subarray(0, this.size) : last;
    this.size = 0;
    this.overlong = false;
    return overlong ? OVERLONG : line;
  }

  private hold(part: Buffer): void {
    const size = this.size + part.length;
    if (this.overlong || size > this.limit) {
      this.overlong = true;
      this.size = 0;
      return;
    }
    if (size > this.held.length) {
      const more = Buffer.allocUnsafe(Math.min(Math.max(2 * size, FIRST_SPACE), 2 * this.limit));
      this.held.copy(more, 0, 0, this.size);
      this.held = more;
    }
    part.copy(this.held, this.size);
    this.size = size;
  }
}

/** Whether the line holds only white space. */
export function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  return true;
}
