/**
 * What was seen when somebody last looked. Being asked makes it look again, in the background and never twice at a time:
 * a probe is answered at once, however slow the thing is that it asks about.
 */
export class StaleWhileRevalidate<T> {
  private lookedAt = -Infinity;
  private looking = false;

  /**
   * @param latest what is believed before the first look
   * @param everyMs how often to look at most
   */
  constructor(
    private latest: T,
    private readonly everyMs: number,
    private readonly look: () => Promise<T>,
  ) {}

  /** A look that fails changes nothing. */
  get seen(): T {
    if (!this.looking && performance.now() - this.lookedAt >= this.everyMs) void this.refresh();
    return this.latest;
  }

  private async refresh(): Promise<void> {
    this.looking = true;
    this.latest = await this.look().catch(() => this.latest);
    this.lookedAt = performance.now();
    this.looking = false;
  }
}
