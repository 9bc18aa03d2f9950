import { Injectable } from '@nestjs/common';
import { Denials, mayOn, type Principal } from '#libs/access';
import { type InputFault, Problem, PROBLEMS, Reply } from '#libs/common';
import { tooMuch } from '#libs/limits';
import { TenantContext } from '#libs/tenancy';
import { type TenantRecord, TenantsService } from '#libs/tenants';
import { batchReply } from './batch.reply.js';
import { type Candidate, judge } from './candidate.js';
import { CloudEvent, CloudEventBatch } from './cloudevents/index.js';
import { Coalescer } from './coalescer.js';
import { IngestMetrics } from './ingest.metrics.js';
import { type Verdict } from './outcome.js';
import { Rehearsal } from './rehearsal.js';
import { type Throttled, Throttle, withLimits } from './throttle.js';

/** Most events of one batch. */
export const MAX_BATCH = 1000;

/** What became of the events of a request, in their order, and what its limits say. */
interface Judged extends Pick<Throttled, 'decision'> {
  readonly verdicts: readonly Verdict[];
}

/** Where admitted events go. */
interface Storage {
  write(tenant: TenantRecord, candidates: readonly Candidate[]): Promise<Verdict[]>;
}

/** Takes events in: judges each, stores what is good, says of each what became of it. */
@Injectable()
export class IngestService {
  constructor(
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly coalescer: Coalescer,
    private readonly throttle: Throttle,
    private readonly metrics: IngestMetrics,
    private readonly denials: Denials,
    private readonly rehearsal: Rehearsal,
  ) {}

  /** One event, or a batch of CloudEvents. A refusal of the one is the answer's status. @throws Problem */
  async ingestOne(principal: Principal, event: unknown, prefer: string | undefined): Promise<Reply> {
    if (event instanceof CloudEventBatch) return this.ingestBatch(principal, event, prefer);
    const { verdicts, decision } = await this.decide(principal, [event], () => '');
    const [{ event_uid, outcome, received_at, error }] = verdicts;
    if (outcome === 'throttled') throw tooMuch(decision.violated, decision.retryAfter, decision.headers);
    if (error) throw asProblem(error, decision.headers);
    const body = { outcome, event_uid, received_at };
    if (outcome === 'duplicate') return withLimits(new Reply(body, {}, 200), decision);
    const location = `/v1/events/${encodeURIComponent(event_uid!)}`;
    return withLimits(new Reply(body, { location }, 201), decision);
  }

  /** Many events: one bad event harms only itself. @throws Problem where the envelope is unusable; nothing is stored then */
  async ingestBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const { verdicts, decision } = await this.ingest(
      principal,
      eventsOf(envelope),
      (index) => `${at}/${index}`,
    );
    return withLimits(batchReply(verdicts, prefer), decision);
  }

  /**
   * Says what `ingestBatch` would, to the last duplicate, and stores nothing: `created` is what would be. Costs what it
   * would cost. @throws Problem
   */
  async rehearseBatch(principal: Principal, envelope: unknown, prefer: string | undefined): Promise<Reply> {
    const at = envelope instanceof CloudEventBatch ? '' : '/events';
    const pointerOf = (index: number) => `${at}/${index}`;
    const { verdicts, decision } = await this.ingest(
      principal,
      eventsOf(envelope),
      pointerOf,
      this.rehearsal,
    );
    const { body, headers, status } = withLimits(batchReply(verdicts, prefer), decision);
    return new Reply({ dry_run: true, ...(body as object) }, headers, status);
  }

  /** Verdicts in the order of the events, and how the limits stand. @throws Problem where none could be stored, or it is not known */
  async ingest(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const judged = await this.decide(principal, events, pointerOf, storage);
    // Those of a single event are the answer's status, which is noted like any other denial.
    const count = judged.verdicts.filter(({ outcome }) => outcome === 'forbidden').length;
    if (count) this.denials.note({ code: 'device_forbidden', target: 'events of other devices', count });
    return judged;
  }

  private async decide(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
    storage: Storage = this.coalescer,
  ): Promise<Judged> {
    const tenant = await this.currentTenant();
    const speaksFor = deviceRule(principal);
    const now = Date.now();
    const verdicts = new Array<Verdict>(events.length);
    const candidates: Candidate[] = [];
    const indexes: number[] = [];
    events.forEach((event, index) => {
      const judged = judge(event, pointerOf(index), tenant.settings, speaksFor, now);
      if ('verdict' in judged) verdicts[index] = judged.verdict;
      else indexes[candidates.push(judged.candidate) - 1] = index;
    });
    const spoilt = events.filter((_, index) => verdicts[index]);
    const { refused, decision } = await this.throttle.judge(tenant, candidates, spoilt);
    refused.forEach((verdict, i) => verdict && (verdicts[indexes[i]] = verdict));
    const admitted = candidates.filter((_, i) => !refused[i]);
    const places = indexes.filter((_, i) => !refused[i]);
    if (admitted.length) {
      const stored = await storage.write(tenant, admitted);
      stored.forEach((verdict, i) => (verdicts[places[i]] = verdict));
    }
    if (storage !== this.rehearsal) this.metrics.note(tenant, verdicts);
    return {
      verdicts: verdicts.map((verdict, index) => inItsTerms(verdict, events[index], pointerOf(index))),
      decision,
    };
  }

  private async currentTenant(): Promise<TenantRecord> {
    const tenant = await this.tenants.byKey(this.context.tenant.key);
    if (!tenant || tenant.id !== this.context.tenantId)
      throw new Problem('tenant_forbidden', 'The tenant is gone.');
    // Judged when the request came; an import may have been running for hours since.
    if (tenant.status === 'suspended')
      throw new Problem('tenant_suspended', 'The tenant is suspended; ask the platform.');
    return tenant;
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

/** An error of a CloudEvent names what its sender wrote, not what we made of it. */
function inItsTerms(verdict: Verdict, event: unknown, pointer: string): Verdict {
  if (!verdict.error || !(event instanceof CloudEvent)) return verdict;
  return { ...verdict, error: event.translate(verdict.error, pointer) };
}

const TOO_MANY = `has more than ${MAX_BATCH} events; send them in several batches`;

/** Whether the principal may write a device's events; asked once per device. */
function deviceRule({ ability }: Principal): (deviceUid: string) => boolean {
  const known = new Map<string, boolean>();
  return (device_uid) => {
    let allowed = known.get(device_uid);
    if (allowed === undefined)
      known.set(device_uid, (allowed = mayOn(ability, 'events:write', { device_uid })));
    return allowed;
  };
}

/** A single event's refusal as the answer itself. */
function asProblem(error: InputFault, headers: Readonly<Record<string, string>>): Problem {
  const ours = PROBLEMS[error.code][0] === 503;
  return new Problem(error.code, error.detail, {
    headers,
    ...(ours ? { retryAfter: 1 } : { errors: [error] }),
  });
}
