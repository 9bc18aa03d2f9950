import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isDataException, type PreparedStatement, runPrepared, TenantDatabase } from '#libs/database';
import { LastSeen } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { Candidate } from './candidate.js';
import { columnsOf, INSERT, JUDGE, REGISTER, type VerdictRow } from './ingest.statements.js';
import { refusal, type Verdict } from './outcome.js';
import { rolledBack } from './rolled-back.js';

/** Rounds after which an event is given back as `failed`: each round needs somebody else to change a device meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Transactions that halving may take. Our own check refuses what PostgreSQL can't hold, so that halving is a last resort:
 * three such events among a thousand are found within it, and what is not tried any more comes back as `failed`.
 */
const MAX_TRIES = 64;

/** What is written in the same transaction as the events, once it is known what became of them. */
export type Alongside = (manager: EntityManager, verdicts: readonly Verdict[]) => Promise<unknown>;

/** How events are written, beside as usual. */
export interface Writing {
  readonly rehearse?: boolean;
  readonly alongside?: Alongside;
}

/**
 * Stores candidates of one tenant, all that are new in one transaction, and says of each what became of it.
 * When `write` has resolved, everything it calls `created` is committed: write first, acknowledge second.
 */
@Injectable()
export class IngestWriter {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly lastSeen: LastSeen,
  ) {}

  /**
   * Verdicts in the order of the candidates.
   * @param how `rehearse` does all the same and takes it back at the end: the verdicts are those of the moment, nothing is stored
   * @throws Problem 503 where nothing was stored, or it is not known
   */
  async write(
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    { rehearse = false, alongside }: Writing = {},
  ): Promise<Verdict[]> {
    return this.writeWithin({ left: MAX_TRIES }, tenant, candidates, { rehearse, alongside });
  }

  /** @param tries transactions that may still be begun */
  private async writeWithin(
    tries: { left: number },
    tenant: TenantRecord,
    candidates: readonly Candidate[],
    { rehearse = false, alongside }: Writing,
  ): Promise<Verdict[]> {
    if (tries.left-- <= 0) return candidates.map(untried);
    try {
      return await this.context.runAs(tenant, () =>
        this.writeAll(tenant, candidates, { rehearse, alongside }),
      );
    } catch (error) {
      // PostgreSQL refuses a value that our validation let pass: the one event that holds it must not harm the others.
      if (!isDataException(error)) throw error;
      if (alongside) return this.writeApart(tenant, candidates, alongside);
      if (candidates.length === 1) return [unstorable(candidates[0])];
      const middle = candidates.length >> 1;
      return [
        ...(await this.writeWithin(tries, tenant, candidates.slice(0, middle), { rehearse })),
        ...(await this.writeWithin(tries, tenant, candidates.slice(middle), { rehearse })),
      ];
    }
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
    { rehearse, alongside }: Writing,
  ): Promise<Verdict[]> {
    const work = async (manager: EntityManager) => {
      const run: Run = (statement, values) => runPrepared(manager, statement, values);
      const all = await this.decide(run, tenant, candidates);
      await alongside?.(manager, all);
      return all;
    };
    if (rehearse)
      return rolledBack((end) => this.database.transaction(async (manager) => end(await work(manager))));
    const verdicts = await (alongside
      ? this.database.transaction(work)
      : this.decide(this.runAlone, tenant, candidates));
    this.noteDevices(candidates, verdicts);
    return verdicts;
  }

  /** Each statement a transaction of its own, in one round trip: most often the first one stores everything. */
  private readonly runAlone: Run = (statement, values) =>
    this.database.transaction((manager) => runPrepared(manager, statement, values, { last: true }));

  /** Inserts what is new and judges the rest, until nothing is open. */
  private async decide(run: Run, tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]> {
    const verdicts = new Array<Verdict | undefined>(candidates.length);
    let open = candidates.map((_, i) => i);
    for (let round = 0; open.length && round < MAX_ROUNDS; round++) {
      for (const step of [insert, judge]) {
        if (open.length) await step(run, tenant, candidates, open, verdicts);
        open = open.filter((i) => !verdicts[i]);
      }
    }
    return candidates.map((candidate, i) => verdicts[i] ?? undecided(candidate));
  }

  private noteDevices(candidates: readonly Candidate[], verdicts: readonly Verdict[]): void {
    const seen = new Set<string>();
    let at: Date | undefined;
    verdicts.forEach(({ outcome, received_at }, i) => {
      if (outcome !== 'created') return;
      seen.add(candidates[i].deviceUid);
      at = received_at;
    });
    if (at) this.lastSeen.note(seen, at);
  }
}

