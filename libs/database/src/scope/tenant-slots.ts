import { Problem } from '#libs/common';

interface Lane {
  running: number;
  readonly waiting: Set<() => void>;
}

/** Work of one tenant that may wait for a slot; beyond it the answer is 503 at once. */
const MAX_WAITING = 1000;

/** At most so many at once for each tenant, first come first served: one tenant never holds the whole pool. */
export class TenantSlots {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly perTenant: number,
    private readonly patienceMs: number,
  ) {}

  /** Work that waits for its turn. */
  get waiting(): number {
    let sum = 0;
    for (const lane of this.lanes.values()) sum += lane.waiting.size;
    return sum;
  }

  /** @throws Problem `overloaded` where no slot came free in time */
  async run<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(tenantId) ?? { running: 0, waiting: new Set() };
    this.lanes.set(tenantId, lane);
    if (lane.running >= this.perTenant) await this.wait(lane);
    else lane.running++;
    try {
      return await work();
    } finally {
      this.leave(tenantId, lane);
    }
  }

  /** The slot is handed over by the one who leaves, so that nobody overtakes. */
  private wait(lane: Lane): Promise<void> {
    if (lane.waiting.size >= MAX_WAITING) throw overloaded();
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        lane.waiting.delete(enter);
        reject(overloaded());
      }, this.patienceMs);
      lane.waiting.add(enter);
    });
  }

  private leave(tenantId: string, lane: Lane): void {
    const next = lane.waiting.values().next().value;
    if (next) {
      lane.waiting.delete(next);
      next();
    } else if (--lane.running === 0) this.lanes.delete(tenantId);
  }
}

const overloaded = () =>
  new Problem('overloaded', 'Too much work of this tenant is waiting for the database.', { retryAfter: 1 });
