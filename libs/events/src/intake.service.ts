import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { assertBody, type InputFault, pathOf, pointerToken, Problem, Reply } from '#libs/common';
import { batchReply, prefers } from './batch.reply.js';
import { CloudEventBatch } from './cloudevents/index.js';
import { DryRun } from './ingest/dry-run.js';
import { withLimits } from './ingest/event-limits.js';
import { IngestService } from './ingest/ingest.service.js';
import { RESPOND_ASYNC, RespondAsync } from './ingestions/respond-async.service.js';
import { throwRefusal } from './single.reply.js';

/** Routes a request: one event or many, stored now, stored later, or only checked. Makes the answer. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly ingest: IngestService,
    private readonly respondAsync: RespondAsync,
    private readonly dryRun: DryRun,
  ) {}

  /**
   * One event, or a batch of CloudEvents. If the one event is rejected, that is the answer's status.
   * @throws Problem
   */
  async ingestOne(principal: Principal, event: unknown, prefer: string | undefined): Promise<Reply> {
    assertBody(event);
    if (event instanceof CloudEventBatch) return this.ingestBatch(principal, event, prefer);
    if (prefers(prefer, RESPOND_ASYNC)) return this.respondAsync.acceptOne(principal, event);
    const { eventResults, decision } = await this.ingest.decide(principal, [event], () => '');
    const [{ event_uid, outcome, received_at }] = eventResults;
    throwRefusal(eventResults[0], decision);
    const body = { outcome, event_uid, received_at };
    if (outcome === 'duplicate') return withLimits(new Reply(body, {}, 200), decision);
    const location = pathOf('events', event_uid!);
    return withLimits(new Reply(body, { location }, 201), decision);
  }

  /**
   * Many events; an invalid one does not affect the others.
   * @throws Problem if the envelope is invalid; then nothing is stored
   */
  async ingestBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const events = eventsOf(envelope);
    const pointerOf = (index: number) => `${at}/${index}`;
    if (prefers(prefer, RESPOND_ASYNC))
      return this.respondAsync.acceptMany(principal, events, pointerOf, prefer);
    const { eventResults, decision } = await this.ingest.ingest(principal, events, pointerOf);
    return withLimits(batchReply(eventResults, prefer), decision);
  }

  /**
   * Gives the answer that `ingestBatch` would give, including duplicates, and stores nothing. `created` means that the
   * event would be created. Charges the limits like `ingestBatch`.
   * @throws Problem
   */
  async dryRunBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const pointerOf = (index: number) => `${at}/${index}`;
    const { eventResults, decision } = await this.ingest.ingest(
      principal,
      eventsOf(envelope),
      pointerOf,
      this.dryRun,
    );
    const { body, headers, status } = withLimits(batchReply(eventResults, prefer), decision);
    return new Reply({ dry_run: true, ...(body as object) }, headers, status);
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
      `/${pointerToken(unknown)}`,
      'unknown_field',
      `${unknown.slice(0, 128)}: is not a known field`,
    );
  if (!('events' in envelope)) throw fault('/events', 'missing_field', 'events: is required');
  if (!Array.isArray(envelope.events)) throw fault('/events', 'invalid_type', 'events: must be an array');
  if (!envelope.events.length) throw fault('/events', 'empty_batch', 'events: has no event');
  return envelope.events;
}
