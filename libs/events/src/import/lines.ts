const NEWLINE = 10;
/** Space for the part of a line that one read ended in; grows with it. Bytes. */
const FIRST_SPACE = 16_384;

/** Stands for a line that is longer than allowed: it was passed over, never held. */
export const OVERLONG = Symbol('overlong line');
export type Line = Buffer | typeof OVERLONG;

/**
 * Cuts bytes into lines, however they arrive. Holds less than one line, and never more than twice `limit` bytes.
 * A line is only good until the next one is asked for: its bytes are used again.
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

  /** What stands after the last newline, where that is anything: its end may be missing. */
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

/** Whether there is nothing in the line but white space. */
export function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  return true;
}