/** Runs a statement in the transaction that its caller is in, or in one of its own. */
type Run = <Row>(statement: PreparedStatement<Row>, values: unknown[]) => Promise<Row[]>;

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
  const first = new Map<string, number>();
  for (const i of open) if (!first.has(candidates[i].eventUid)) first.set(candidates[i].eventUid, i);
  const sent = first.size === candidates.length ? candidates : [...first.values()].map((i) => candidates[i]);
  const rows = await run(INSERT, columnsOf(tenant.id, sent));
  if (!rows.length) return;
  const received_at = new Date(Math.round(rows[0][1] * 1000));
  // Most often everything is new: then nothing need be looked up.
  const stored = rows.length === first.size ? first.values() : rows.map(([uid]) => first.get(uid)!);
  for (const i of stored)
    verdicts[i] = { event_uid: candidates[i].eventUid, outcome: 'created', received_at };
};

/** Says why the others were not inserted; devices that are registered by their first event are made, for the next round. */
const judge: Step = async (run, tenant, candidates, open, verdicts) => {
  const asked = open.map((i) => candidates[i]);
  const rows = await run(JUDGE, columnsOf(tenant.id, asked));
  const missing = new Set<string>();
  rows.forEach((row, n) => {
    const verdict = verdictOf(asked[n], row);
    if (verdict?.outcome === 'unknown_device' && tenant.settings.auto_register_devices)
      missing.add(asked[n].deviceUid);
    else verdicts[open[n]] = verdict;
  });
  if (missing.size) await run(REGISTER, [tenant.id, [...missing]]);
};

/** The verdict of a candidate that was not inserted; undefined where it may be inserted by now. */
function verdictOf({ eventUid, pointer }: Candidate, row: VerdictRow): Verdict | undefined {
  if (row.stored && row.same)
    return { event_uid: eventUid, outcome: 'duplicate', received_at: row.received_at! };
  if (row.stored)
    return refusal(
      eventUid,
      'conflict',
      'event_conflict',
      `${pointer}/event_uid`,
      'event_uid: another event is stored under it',
    );
  if (row.purged)
    return refusal(eventUid, 'invalid', 'timestamp_out_of_range', `${pointer}/occurred_at`, REMOVED);
  if (row.status === null)
    return refusal(
      eventUid,
      'unknown_device',
      'unknown_device',
      `${pointer}/device_uid`,
      'device_uid: no such device is registered',
    );
  if (row.status === 'disabled')
    return refusal(
      eventUid,
      'forbidden',
      'device_disabled',
      `${pointer}/device_uid`,
      'device_uid: the device is disabled',
    );
  return undefined;
}

/** Only who was judged by a floor that has risen since comes this far. */
const REMOVED = 'occurred_at: lies before what the tenant keeps';

const unstorable = ({ eventUid, pointer }: Candidate) =>
  refusal(eventUid, 'invalid', 'invalid_value', pointer, 'holds a value that cannot be stored');

const untried = ({ eventUid, pointer }: Candidate) =>
  refusal(
    eventUid,
    'failed',
    'overloaded',
    pointer,
    'events beside it hold values that cannot be stored; send it again without them',
  );

const undecided = ({ eventUid, pointer }: Candidate) =>
  refusal(eventUid, 'failed', 'overloaded', pointer, 'its device is being changed; send it again');
