import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Announcements, isDataException, runPrepared, TenantDatabase } from '#libs/database';
import { LastSeen } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { ValidatedEvent } from './validated-event.js';
import {
  columnsOf,
  INSERT,
  type InsertedRow,
  JUDGE,
  MAKE_HEAD,
  REGISTER,
  WITH_HEAD,
} from './ingest.statements.js';
import { refusal, type EventResult } from './outcome.js';
import { inPortions, type Run, eventResultsOf } from './event-result.js';

/**
 * Rounds after which an event is returned as `failed`. A further round is needed only if another transaction changes a
 * device meanwhile.
 */
const MAX_ROUNDS = 5;

/** Writes more in the events' transaction, once their results are known. */
export type InSameTransaction = (
  manager: EntityManager,
  eventResults: readonly EventResult[],
) => Promise<unknown>;

/**
 * Stores validated events of one tenant and gives each a result. New ones are stored in one transaction, or in one for
 * each portion (bounds.ts) if they are large and nothing else belongs to them.
 * When `write` resolves, every event that it calls `created` is committed: write first, acknowledge second.
 * Locks are taken in this order: the tenant's head, devices by uid, events by uid, then those of `inSameTransaction`.
 */
@Injectable()
export class IngestWriter {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly lastSeen: LastSeen,
    private readonly announcements: Announcements,
  ) {}

  /**
   * Results in the order of the validated events.
   * @throws Problem 503 if nothing was stored, or if it is unknown what was
   */
  async write(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    inSameTransaction?: InSameTransaction,
  ): Promise<EventResult[]> {
    const store = (some: readonly ValidatedEvent[]) =>
      this.context.runAs(tenant, () => this.writeAll(tenant, some, inSameTransaction));
    if (!inSameTransaction) return inPortions(validatedEvents, store);
    try {
      return await store(validatedEvents);
    } catch (error) {
      if (!isDataException(error)) throw error;
      return this.writeApart(tenant, validatedEvents, inSameTransaction);
    }
  }

  /**
   * Continues after the first statement has run and is committed.
   * @param rows what that statement inserted, of the first event of each uid
   */
  async conclude(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    rows: readonly InsertedRow[],
  ): Promise<EventResult[]> {
    const eventResults = new Array<EventResult | undefined>(validatedEvents.length);
    noteInserted(validatedEvents, firstOf(validatedEvents, validatedEvents.keys()), rows, eventResults);
    return this.context.runAs(tenant, async () => {
      const all = await this.decide(this.runAlone, tenant, validatedEvents, eventResults, [judge]);
      this.noteStored(tenant, validatedEvents, all);
      return all;
    });
  }

  /**
   * The one case in which events are committed before what belongs to them. If it runs again, the events are
   * duplicates.
   */
  private async writeApart(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    inSameTransaction: InSameTransaction,
  ): Promise<EventResult[]> {
    const eventResults = await this.write(tenant, validatedEvents);
    await this.context.runAs(tenant, () =>
      this.database.transaction((manager) => inSameTransaction(manager, eventResults)),
    );
    return eventResults;
  }

  private async writeAll(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    inSameTransaction?: InSameTransaction,
  ): Promise<EventResult[]> {
    const eventResults = await (inSameTransaction
      ? this.database.transaction(async (manager) => {
          const run: Run = (statement, values, options) => runPrepared(manager, statement, values, options);
          const all = await this.decide(run, tenant, validatedEvents);
          await inSameTransaction(manager, all);
          return all;
        })
      : this.decide(this.runAlone, tenant, validatedEvents));
    this.noteStored(tenant, validatedEvents, eventResults);
    return eventResults;
  }

  /** Runs each statement in a transaction of its own, in one round trip. Usually the first one stores everything. */
  private readonly runAlone: Run = (statement, values, options) =>
    this.database.transaction((manager) =>
      runPrepared(manager, statement, values, { ...options, last: true }),
    );

  /** Inserts new events and decides on the others, until every event has a result. */
  private async decide(
    run: Run,
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    eventResults = new Array<EventResult | undefined>(validatedEvents.length),
    first: readonly Step[] = STEPS,
  ): Promise<EventResult[]> {
    let open = validatedEvents.map((_, i) => i).filter((i) => !eventResults[i]);
    for (let round = 0; open.length && round < MAX_ROUNDS; round++) {
      for (const step of round ? STEPS : first) {
        if (open.length) await step(run, tenant, validatedEvents, open, eventResults);
        open = open.filter((i) => !eventResults[i]);
      }
    }
    return validatedEvents.map((validatedEvent, i) => eventResults[i] ?? undecided(validatedEvent));
  }

  private noteStored(
    tenant: TenantRecord,
    validatedEvents: readonly ValidatedEvent[],
    eventResults: readonly EventResult[],
  ): void {
    const seen = new Set<string>();
    let at: Date | undefined;
    eventResults.forEach(({ outcome, received_at }, i) => {
      if (outcome !== 'created') return;
      seen.add(validatedEvents[i].deviceUid);
      at = received_at;
    });
    if (!at) return;
    this.lastSeen.note(seen, at);
    this.announcements.announce(tenant.id);
  }
}

