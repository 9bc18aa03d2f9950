import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';

/** Longer than any ingest transaction of ours lives: its statements have timeouts. Milliseconds. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Waits for the transactions of a moment to end, without a lock. */
@Injectable()
export class Quiescence {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Resolves when every transaction has ended that had taken its id before this call, and so may not have seen what was
   * committed before it.
   * @returns false where one of them takes too long
   */
  async reached(patienceMs = PATIENCE_MS): Promise<boolean> {
    const until = performance.now() + patienceMs;
    const [{ transaction }] = await this.database.lookup<{ transaction: string }>('app_note_horizon', []);
    for (;;) {
      const [row] = await this.database.lookup<{ oldest_running: string }>('app_horizon', []);
      if (BigInt(row.oldest_running) > BigInt(transaction)) return true;
      if (performance.now() > until) return false;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
