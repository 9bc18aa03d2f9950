import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';

interface Note {
  readonly position: bigint;
  readonly transaction: bigint;
}

/** Notes kept while transactions run; more would only say the same more finely. */
const MAX_NOTES = 64;

/**
 * Up to which position the storage order is final, so that nothing can appear behind a reader's back.
 *
 * Positions are drawn before commit: a lower one may become visible after a higher one. But every ingest transaction
 * takes its transaction id before it draws. So a note (highest position drawn, a transaction id taken after that was
 * read) says: whoever drew up to that position has a smaller id. Once the oldest running transaction is younger than
 * the noted id, all of them have ended, and what they stored is visible. No locks, nothing stored.
 */
@Injectable()
export class Horizon {
  private notes: Note[] = [];
  private reached = 0n;

  constructor(private readonly database: TenantDatabase) {}

  /** The highest final position, as a decimal; only grows. */
  async reach(): Promise<string> {
    if (!(await this.settle())) {
      await this.note();
      await this.settle();
    }
    return this.reached.toString();
  }

  /** Takes over what has become final. @returns whether that is all that was ever drawn, or it is noted already */
  private async settle(): Promise<boolean> {
    const [row] = await this.database.lookup<{ last_position: string; oldest_running: string }>(
      'app_horizon',
      [],
    );
    const oldest = BigInt(row.oldest_running);
    this.notes = this.notes.filter(({ position, transaction }) => {
      if (transaction >= oldest) return true;
      if (position > this.reached) this.reached = position;
      return false;
    });
    const newest = this.notes.at(-1)?.position ?? this.reached;
    return newest >= BigInt(row.last_position) || this.notes.length >= MAX_NOTES;
  }

  private async note(): Promise<void> {
    const [row] = await this.database.lookup<{ last_position: string; transaction: string }>(
      'app_note_horizon',
      [],
    );
    this.notes.push({ position: BigInt(row.last_position), transaction: BigInt(row.transaction) });
  }
}