/** Sets the results of those open events on which it can decide. */
type Step = (
  run: Run,
  tenant: TenantRecord,
  validatedEvents: readonly ValidatedEvent[],
  open: readonly number[],
  eventResults: (EventResult | undefined)[],
) => Promise<void>;

/** Inserts the first event of each uid. `judge` then compares the others with what is stored. */
const insert: Step = async (run, tenant, validatedEvents, open, eventResults) => {
  const first = firstOf(validatedEvents, open);
  const sent =
    first.size === validatedEvents.length
      ? validatedEvents
      : [...first.values()].map((i) => validatedEvents[i]);
  noteInserted(
    validatedEvents,
    first,
    await run(INSERT, columnsOf(tenant.id, sent), WITH_HEAD),
    eventResults,
  );
};

/** The index of the first event of each uid. */
function firstOf(validatedEvents: readonly ValidatedEvent[], open: Iterable<number>): Map<string, number> {
  const first = new Map<string, number>();
  for (const i of open)
    if (!first.has(validatedEvents[i].eventUid)) first.set(validatedEvents[i].eventUid, i);
  return first;
}

function noteInserted(
  validatedEvents: readonly ValidatedEvent[],
  first: ReadonlyMap<string, number>,
  rows: readonly InsertedRow[],
  eventResults: (EventResult | undefined)[],
): void {
  if (!rows.length) return;
  const received_at = new Date(Math.round(rows[0][1] * 1000));
  // Usually all events are new, and nothing needs to be looked up.
  const stored = rows.length === first.size ? first.values() : rows.map(([uid]) => first.get(uid)!);
  for (const i of stored)
    eventResults[i] = { event_uid: validatedEvents[i].eventUid, outcome: 'created', received_at };
}

/**
 * Decides why events were not inserted, and creates what the next round needs: the head, devices that register
 * themselves.
 */
const judge: Step = async (run, tenant, validatedEvents, open, eventResults) => {
  const asked = open.map((i) => validatedEvents[i]);
  const rows = await run(JUDGE, columnsOf(tenant.id, asked));
  if (!rows[0].headed) await run(MAKE_HEAD, [tenant.id]);
  const missing = new Set<string>();
  (await eventResultsOf(asked, rows)).forEach((eventResult, n) => {
    if (eventResult?.outcome === 'unknown_device' && tenant.settings.auto_register_devices)
      missing.add(asked[n].deviceUid);
    else eventResults[open[n]] = eventResult;
  });
  if (missing.size) await run(REGISTER, [tenant.id, [...missing]]);
};

const STEPS: readonly Step[] = [insert, judge];

const undecided = ({ eventUid, pointer }: ValidatedEvent) =>
  refusal(eventUid, 'failed', 'overloaded', pointer, 'its device is being changed; send it again');
