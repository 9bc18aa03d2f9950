import { Injectable } from '@nestjs/common';
import { Config, type Span } from '#libs/common';
import { PartFailure, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import type { TenantRecord } from '#libs/tenants';
import { charactersOf, MAX_TRANSACTION_CHARACTERS } from './bounds.js';
import type { ValidatedEvent } from './validated-event.js';
import { columnsOf, type InsertedRow, INSERT_HELD, TRY_HEAD } from './ingest.statements.js';
import { IngestWriter } from './ingest.writer.js';
import type { EventResult } from './outcome.js';

/**
 * Shared transactions that a process runs at a time. Events that arrive while they commit share the next one. One of
 * several processes runs one: two of them would find fewer events each, and each other's heads held.
 */
const lanesOf = ({ PROCESSES }: Config) => (PROCESSES === 1 ? 2 : 1);
/** Limits of tenants and events in one transaction, so that others delay nobody for long. */
const MOST_TENANTS = 32;
const MOST_EVENTS = 500;
/** Events and characters up to which a tenant shares. A larger batch is worth a transaction of its own. */
const MOST_OF_ONE = 100;
const MOST_CHARACTERS_OF_ONE = 64 * 1024;
/** How long a tenant runs alone after its part of a transaction failed. Milliseconds. */
const ALONE_MS = 60_000;
const MOST_ALONE = 10_000;

interface Part {
  readonly tenant: TenantRecord;
  readonly validatedEvents: readonly ValidatedEvent[];
  readonly characters: number;
  /** Span of the request that waits for the part, or of the first of several. */
  readonly span?: Span;
  readonly resolve: (eventResults: EventResult[] | Promise<EventResult[]>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores events of several tenants in one transaction, so that a thousand tenants that each send now and then share
 * commits instead of paying for one each. Each tenant's statements run under its own policies. IngestWriter stores a
 * tenant alone if another transaction holds its head or if one of its statements failed. On Citus it stores each alone:
 * a commit on several workers has two phases.
 *
 * One transaction is one commit: nobody sees a row of it before it is on disk.
 */
@Injectable()
export class SharedWriter {
  private readonly waiting: Part[] = [];
  /** Tenants that run alone, and until when. */
  private readonly alone = new Map<string, number>();
  private running = 0;
  private readonly lanes: number;

  constructor(
    private readonly database: TenantDatabase,
    private readonly writer: IngestWriter,
    private readonly context: TenantContext,
    config: Config,
  ) {
    this.lanes = lanesOf(config);
  }

  /** Like `IngestWriter.write`. Each tenant has at most one call running. */
  write(tenant: TenantRecord, validatedEvents: readonly ValidatedEvent[]): Promise<EventResult[]> {
    const characters = validatedEvents.length > MOST_OF_ONE ? Infinity : charactersOf(validatedEvents);
    if (characters > MOST_CHARACTERS_OF_ONE || this.database.isDistributed || this.runsAlone(tenant.id))
      return this.writer.write(tenant, validatedEvents);
    return new Promise((resolve, reject) => {
      this.waiting.push({ tenant, validatedEvents, characters, span: this.context.span, resolve, reject });
      this.serve();
    });
  }

  private serve(): void {
    while (this.running < this.lanes && this.waiting.length) {
      this.running++;
      // Runs outside any request's context, so that the other tenants see nothing of the last request.
      void this.context.run(() => this.store(this.next()));
    }
  }

  private next(): Part[] {
    let events = 0;
    let size = 0;
    const end = this.waiting.findIndex(({ validatedEvents, characters }, i) => {
      events += validatedEvents.length;
      size += characters;
      return i === MOST_TENANTS || (i > 0 && (events > MOST_EVENTS || size > MAX_TRANSACTION_CHARACTERS));
    });
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }

  /** Never throws. */
  private async store(parts: readonly Part[]): Promise<void> {
    try {
      // Tenants that must be stored alone, or need further decisions, delay nobody: the lane is free after `send`.
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

  /**
   * Nothing was stored, unless the answer to the commit was lost. In that case the answer is 503, and retries are safe.
   */
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

/** The first event of each uid. The others are compared with it once it is stored. */
function firstOfEach(validatedEvents: readonly ValidatedEvent[]): readonly ValidatedEvent[] {
  const uids = new Set<string>();
  return validatedEvents.filter(({ eventUid }) => !uids.has(eventUid) && uids.add(eventUid));
}
