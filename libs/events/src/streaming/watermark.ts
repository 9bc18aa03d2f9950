import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TenantContext } from '#libs/tenancy';
import { Horizon } from '../horizon.js';

/** Between two looks at the horizon: what is stored is seen by a stream about so much later. Milliseconds. */
const POLL_MS = 100;

interface Waiter {
  readonly position: bigint;
  readonly resolve: (horizon: string) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * How far the storage order is final, as the streams of this process see it: one loop asks for all of them, whatever
 * their tenants, and only while somebody waits.
 */
@Injectable()
export class Watermark {
  private readonly waiting = new Set<Waiter>();
  private reached = 0n;
  private looking = false;

  constructor(
    private readonly horizon: Horizon,
    private readonly context: TenantContext,
  ) {}

  /** The horizon, as soon as it lies beyond the position. @throws the signal's reason; Problem where the database is away */
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
        resolve: (horizon) => (leave(), resolve(horizon)),
        reject: (reason) => (leave(), reject(reason as Error)),
      };
      const abort = () => waiter.reject(signal.reason);
      signal.addEventListener('abort', abort);
      this.waiting.add(waiter);
      // Asks for no tenant, and speaks for none in the log.
      if (!this.looking) void this.context.run(() => this.look());
    });
  }

  private async look(): Promise<void> {
    this.looking = true;
    while (this.waiting.size) {
      try {
        this.reached = BigInt(await this.horizon.reach());
        for (const waiter of this.waiting)
          if (this.reached > waiter.position) waiter.resolve(this.reached.toString());
      } catch (error) {
        for (const waiter of this.waiting) waiter.reject(error);
      }
      await sleep(POLL_MS);
    }
    this.looking = false;
  }
}
