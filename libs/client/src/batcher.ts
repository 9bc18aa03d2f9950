import { BATCH_LIMITS, type BatchLimits, sendBatch, sizeOf } from './batches.js';
import type { EventInput, Tributary, Verdict } from './tributary.js';

export interface BatcherOptions extends BatchLimits {
  /** How long an event waits for others. Milliseconds. */
  readonly lingerMs: number;
  /** Limit of concurrent batches. */
  readonly maxInFlight: number;
  /** Limit of events that wait or are being sent. Above it `ready` waits and `add` rejects. */
  readonly maxPending: number;
  /** Called for each batch with its number of events and the time until its results. Milliseconds. */
  readonly onBatch?: (events: number, ms: number) => void;
}

interface Waiting {
  readonly event: EventInput;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects events into batches that are bounded in number, bytes and time. Memory is bounded too: await `ready` before
 * `add`. A process that ends loses events without a result. If they are sent again with the same event_uid, they are
 * stored once.
 */
export class Batcher {
  private readonly options: BatcherOptions;
  private readonly running = new Set<Promise<void>>();
  private readonly held: (() => void)[] = [];
  private readonly queue: Waiting[][] = [];
  private waiting: Waiting[] = [];
  private bytes = 0;
  private pending = 0;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly tributary: Tributary,
    options: Partial<BatcherOptions> = {},
  ) {
    this.options = { ...BATCH_LIMITS, lingerMs: 50, maxInFlight: 4, maxPending: 20_000, ...options };
  }

  /**
   * Sends the event soon, together with others. Resolves with its result: read `outcome`.
   * Rejects if its batch was rejected as a whole, or if its result is unknown; adding it again is safe.
   */
  add(event: EventInput): Promise<Verdict> {
    if (this.pending >= this.options.maxPending)
      return Promise.reject(new RangeError(`${this.pending} events are pending: await ready() before add()`));
    const size = sizeOf(event);
    if (this.waiting.length && this.bytes + size > this.options.maxBytes) this.dispatch();
    this.pending++;
    this.bytes += size;
    return new Promise((resolve, reject) => {
      this.waiting.push({ event, resolve, reject });
      if (this.waiting.length >= this.options.maxEvents) this.dispatch();
      else this.timer ??= setTimeout(() => this.dispatch(), this.options.lingerMs);
    });
  }

  /** Resolves when there is room for another event. */
  async ready(): Promise<void> {
    while (this.pending >= this.options.maxPending)
      await new Promise<void>((resolve) => this.held.push(resolve));
  }

  /** Resolves when every added event has a result. */
  async flush(): Promise<void> {
    this.dispatch();
    while (this.running.size) await Promise.all(this.running);
  }

  /** Closes the batch that is being collected. */
  private dispatch(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length) this.queue.push(this.waiting);
    [this.waiting, this.bytes] = [[], 0];
    this.start();
  }

  /** Starts complete batches, as many as may run concurrently. */
  private start(): void {
    while (this.queue.length && this.running.size < this.options.maxInFlight) {
      const run: Promise<void> = this.send(this.queue.shift()!).finally(() => {
        this.running.delete(run);
        this.start();
      });
      this.running.add(run);
    }
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    const begun = performance.now();
    try {
      const verdicts = await sendBatch(
        this.tributary,
        batch.map(({ event }) => event),
      );
      this.options.onBatch?.(batch.length, performance.now() - begun);
      batch.forEach(({ resolve }, i) => resolve(verdicts[i]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.pending -= batch.length;
      for (const release of this.held.splice(0)) release();
    }
  }
}
