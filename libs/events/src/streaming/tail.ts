import type { Tenant, TenantContext } from '#libs/tenancy';
import { EventReader, type EventsPage, PageSize, type Stretch } from '../reading/event-reader.js';
import type { EventFilters } from '../events.dto.js';

/** Pages kept: streams that keep up request the same ones within moments. */
const REMEMBERED = 4;
/** Shortest pause between two checks for one tenant, however often it writes. Milliseconds. */
const PAUSE_MS = 20;

interface Waiter {
  readonly position: bigint;
  readonly resolve: (last: string) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Reads for all streams of one tenant. One check of the highest position serves them all; it runs when the tenant has
 * written, and from time to time. Tail reads one page at a time, so that all streams together use one of the tenant's
 * connections. Streams at the same position with the same filters share a page.
 */
export class Tail {
  /** Streams that are open. */
  streams = 0;
  private readonly size = new PageSize();
  private readonly pages = new Map<string, Promise<EventsPage>>();
  private readonly waiting = new Set<Waiter>();
  private reading: Promise<unknown> = Promise.resolve();
  private reached = 0n;
  private looking = false;
  private stale = true;
  private closed = false;
  private timer?: NodeJS.Timeout;

  /** @param pollMs longest time between two checks, on average. Milliseconds */
  constructor(
    private readonly tenant: Tenant,
    private readonly reader: EventReader,
    private readonly context: TenantContext,
    private readonly pollMs: () => number,
  ) {}

  /** Call it when the tenant has written: checks again. */
  wake(): void {
    this.stale = true;
    if (!this.looking && !this.closed) void this.context.runAs(this.tenant, () => this.look());
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /**
   * Resolves with the highest position once that is above `position`.
   * @throws the signal's reason; Problem if the database is unavailable
   */
  beyond(position: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    if (this.reached > BigInt(position)) return Promise.resolve(this.reached.toString());
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.delete(waiter);
        signal.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        position: BigInt(position),
        resolve: (last) => (leave(), resolve(last)),
        reject: (reason) => (leave(), reject(reason as Error)),
      };
      const abort = () => waiter.reject(signal.reason);
      signal.addEventListener('abort', abort);
      this.waiting.add(waiter);
    });
  }

  /** The next page of the range. @throws Problem if it cannot be read */
  page(filters: EventFilters, stretch: Stretch): Promise<EventsPage> {
    const key = JSON.stringify([stretch.after, stretch.upTo, filters]);
    const known = this.pages.get(key);
    if (known) return known;
    const page = this.reading.then(() => this.read(filters, stretch));
    this.reading = page.catch(() => this.pages.delete(key));
    this.pages.set(key, page);
    if (this.pages.size > REMEMBERED) this.pages.delete(this.pages.keys().next().value!);
    return page;
  }

  private async look(): Promise<void> {
    this.looking = true;
    clearTimeout(this.timer);
    while (this.stale && !this.closed) {
      this.stale = false;
      try {
        const last = BigInt(await this.reader.last());
        if (last > this.reached) this.reached = last;
        for (const waiter of this.waiting)
          if (this.reached > waiter.position) waiter.resolve(this.reached.toString());
      } catch (error) {
        for (const waiter of this.waiting) waiter.reject(error);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.looking = false;
    if (!this.closed)
      this.timer = setTimeout(() => this.wake(), this.pollMs() * (0.5 + Math.random())).unref();
  }

  private async read(filters: EventFilters, stretch: Stretch): Promise<EventsPage> {
    const page = await this.reader.page(filters, stretch, this.size.rows);
    this.size.note(page);
    return page;
  }
}
