import { setTimeout as sleep } from 'node:timers/promises';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { StaleWhileRevalidate } from '#libs/common';
import { INGEST_QUEUE } from './tenant-job.js';

const EVERY_MS = 2_000;
/** An answer that takes longer counts as none; a Redis client would wait forever. Milliseconds. */
const ANSWER_TIMEOUT_MS = 1_000;

/** Whether the queue answers. */
@Injectable()
export class QueueState {
  private readonly away: StaleWhileRevalidate<boolean>;
  private asking?: Promise<boolean>;

  constructor(@InjectQueue(INGEST_QUEUE) queue: Queue) {
    this.away = new StaleWhileRevalidate(false, EVERY_MS, () => {
      // One question at a time, because questions to an unreachable queue pile up in memory.
      this.asking ??= ask(queue).finally(() => (this.asking = undefined));
      return Promise.race([this.asking, sleep(ANSWER_TIMEOUT_MS, true, { ref: false })]);
    });
  }

  /** As of the last check. */
  get isAway(): boolean {
    return this.away.seen;
  }
}

/** The cheapest question that the queue answers from its storage. */
const ask = (queue: Queue): Promise<boolean> =>
  queue.isPaused().then(
    () => false,
    () => true,
  );
