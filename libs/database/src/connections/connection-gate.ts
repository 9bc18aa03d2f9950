import { Problem } from '#libs/common';

/** The purpose of a connection. */
export type Purpose =
  | { readonly tenantId: string; readonly reads: boolean }
  /**
   * Work of the platform and look-ups, which run before a tenant is known. Each counts as one caller among the tenants.
   */
  | 'platform'
  /** Transactions of several tenants. */
  | 'shared'
  | 'lookup';

interface Lane {
  readonly reads: boolean;
  held: number;
  readonly waiting: Set<() => void>;
}

/** Limit of work that waits in one lane. Above it the answer is 503 at once. */
const MAX_WAITING = 1000;

/**
 * Hands out the pool's connections so that a new tenant always finds one.
 *
 * Each tenant has one lane for writes and one for reads. A lane gets another connection only while it holds fewer than
 * are free: the first busy tenant gets half of the pool, the next half of the rest, and so on. Of ten connections, four
 * busy tenants hold 5, 3, 1 and 1. All reads together hold at most half of the pool, shared by the same rule. So
 * however many tenants read, and however slowly, writes keep the other half. A lane is first come, first served; lanes
 * take turns, and so do reads and the rest.
 */
export class ConnectionGate {
  private readonly lanes = new Map<string, Lane>();
  /** Lanes in which work waits, in order of their turns. */
  private readonly queues = { reads: new Set<Lane>(), rest: new Set<Lane>() };
  private readonly mostReads: number;
  private held = 0;
  private reading = 0;
  private readsLast = false;

  /**
   * @param size connections of the pool
   * @param timeoutMs how long work waits for a connection
   */
  constructor(
    private readonly size: number,
    private readonly timeoutMs: number,
  ) {
    this.mostReads = Math.max(1, Math.floor(size / 2));
  }

  /** Work that waits for its turn. */
  get waiting(): number {
    let sum = 0;
    for (const queue of Object.values(this.queues)) for (const lane of queue) sum += lane.waiting.size;
    return sum;
  }

  /** Connections in use. */
  get inUse(): number {
    return this.held;
  }

  /** @throws Problem 503 if no connection became free in time */
  async run<T>(purpose: Purpose, work: () => Promise<T>): Promise<T> {
    const key = keyOf(purpose);
    const lane = this.lanes.get(key) ?? { reads: isRead(purpose), held: 0, waiting: new Set() };
    this.lanes.set(key, lane);
    if (lane.waiting.size || !this.admits(lane)) await this.wait(key, lane, purpose);
    else this.take(lane);
    try {
      return await work();
    } finally {
      this.give(key, lane);
    }
  }

  private admits({ reads, held }: Lane): boolean {
    if (this.held >= this.size) return false;
    return reads ? held < this.mostReads - this.reading : held < this.size - this.held;
  }

  private take(lane: Lane): void {
    lane.held++;
    this.held++;
    if (lane.reads) this.reading++;
  }

  private give(key: string, lane: Lane): void {
    lane.held--;
    this.held--;
    if (lane.reads) this.reading--;
    this.forget(key, lane);
    while (this.serve());
  }

  private wait(key: string, lane: Lane, purpose: Purpose): Promise<void> {
    if (lane.waiting.size >= MAX_WAITING) throw refusal(purpose);
    const queue = this.queueOf(lane);
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        lane.waiting.delete(enter);
        if (!lane.waiting.size) queue.delete(lane);
        this.forget(key, lane);
        reject(refusal(purpose));
      }, this.timeoutMs);
      lane.waiting.add(enter);
      queue.add(lane);
    });
  }

  /**
   * Lets the next work in, if any may enter. It takes the connection before the work runs, so that nobody overtakes.
   */
  private serve(): boolean {
    const { reads, rest } = this.queues;
    const next = this.readsLast
      ? (this.nextIn(rest) ?? this.nextIn(reads))
      : (this.nextIn(reads) ?? this.nextIn(rest));
    if (!next) return false;
    const [enter] = next.waiting;
    next.waiting.delete(enter);
    const queue = this.queueOf(next);
    queue.delete(next);
    if (next.waiting.size) queue.add(next);
    this.readsLast = next.reads;
    this.take(next);
    enter();
    return true;
  }

  /**
   * A lane that may not enter holds connections already, so the loop passes at most as many lanes as there are
   * connections.
   */
  private nextIn(queue: ReadonlySet<Lane>): Lane | undefined {
    if (this.held >= this.size) return undefined;
    if (queue === this.queues.reads && this.reading >= this.mostReads) return undefined;
    for (const lane of queue) if (this.admits(lane)) return lane;
    return undefined;
  }

  private queueOf = ({ reads }: Lane) => (reads ? this.queues.reads : this.queues.rest);

  private forget(key: string, lane: Lane): void {
    if (!lane.held && !lane.waiting.size && this.lanes.get(key) === lane) this.lanes.delete(key);
  }
}

const isRead = (purpose: Purpose) => typeof purpose === 'object' && purpose.reads;

const keyOf = (purpose: Purpose) =>
  typeof purpose === 'string' ? purpose : `${purpose.reads ? 'reads' : 'tenant'}:${purpose.tenantId}`;

const refusal = (purpose: Purpose) =>
  typeof purpose === 'string'
    ? new Problem('database_unavailable', 'No database connection became free in time; try again.', {
        retryAfter: 1,
      })
    : new Problem('overloaded', 'Too much work of this tenant is waiting for the database.', {
        retryAfter: 1,
      });
