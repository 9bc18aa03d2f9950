import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { type InputFault, Problem, Reply } from '#libs/common';
import { Admission } from './admission.js';
import { batchReply, prefers } from './batch.reply.js';
import { CloudEventBatch, inItsTerms } from './cloudevents/index.js';
import { Coalescer } from './coalescer.js';
import { IngestMetrics } from './ingest.metrics.js';
import { AcceptanceService, RESPOND_ASYNC } from './ingestions/acceptance.service.js';
import type { Verdict } from './outcome.js';
import { throwRefusal } from './single.reply.js';
import { type Throttled, withLimits } from './throttle.js';

/** Most events of one batch. */
export const MAX_BATCH = 1000;

/** What became of the events of a request, in their order, and what its limits say. */
interface Judged extends Pick<Throttled, 'decision'> {
  readonly verdicts: readonly Verdict[];
}

/** Takes events in: judges each, stores what is good, says of each what became of it. */
@Injectable()
export class IngestService {
  constructor(
    private readonly admission: Admission,
    private readonly coalescer: Coalescer,
    private readonly metrics: IngestMetrics,
    private readonly acceptance: AcceptanceService,
  ) {}

  /** One event, or a batch of CloudEvents. A refusal of the one is the answer's status. @throws Problem */
  async ingestOne(principal: Principal, event: unknown, prefer: string | undefined): Promise<Reply> {
    if (event instanceof CloudEventBatch) return this.ingestBatch(principal, event, prefer);
    if (prefers(prefer, RESPOND_ASYNC)) return this.acceptance.acceptOne(principal, event);
    const { verdicts, decision } = await this.ingest(principal, [event], () => '');
    const [{ event_uid, outcome, received_at }] = verdicts;
    throwRefusal(verdicts[0], decision);
    const body = { outcome, event_uid, received_at };
    if (outcome === 'duplicate') return withLimits(new Reply(body, {}, 200), decision);
    const location = `/v1/events/${encodeURIComponent(event_uid!)}`;
    return withLimits(new Reply(body, { location }, 201), decision);
  }

  /** Many events: one bad event harms only itself. @throws Problem where the envelope is unusable; nothing is stored then */
  async ingestBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const events = eventsOf(envelope);
    const pointerOf = (index: number) => `${at}/${index}`;
    if (prefers(prefer, RESPOND_ASYNC))
      return this.acceptance.acceptMany(principal, events, pointerOf, prefer);
    const { verdicts, decision } = await this.ingest(principal, events, pointerOf);
    return withLimits(batchReply(verdicts, prefer), decision);
  }

  /** Verdicts in the order of the events, and how the limits stand. @throws Problem where none could be stored, or it is not known */
  async ingest(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
  ): Promise<Judged> {
    const { tenant, verdicts, admitted, places, decision } = await this.admission.admit(
      principal,
      events,
      pointerOf,
    );
    if (admitted.length) {
      const stored = await this.coalescer.write(tenant, admitted);
      stored.forEach((verdict, i) => (verdicts[places[i]] = verdict));
    }
    this.metrics.note(tenant, verdicts as Verdict[]);
    return {
      verdicts: verdicts.map((verdict, index) => inItsTerms(verdict!, events[index], pointerOf(index))),
      decision,
    };
  }
}

/** @throws Problem */
function eventsOf(envelope: unknown): readonly unknown[] {
  const fault = (pointer: string, code: InputFault['code'], detail: string) =>
    Problem.ofInput([{ pointer, code, detail }]);
  if (envelope instanceof CloudEventBatch) {
    if (envelope.events.length > MAX_BATCH) throw fault('', 'batch_too_large', TOO_MANY);
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
  if (envelope.events.length > MAX_BATCH) throw fault('/events', 'batch_too_large', `events: ${TOO_MANY}`);
  return envelope.events;
}

const TOO_MANY = `has more than ${MAX_BATCH} events; send them in several batches`;
