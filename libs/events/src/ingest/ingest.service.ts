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

/** The results of a request's events in their order, and the limits' decision. */
interface Judged extends Pick<Throttled, 'decision'> {
  readonly eventResults: readonly EventResult[];
}

/** Where admitted events are written. */
interface Storage {
  write(tenant: TenantRecord, validatedEvents: readonly ValidatedEvent[]): Promise<EventResult[]>;
}

/** Ingests events: validates each, stores the valid ones, and gives each a result. */
@Injectable()
export class IngestService {
  constructor(
    private readonly admission: Admission,
    private readonly coalescer: Coalescer,
    private readonly metrics: IngestMetrics,
    private readonly denials: Denials,
    private readonly dryRun: DryRun,
  ) {}

  /**
   * Results in the order of the events, and the limits' decision.
   * @throws Problem if no event could be stored, or it is unknown whether any was
   */
  async ingest(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const judged = await this.decide(principal, events, pointerOf, storage);
    // Denials of single events are the status of the answer, which is recorded like any other denial.
    const count = judged.eventResults.filter(({ outcome }) => outcome === 'forbidden').length;
    if (count) this.denials.note({ code: 'device_forbidden', target: 'events of other devices', count });
    return judged;
  }

  /** Like `ingest`, for a request of one event: its rejection is the answer's status. */
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
