import { Injectable } from '@nestjs/common';
import type { Span } from '#libs/common';
import { PartFailure, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import type { ValidatedEvent } from './validated-event.js';
import { columnsOf, type InsertedRow, INSERT_HELD, TRY_HEAD } from './ingest.statements.js';
import { IngestWriter } from './ingest.writer.js';
import type { EventResult } from './outcome.js';

/** Shared transactions that a process runs at a time: what comes while they commit gathers for the next. */
const LANES = 2;
/** Tenants of a transaction, and events: nobody waits long for the commit of others. */
const MOST_TENANTS = 32;
const MOST_EVENTS = 500;
/** Events of a tenant that wants to share: a larger batch is worth a transaction of its own. */
const MOST_OF_ONE = 100;
/** For so long a tenant whose part failed runs alone. Milliseconds. */
const ALONE_MS = 60_000;
const MOST_ALONE = 10_000;

interface Part {
  readonly tenant: TenantRecord;
  readonly validatedEvents: readonly ValidatedEvent[];
  /** Of the request that waits for it, or of the first of several. */
  readonly span?: Span;
  readonly resolve: (eventResults: EventResult[] | Promise<EventResult[]>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores events of several tenants in one transaction, so that they share its commit: of a thousand tenants that each send
 * now and then, each would pay for one of its own. Each tenant's statements run under its own policies. A tenant whose head
 * somebody else holds, or that a statement failed for, is stored alone, by IngestWriter.
 *
 * One transaction is one commit: it is on disk before anybody sees a row of it.
 */
@Injectable()
export class SharedWriter {
  private readonly waiting: Part[] = [];
  /** Until when tenants run alone. */
  private readonly alone = new Map<string, number>();
  private running = 0;

  constructor(
    private readonly database: TenantDatabase,
    private readonly writer: IngestWriter,
    private readonly context: TenantContext,
  ) {}

  /** As `IngestWriter.write`. A tenant has one call under way at a time. */
  write(tenant: TenantRecord, validatedEvents: readonly ValidatedEvent[]): Promise<EventResult[]> {
    if (validatedEvents.length > MOST_OF_ONE || this.runsAlone(tenant.id))
      return this.writer.write(tenant, validatedEvents);
    return new Promise((resolve, reject) => {
      this.waiting.push({ tenant, validatedEvents, span: this.context.span, resolve, reject });
      this.serve();
    });
  }

  private serve(): void {
    while (this.running < LANES && this.waiting.length) {
      this.running++;
      // No request's context: nothing of whoever came last is seen by the others.
      void this.context.run(() => this.store(this.next()));
    }
  }

  private next(): Part[] {
    let events = 0;
    let count = 0;
    for (const { validatedEvents } of this.waiting) {
      if (count === MOST_TENANTS || (count && events + validatedEvents.length > MOST_EVENTS)) break;
      events += validatedEvents.length;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  /** Never throws. */
  private async store(parts: readonly Part[]): Promise<void> {
    try {
      // Whoever has to be stored alone, or judged, holds nobody up.
      this.conclude(parts, await this.send(parts));
    } catch (error) {
      this.storeApart(parts, error);
    } finally {
      this.running--;
      this.serve();
    }
  }

  private send(parts: readonly Part[]): Promise<unknown[][][]> {
    return this.database.together(
      parts.map(({ tenant, validatedEvents, span }) => ({
        tenant,
        span,
        statements: [
          [TRY_HEAD, [tenant.id]],
          [INSERT_HELD, columnsOf(tenant.id, firstOfEach(validatedEvents))],
        ],
      })),
    );
  }

  private conclude(parts: readonly Part[], results: unknown[][][]): void {
    results.forEach(([held, rows], i) => {
      const { tenant, validatedEvents, resolve } = parts[i];
      if (!held.length) void this.storeAlone(parts[i]);
      else resolve(this.writer.conclude(tenant, validatedEvents, rows as InsertedRow[]));
    });
  }

  /** Nothing of it happened, unless the answer to the commit was lost: then it is 503, and the clients' retries converge. */
  private storeApart(parts: readonly Part[], error: unknown): void {
    if (!(error instanceof PartFailure)) {
      for (const { reject } of parts) reject(error);
      return;
    }
    const { id } = parts[error.part].tenant;
    this.alone.delete(id);
    this.alone.set(id, performance.now() + ALONE_MS);
    if (this.alone.size > MOST_ALONE) this.alone.delete(this.alone.keys().next().value!);
    for (const part of parts) void this.storeAlone(part);
  }

  private storeAlone({ tenant, validatedEvents, resolve, reject }: Part): Promise<void> {
    return this.writer.write(tenant, validatedEvents).then(resolve, reject);
  }

  private runsAlone(tenantId: string): boolean {
    const until = this.alone.get(tenantId);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    this.alone.delete(tenantId);
    return false;
  }
}

/** Of several events of one uid the first is stored; the others are compared with it. */
function firstOfEach(validatedEvents: readonly ValidatedEvent[]): readonly ValidatedEvent[] {
  const uids = new Set<string>();
  return validatedEvents.filter(({ eventUid }) => !uids.has(eventUid) && uids.add(eventUid));
}
