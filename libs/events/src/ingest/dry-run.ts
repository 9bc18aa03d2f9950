import { Injectable } from '@nestjs/common';
import { runPrepared, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { Candidate } from './candidate.js';
import { columnsOf, COMPARE, JUDGE } from './ingest.statements.js';
import type { Verdict } from './outcome.js';
import { byHalves, type Run, verdictOf } from './verdict.js';

/** Takes the coalescer's place in a dry run: it reads only, takes no head and waits for no writer. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
  ) {}

  /** The verdicts that storing would give at this moment. @throws Problem */
  write(tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]> {
    return byHalves(candidates, (some) => this.context.runAs(tenant, () => judge(this.run, tenant, some)));
  }

  private readonly run: Run = (statement, values) =>
    this.database.read((manager) => runPrepared(manager, statement, values, { last: true }));
}

/**
 * Reads what INSERT and JUDGE would decide. The first of a uid that nothing stands against would be created; those after
 * it are compared with it.
 */
async function judge(run: Run, tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]> {
  const received_at = new Date();
  const rows = candidates.length ? await run(JUDGE, columnsOf(tenant.id, candidates)) : [];
  const first = new Map<string, Candidate>();
  const repeated: number[] = [];
  const verdicts = candidates.map((candidate, i): Verdict => {
    const verdict = verdictOf(candidate, rows[i]);
    const registers = verdict?.outcome === 'unknown_device' && tenant.settings.auto_register_devices;
    if (verdict && !registers) return verdict;
    if (first.has(candidate.eventUid)) repeated.push(i);
    else first.set(candidate.eventUid, candidate);
    return { event_uid: candidate.eventUid, outcome: 'created', received_at };
  });
  if (!repeated.length) return verdicts;
  const later = repeated.map((i) => candidates[i]);
  const [, ...columns] = columnsOf(
    tenant.id,
    later.map(({ eventUid }) => first.get(eventUid)!),
  );
  const compared = await run(COMPARE, [...columnsOf(tenant.id, later), ...columns]);
  compared.forEach(({ same }, n) => {
    const { source = null } = first.get(later[n].eventUid)!;
    const row = { ...rows[repeated[n]], stored: true, same, source, received_at };
    verdicts[repeated[n]] = verdictOf(later[n], row)!;
  });
  return verdicts;
}
