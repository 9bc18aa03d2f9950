import { Injectable } from '@nestjs/common';
import { Denials, type Principal } from '#libs/access';
import { Reply, pathOf } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { tooMuch } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { type Admitted, Admission } from '../ingest/admission.js';
import { batchReply, prefers, tell } from '../batch.reply.js';
import { CloudEvent, toCloudEventError } from '../cloudevents/index.js';
import { IngestMetrics } from '../ingest/ingest.metrics.js';
import type { EventResult } from '../ingest/outcome.js';
import { throwRefusal } from '../single.reply.js';
import { withLimits } from '../ingest/event-limits.js';
import { pack } from './packed-events.js';
import { FairScheduler, placesOf, type Scheduled } from './fair-scheduler.js';
import { QueueDepth } from './queue-depth.js';
import { QueueMarks } from './queue-marks.js';

/** RFC 7240. */
export const RESPOND_ASYNC = 'respond-async';
/** Value of Retry-After: we cannot know when the tenant's queue will be shorter. Seconds. */
const RETRY_SECONDS = 5;

interface Accepted extends Scheduled {
  readonly accepted_at: Date;
  /** null if the tenant has no free place in the queue. */
  readonly scheduled_at: Date | null;
}

/** Decides in one statement whether the tenant may queue one more, and whether it gets a place at once. */
const ACCEPT = `
INSERT INTO ingestions (tenant_id, events, summary, items, body, request_id, traceparent, accepted_at, scheduled_at)
SELECT $1::bigint, $2::integer, $3::jsonb, $4::jsonb, $5::bytea, $6::text, $7::text, date_trunc('milliseconds', now()),
       CASE WHEN line.taken < $9::bigint THEN $8::timestamptz END
  FROM (SELECT count(*) AS waiting, count(scheduled_at) AS taken FROM ingestions
         WHERE tenant_id = $1::bigint AND status IN ('queued', 'processing')) AS line
 WHERE line.waiting < $10::bigint
RETURNING id, request_id, traceparent, accepted_at, scheduled_at`;

/** Accepts events now, to be stored later. When it answers, what it accepted is committed. */
@Injectable()
export class RespondAsync {
  constructor(
    private readonly admission: Admission,
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly line: FairScheduler,
    private readonly depth: QueueDepth,
    private readonly marks: QueueMarks,
    private readonly metrics: IngestMetrics,
    private readonly denials: Denials,
  ) {}

  /** Accepts one event. @throws Problem if the event is rejected */
  async acceptOne(principal: Principal, event: unknown): Promise<Reply> {
    const admitted = await this.admission.admit(principal, [event], () => '');
    const { eventResults, decision } = admitted;
    if (eventResults[0]) throwRefusal(toCloudEventError(eventResults[0], event, ''), decision);
    const { id, accepted_at } = await this.accept(admitted, [event], () => '');
    const [{ eventUid: event_uid }] = admitted.admitted;
    const body = { outcome: 'accepted', event_uid, received_at: accepted_at, ingestion_id: id };
    return withLimits(new Reply(body, locationOf(id, RESPOND_ASYNC), 202), decision);
  }

  /**
   * Accepts many events, validating each as far as possible now. If all are rejected, the answer is that of a normal
   * batch.
   * @throws Problem
   */
  async acceptMany(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    prefer: string | undefined,
  ): Promise<Reply> {
    const admitted = await this.admission.admit(principal, events, pointerOf);
    const count = admitted.eventResults.filter((eventResult) => eventResult?.outcome === 'forbidden').length;
    if (count) this.denials.note({ code: 'device_forbidden', target: 'events of other devices', count });
    if (!admitted.admitted.length) {
      const refused = admitted.eventResults.map((eventResult, i) =>
        toCloudEventError(eventResult!, events[i], pointerOf(i)),
      );
      return withLimits(batchReply(refused, prefer), admitted.decision);
    }
    const { id, eventResults } = await this.accept(admitted, events, pointerOf);
    const minimal = prefers(prefer, 'return=minimal');
    const body = { ingestion_id: id, ...tell(eventResults, minimal) };
    const applied = minimal ? `${RESPOND_ASYNC}, return=minimal` : RESPOND_ASYNC;
    return withLimits(new Reply(body, locationOf(id, applied), 202), admitted.decision);
  }

  /**
   * Writes first, answers second: the row is committed when this resolves. Then it is added to the queue.
   * @throws Problem
   */
  private async accept(
    { tenant, eventResults: judged, admitted, places, decision }: Admitted,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
  ): Promise<Accepted & { eventResults: EventResult[] }> {
    await this.depth.admit();
    await this.marks.mark(tenant.id);
    const waiting = new Map(places.map((place, i) => [place, admitted[i]]));
    const eventResults = judged.map((eventResult, i): EventResult => {
      if (eventResult) return toCloudEventError(eventResult, events[i], pointerOf(i));
      return { event_uid: waiting.get(i)!.eventUid, outcome: 'accepted' };
    });
    const first = events[places[0]];
    const body = await pack({
      events: admitted,
      places,
      cloudEvent: first instanceof CloudEvent ? first : undefined,
    });
    const { summary, items } = tell(eventResults, true);
    const { trace, span } = this.context;
    const { max_queued_ingestions } = tenant.settings.limits;
    const [row]: Accepted[] = await this.database.transaction((manager) =>
      manager.query(ACCEPT, [
        tenant.id, admitted.length, JSON.stringify(summary), JSON.stringify(items), body,
        trace.request_id ?? null, span?.traceparent ?? null, new Date(), placesOf(tenant), max_queued_ingestions,
      ]),
    ); // prettier-ignore
    if (!row) throw tooMuch(['queued-ingestions'], RETRY_SECONDS, decision.headers);
    this.metrics.note(tenant, eventResults);
    if (row.scheduled_at) this.line.enter(tenant, [row]);
    // It is committed. If this call fails, the next job that frees a place of the tenant, or a sweep, schedules it.
    else await this.line.fill(tenant).catch(() => undefined);
    return { ...row, eventResults };
  }
}

const locationOf = (id: string, applied: string) => ({
  location: pathOf('ingestions', id),
  'preference-applied': applied,
});
