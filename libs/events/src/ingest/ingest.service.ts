import { Injectable } from '@nestjs/common';
import { Denials, type Principal } from '#libs/access';
import type { TenantRecord } from '#libs/tenants';
import { Admission } from './admission.js';
import type { ValidatedEvent } from './validated-event.js';
import { toCloudEventError } from '../cloudevents/index.js';
import { Coalescer } from './coalescer.js';
import { IngestMetrics } from './ingest.metrics.js';
import type { EventResult } from './outcome.js';
import { DryRun } from './dry-run.js';
import type { Throttled } from './event-limits.js';

/** What became of the events of a request, in their order, and what its limits say. */
interface Judged extends Pick<Throttled, 'decision'> {
  readonly eventResults: readonly EventResult[];
}

/** Where admitted events go. */
interface Storage {
  write(tenant: TenantRecord, validatedEvents: readonly ValidatedEvent[]): Promise<EventResult[]>;
}

/** Takes events in: judges each, stores what is good, says of each what became of it. */
@Injectable()
export class IngestService {
  constructor(
    private readonly admission: Admission,
    private readonly coalescer: Coalescer,
    private readonly metrics: IngestMetrics,
    private readonly denials: Denials,
    private readonly dryRun: DryRun,
  ) {}

  /** Results in the order of the events, and how the limits stand. @throws Problem where none could be stored, or it is not known */
  async ingest(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const judged = await this.decide(principal, events, pointerOf, storage);
    // Those of a single event are the answer's status, which is noted like any other denial.
    const count = judged.eventResults.filter(({ outcome }) => outcome === 'forbidden').length;
    if (count) this.denials.note({ code: 'device_forbidden', target: 'events of other devices', count });
    return judged;
  }

  /** As `ingest`, for a request whose refusal is its answer. */
  async decide(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const judged = this.admission.admit(principal, events, pointerOf);
    const { tenant, eventResults, admitted, places, decision } =
      judged instanceof Promise ? await judged : judged;
    if (admitted.length) {
      const stored = await storage.write(tenant, admitted);
      stored.forEach((eventResult, i) => (eventResults[places[i]] = eventResult));
    }
    if (storage !== this.dryRun) this.metrics.note(tenant, eventResults as EventResult[]);
    return {
      eventResults: (eventResults as EventResult[]).map((eventResult, index) =>
        eventResult.error ? toCloudEventError(eventResult, events[index], pointerOf(index)) : eventResult,
      ),
      decision,
    };
  }
}
