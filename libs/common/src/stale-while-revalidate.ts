/**
 * Returns the last known value at once, and refreshes it in the background, one refresh at a time. So a probe answers
 * at once, however slow its subject is.
 */
export class StaleWhileRevalidate<T> {
  private lookedAt = -Infinity;
  private looking = false;

  /**
   * @param latest value before the first refresh
   * @param everyMs shortest time between two refreshes
   */
  constructor(
    private latest: T,
    private readonly everyMs: number,
    private readonly look: () => Promise<T>,
  ) {}

  /** A failed refresh keeps the value. */
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
