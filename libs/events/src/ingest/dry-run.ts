import { Injectable } from '@nestjs/common';
import { runPrepared, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { ValidatedEvent } from './validated-event.js';
import { columnsOf, COMPARE, JUDGE } from './ingest.statements.js';
import type { EventResult } from './outcome.js';
import { byHalves, type Run, eventResultsOf } from './event-result.js';

/** Replaces the coalescer in a dry run. It only reads: it takes no lock on the head and waits for no writer. */
@Injectable()
export class DryRun {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
  ) {}

  /** The results that storing would give now. @throws Problem */
  write(tenant: TenantRecord, validatedEvents: readonly ValidatedEvent[]): Promise<EventResult[]> {
    return byHalves(validatedEvents, (some) =>
      this.context.runAs(tenant, () => judge(this.run, tenant, some)),
    );
  }

  private readonly run: Run = (statement, values) =>
    this.database.read((manager) => runPrepared(manager, statement, values, { last: true }));
}

/**
 * Reads what INSERT and JUDGE would decide. If a uid occurs several times, the first event would be created, unless
 * something rejects it. The later ones are compared with it.
 */
async function judge(
  run: Run,
  tenant: TenantRecord,
  validatedEvents: readonly ValidatedEvent[],
): Promise<EventResult[]> {
  const received_at = new Date();
  const rows = validatedEvents.length ? await run(JUDGE, columnsOf(tenant.id, validatedEvents)) : [];
  const first = new Map<string, ValidatedEvent>();
  const repeated: number[] = [];
  const known = await eventResultsOf(validatedEvents, rows);
  const eventResults = validatedEvents.map((validatedEvent, i): EventResult => {
    const eventResult = known[i];
    const registers = eventResult?.outcome === 'unknown_device' && tenant.settings.auto_register_devices;
    if (eventResult && !registers) return eventResult;
    if (first.has(validatedEvent.eventUid)) repeated.push(i);
    else first.set(validatedEvent.eventUid, validatedEvent);
    return { event_uid: validatedEvent.eventUid, outcome: 'created', received_at };
  });
  if (!repeated.length) return eventResults;
  const later = repeated.map((i) => validatedEvents[i]);
  const [, ...columns] = columnsOf(
    tenant.id,
    later.map(({ eventUid }) => first.get(eventUid)!),
  );
  const compared = await run(COMPARE, [...columnsOf(tenant.id, later), ...columns]);
  const comparedRows = compared.map(({ same }, n) => {
    const { source = null } = first.get(later[n].eventUid)!;
    return { ...rows[repeated[n]], stored: true, same, source, received_at };
  });
  (await eventResultsOf(later, comparedRows)).forEach(
    (eventResult, n) => (eventResults[repeated[n]] = eventResult!),
  );
  return eventResults;
}
