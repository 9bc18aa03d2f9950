/** Interval between drawings on a terminal, and between lines elsewhere. Milliseconds. */
const [DRAWN_MS, LOGGED_MS] = [100, 5000];
const WIDTH = 28;

/**
 * Shows the progress of a long command as one line on standard error, because standard output belongs to its answer.
 */
export class Progress {
  private readonly begun = performance.now();
  private drawn = -Infinity;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }

  /** @param share completed share, 0 to 1; undefined if the total is unknown */
  show(share: number | undefined, text: string): void {
    const now = performance.now();
    if (now - this.drawn < (this.stream.isTTY ? DRAWN_MS : LOGGED_MS)) return;
    this.drawn = now;
    this.draw(share, text);
  }

  /** Draws the last state at once. */
  end(share: number | undefined, text: string): void {
    this.draw(share, text);
    if (this.stream.isTTY) this.stream.write('\n');
  }

  private draw(share: number | undefined, text: string): void {
    const line = share === undefined ? text : `${bar(share)} ${text}`;
    this.stream.write(this.stream.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }
}

export function bar(share: number): string {
  const done = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  return `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
