import { Injectable } from '@nestjs/common';
import { Problem } from '#libs/common';
import type { TenantRecord } from '#libs/tenants';
import type { Candidate } from './candidate.js';
import { IngestWriter } from './ingest.writer.js';
import type { Verdict } from './outcome.js';

/** Transactions of one tenant at the same time: the next begins to fill while these commit. */
const LANES = 2;
/** Events that are worth a second transaction while one is under way; fewer join the next one, and share its cost. */
const WORTH_A_LANE = 100;
/** Events that one transaction takes; as many as the largest batch has. */
const MAX_EVENTS = 1000;
/** Events of one tenant that may wait in this process; beyond it the answer is 503. */
const MAX_WAITING = 20_000;

interface Job {
  readonly candidates: readonly Candidate[];
  readonly resolve: (verdicts: Verdict[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  running: number;
  waitingEvents: number;
  readonly waiting: Job[];
}

/**
 * Lets concurrent requests of a tenant share a transaction: who comes while others commit joins the next one.
 * No timer: a request that comes alone starts at once.
 */
@Injectable()
export class Coalescer {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly writer: IngestWriter) {}

  /** What waits for a transaction, of all tenants. */
  waiting(): { events: number; requests: number } {
    const sum = { events: 0, requests: 0 };
    for (const lane of this.lanes.values()) {
      sum.events += lane.waitingEvents;
      sum.requests += lane.waiting.length;
    }
    return sum;
  }

  /** @throws Problem `overloaded` where too much is waiting, and what the writer throws */
  write(tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]> {
    const lane = this.lanes.get(tenant.id) ?? { running: 0, waitingEvents: 0, waiting: [] };
    this.lanes.set(tenant.id, lane);
    if (lane.waitingEvents + candidates.length > MAX_WAITING)
      throw new Problem('overloaded', 'Too many events of this tenant are waiting to be stored.', {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      lane.waiting.push({ candidates, resolve, reject });
      lane.waitingEvents += candidates.length;
      if (!lane.running || (lane.running < LANES && lane.waitingEvents >= WORTH_A_LANE))
        void this.drain(tenant, lane);
    });
  }

  private async drain(tenant: TenantRecord, lane: Lane): Promise<void> {
    lane.running++;
    while (lane.waiting.length) await this.writeTogether(tenant, takeUpTo(lane, MAX_EVENTS));
    lane.running--;
    if (!lane.running) this.lanes.delete(tenant.id);
  }

  private async writeTogether(tenant: TenantRecord, jobs: Job[]): Promise<void> {
    try {
      const verdicts = await this.writer.write(
        tenant,
        jobs.flatMap((job) => job.candidates),
      );
      let from = 0;
      for (const { candidates, resolve } of jobs) resolve(verdicts.slice(from, (from += candidates.length)));
    } catch (error) {
      for (const { reject } of jobs) reject(error);
    }
  }
}

/** The jobs that come next, in order: at least one, and together no more events than `most`. */
function takeUpTo(lane: Lane, most: number): Job[] {
  let events = 0;
  let count = 0;
  for (const { candidates } of lane.waiting) {
    if (count && events + candidates.length > most) break;
    events += candidates.length;
    count++;
  }
  lane.waitingEvents -= events;
  return lane.waiting.splice(0, count);
}
