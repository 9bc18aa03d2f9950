import { Injectable } from '@nestjs/common';
import { Problem } from '#libs/common';
import type { TenantRecord } from '#libs/tenants';
import { charactersOf, MAX_TRANSACTION_CHARACTERS } from './bounds.js';
import type { ValidatedEvent } from './validated-event.js';
import { type InSameTransaction, IngestWriter } from './ingest.writer.js';
import { SharedWriter } from './shared.writer.js';
import type { EventResult } from './outcome.js';

/** Limit of events in one transaction: as many as the largest batch has. */
const MAX_EVENTS = 1000;
/** Limit of a tenant's events that wait in this process. Above it requests get 503. */
const MAX_WAITING = 20_000;

interface Job {
  /** Writes more in the same transaction. The transaction then has no other jobs. */
  readonly inSameTransaction?: InSameTransaction;
  readonly validatedEvents: readonly ValidatedEvent[];
  readonly characters: number;
  readonly resolve: (eventResults: EventResult[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  waitingEvents: number;
  readonly waiting: Job[];
}

/**
 * Runs one lane per tenant and process, for requests, imports and the worker, because their transactions would wait for
 * each other at the tenant's head anyway. Requests that arrive while one commits share the next transaction. There is
 * no timer: a request that arrives alone starts at once.
 */
@Injectable()
export class Coalescer {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly writer: IngestWriter,
    private readonly shared: SharedWriter,
  ) {}

  /** What waits for a transaction, over all tenants. */
  waiting(): { events: number; requests: number } {
    const sum = { events: 0, requests: 0 };
    for (const lane of this.lanes.values()) {
      sum.events += lane.waitingEvents;
      sum.requests += lane.waiting.length;
    }
    return sum;
  }

  /** @throws Problem `overloaded` if too many events wait, and whatever the writer throws */
  write(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    inSameTransaction?: InSameTransaction,
  ): Promise<EventResult[]> {
    const busy = this.lanes.get(tenant.id);
    const lane = busy ?? { waitingEvents: 0, waiting: [] };
    if (lane.waitingEvents + validatedEvents.length > MAX_WAITING)
      throw new Problem('overloaded', 'Too many events of this tenant are waiting to be stored.', {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      const characters = charactersOf(validatedEvents);
      lane.waiting.push({ validatedEvents, characters, inSameTransaction, resolve, reject });
      lane.waitingEvents += validatedEvents.length;
      if (busy) return;
      this.lanes.set(tenant.id, lane);
      void this.drain(tenant, lane);
    });
  }

  private async drain(tenant: TenantRecord, lane: Lane): Promise<void> {
    while (lane.waiting.length) await this.writeTogether(tenant, takeUpTo(lane, MAX_EVENTS));
    this.lanes.delete(tenant.id);
  }

  private async writeTogether(tenant: TenantRecord, jobs: Job[]): Promise<void> {
    try {
      const validatedEvents = jobs.flatMap((job) => job.validatedEvents);
      const [{ inSameTransaction }] = jobs;
      const eventResults = await (inSameTransaction
        ? this.writer.write(tenant, validatedEvents, inSameTransaction)
        : this.shared.write(tenant, validatedEvents));
      let from = 0;
      for (const { validatedEvents, resolve } of jobs)
        resolve(eventResults.slice(from, (from += validatedEvents.length)));
    } catch (error) {
      for (const { reject } of jobs) reject(error);
    }
  }
}

/** The next jobs in order: at least one, and more as long as they are within the limits together. */
function takeUpTo(lane: Lane, most: number): Job[] {
  let events = 0;
  let characters = 0;
  let count = 0;
  for (const { validatedEvents, characters: size, inSameTransaction } of lane.waiting) {
    const isOver = events + validatedEvents.length > most || characters + size > MAX_TRANSACTION_CHARACTERS;
    if (count && (inSameTransaction || isOver)) break;
    events += validatedEvents.length;
    characters += size;
    count++;
    if (inSameTransaction) break;
  }
  lane.waitingEvents -= events;
  return lane.waiting.splice(0, count);
}
