import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Announcements, isDataException, runPrepared, TenantDatabase } from '#libs/database';
import { LastSeen } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { Candidate } from './candidate.js';
import {
  columnsOf,
  INSERT,
  type InsertedRow,
  JUDGE,
  MAKE_HEAD,
  REGISTER,
  WITH_HEAD,
} from './ingest.statements.js';
import { refusal, type Verdict } from './outcome.js';
import { byHalves, type Run, verdictOf } from './verdict.js';

/** Rounds after which an event is given back as `failed`: each round needs somebody else to change a device meanwhile. */
const MAX_ROUNDS = 5;

/** What is written in the same transaction as the events, once it is known what became of them. */
export type Alongside = (manager: EntityManager, verdicts: readonly Verdict[]) => Promise<unknown>;

/**
 * Stores candidates of one tenant, all that are new in one transaction, and says of each what became of it.
 * When `write` has resolved, everything it calls `created` is committed: write first, acknowledge second.
 * Locks are taken in one order: the tenant's head, devices by uid, events by uid, then what `alongside` writes.
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
   * Verdicts in the order of the candidates.
   * @throws Problem 503 where nothing was stored, or it is not known
   */
  async write(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    alongside?: Alongside,
  ): Promise<Verdict[]> {
    const store = (some: readonly Candidate[]) =>
      this.context.runAs(tenant, () => this.writeAll(tenant, some, alongside));
    if (!alongside) return byHalves(candidates, store);
    try {
      return await store(candidates);
    } catch (error) {
      if (!isDataException(error)) throw error;
      return this.writeApart(tenant, candidates, alongside);
    }
  }

  /**
   * Goes on where the first statement has run, and is committed.
   * @param rows what it has inserted of the first candidates of each uid
   */
  async conclude(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    rows: readonly InsertedRow[],
  ): Promise<Verdict[]> {
    const verdicts = new Array<Verdict | undefined>(candidates.length);
    noteInserted(candidates, firstOf(candidates, candidates.keys()), rows, verdicts);
    return this.context.runAs(tenant, async () => {
      const all = await this.decide(this.runAlone, tenant, candidates, verdicts, [judge]);
      this.noteStored(tenant, candidates, all);
      return all;
    });
  }

  /** The one case in which events are committed before what goes with them: a repetition finds them as duplicates. */
  private async writeApart(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    alongside: Alongside,
  ): Promise<Verdict[]> {
    const verdicts = await this.write(tenant, candidates);
    await this.context.runAs(tenant, () =>
      this.database.transaction((manager) => alongside(manager, verdicts)),
    );
    return verdicts;
  }

  private async writeAll(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    alongside?: Alongside,
  ): Promise<Verdict[]> {
    const verdicts = await (alongside
      ? this.database.transaction(async (manager) => {
          const run: Run = (statement, values, options) => runPrepared(manager, statement, values, options);
          const all = await this.decide(run, tenant, candidates);
          await alongside(manager, all);
          return all;
        })
      : this.decide(this.runAlone, tenant, candidates));
    this.noteStored(tenant, candidates, verdicts);
    return verdicts;
  }

  /** Each statement a transaction of its own, in one round trip: most often the first one stores everything. */
  private readonly runAlone: Run = (statement, values, options) =>
    this.database.transaction((manager) =>
      runPrepared(manager, statement, values, { ...options, last: true }),
    );

  /** Inserts what is new and judges the rest, until nothing is open. */
  private async decide(
    run: Run,
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    verdicts = new Array<Verdict | undefined>(candidates.length),
    first: readonly Step[] = STEPS,
  ): Promise<Verdict[]> {
    let open = candidates.map((_, i) => i).filter((i) => !verdicts[i]);
    for (let round = 0; open.length && round < MAX_ROUNDS; round++) {
      for (const step of round ? STEPS : first) {
        if (open.length) await step(run, tenant, candidates, open, verdicts);
        open = open.filter((i) => !verdicts[i]);
      }
    }
    return candidates.map((candidate, i) => verdicts[i] ?? undecided(candidate));
  }

  private noteStored(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    verdicts: readonly Verdict[],
  ): void {
    const seen = new Set<string>();
    let at: Date | undefined;
    verdicts.forEach(({ outcome, received_at }, i) => {
      if (outcome !== 'created') return;
      seen.add(candidates[i].deviceUid);
      at = received_at;
    });
    if (!at) return;
    this.lastSeen.note(seen, at);
    this.announcements.announce(tenant.id);
  }
}

/** Sets the verdicts of those candidates that are open and that it can decide. */
type Step = (
  run: Run,
  tenant: TenantRecord,
  candidates: readonly Candidate[],
  open: readonly number[],
  verdicts: (Verdict | undefined)[],
) => Promise<void>;

/** Inserts the first of each uid; the others are compared with what is stored then. */
const insert: Step = async (run, tenant, candidates, open, verdicts) => {
  const first = firstOf(candidates, open);
  const sent = first.size === candidates.length ? candidates : [...first.values()].map((i) => candidates[i]);
  noteInserted(candidates, first, await run(INSERT, columnsOf(tenant.id, sent), WITH_HEAD), verdicts);
};

/** Where the first of each uid stands. */
function firstOf(candidates: readonly Candidate[], open: Iterable<number>): Map<string, number> {
  const first = new Map<string, number>();
  for (const i of open) if (!first.has(candidates[i].eventUid)) first.set(candidates[i].eventUid, i);
  return first;
}

function noteInserted(
  candidates: readonly Candidate[],
  first: ReadonlyMap<string, number>,
  rows: readonly InsertedRow[],
  verdicts: (Verdict | undefined)[],
): void {
  if (!rows.length) return;
  const received_at = new Date(Math.round(rows[0][1] * 1000));
  // Most often everything is new: then nothing need be looked up.
  const stored = rows.length === first.size ? first.values() : rows.map(([uid]) => first.get(uid)!);
  for (const i of stored)
    verdicts[i] = { event_uid: candidates[i].eventUid, outcome: 'created', received_at };
}

/** Says why the others were not inserted. Makes what is missing for the next round: the head, devices that register themselves. */
const judge: Step = async (run, tenant, candidates, open, verdicts) => {
  const asked = open.map((i) => candidates[i]);
  const rows = await run(JUDGE, columnsOf(tenant.id, asked));
  if (!rows[0].headed) await run(MAKE_HEAD, [tenant.id]);
  const missing = new Set<string>();
  rows.forEach((row, n) => {
    const verdict = verdictOf(asked[n], row);
    if (verdict?.outcome === 'unknown_device' && tenant.settings.auto_register_devices)
      missing.add(asked[n].deviceUid);
    else verdicts[open[n]] = verdict;
  });
  if (missing.size) await run(REGISTER, [tenant.id, [...missing]]);
};

const STEPS: readonly Step[] = [insert, judge];

const undecided = ({ eventUid, pointer }: Candidate) =>
  refusal(eventUid, 'failed', 'overloaded', pointer, 'its device is being changed; send it again');
