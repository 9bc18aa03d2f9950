import { Injectable } from '@nestjs/common';
import { Denials, type Principal } from '#libs/access';
import { type InputFault, Problem, Reply, pathOf } from '#libs/common';
import type { TenantRecord } from '#libs/tenants';
import { Admission } from './admission.js';
import { batchReply, prefers } from '../batch.reply.js';
import type { ValidatedEvent } from './validated-event.js';
import { CloudEventBatch, toCloudEventError } from '../cloudevents/index.js';
import { Coalescer } from './coalescer.js';
import { IngestMetrics } from './ingest.metrics.js';
import { RespondAsync, RESPOND_ASYNC } from '../ingestions/respond-async.service.js';
import type { EventResult } from './outcome.js';
import { DryRun } from './dry-run.js';
import { throwRefusal } from '../single.reply.js';
import { type Throttled, withLimits } from './event-limits.js';

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
    private readonly acceptance: RespondAsync,
    private readonly denials: Denials,
    private readonly dryRun: DryRun,
  ) {}

  /** One event, or a batch of CloudEvents. A refusal of the one is the answer's status. @throws Problem */
  async ingestOne(principal: Principal, event: unknown, prefer: string | undefined): Promise<Reply> {
    if (event instanceof CloudEventBatch) return this.ingestBatch(principal, event, prefer);
    if (prefers(prefer, RESPOND_ASYNC)) return this.acceptance.acceptOne(principal, event);
    const { eventResults, decision } = await this.decide(principal, [event], () => '');
    const [{ event_uid, outcome, received_at }] = eventResults;
    throwRefusal(eventResults[0], decision);
    const body = { outcome, event_uid, received_at };
    if (outcome === 'duplicate') return withLimits(new Reply(body, {}, 200), decision);
    const location = pathOf('events', event_uid!);
    return withLimits(new Reply(body, { location }, 201), decision);
  }

  /** Many events: one bad event harms only itself. @throws Problem where the envelope is unusable; nothing is stored then */
  async ingestBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const events = eventsOf(envelope);
    const pointerOf = (index: number) => `${at}/${index}`;
    if (prefers(prefer, RESPOND_ASYNC))
      return this.acceptance.acceptMany(principal, events, pointerOf, prefer);
    const { eventResults, decision } = await this.ingest(principal, events, pointerOf);
    return withLimits(batchReply(eventResults, prefer), decision);
  }

  /**
   * Says what `ingestBatch` would, to the last duplicate, and stores nothing: `created` is what would be. Costs what it
   * would cost. @throws Problem
   */
  async dryRunBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const pointerOf = (index: number) => `${at}/${index}`;
    const { eventResults, decision } = await this.ingest(
      principal,
      eventsOf(envelope),
      pointerOf,
      this.dryRun,
    );
    const { body, headers, status } = withLimits(batchReply(eventResults, prefer), decision);
    return new Reply({ dry_run: true, ...(body as object) }, headers, status);
  }

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

  private async decide(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const { tenant, eventResults, admitted, places, decision } = await this.admission.admit(
      principal,
      events,
      pointerOf,
    );
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

/** @throws Problem */
function eventsOf(envelope: unknown): readonly unknown[] {
  const fault = (pointer: string, code: InputFault['code'], detail: string) =>
    Problem.ofInput([{ pointer, code, detail }]);
  if (envelope instanceof CloudEventBatch) {
    return envelope.events;
  }
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope))
    throw fault('', 'invalid_type', 'the body: must be an object with events');
  const unknown = Object.keys(envelope).find((key) => key !== 'events');
  if (unknown !== undefined)
    throw fault(
      `/${unknown.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1')}`,
      'unknown_field',
      `${unknown.slice(0, 128)}: is not a known field`,
    );
  if (!('events' in envelope)) throw fault('/events', 'missing_field', 'events: is required');
  if (!Array.isArray(envelope.events)) throw fault('/events', 'invalid_type', 'events: must be an array');
  if (!envelope.events.length) throw fault('/events', 'empty_batch', 'events: has no event');
  return envelope.events;
}
