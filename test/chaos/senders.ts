import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, Sent } from './ledger.js';

/** A request that hangs longer than this is a fault of the service: every wait in it is bounded. Milliseconds. */
const LONGEST_MS = 25_000;
/** Share of the failed requests that are not sent again: their events stay undecided. */
const GIVE_UP = 0.2;
/** Share of the acknowledged requests that are sent again all the same. */
const REPEAT = 0.05;
const BATCH = 50;

export interface Tenant {
  readonly key: string;
  readonly token: string;
}

/** Clients that follow the rule of the contract: after any 5xx or lost connection, the same bytes again. */
export class Senders {
  /** Answers that no fault explains. */
  readonly violations: string[] = [];
  /** How often each answer came; `lost` for a connection without one. */
  readonly answers: Record<string, number> = {};
  private stopping = false;
  private clients: Promise<void>[] = [];

  /** @param url of the service at the moment  @param random between 0 and 1 */
  constructor(
    private readonly url: () => string,
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {}

  /** Of each tenant `singles` clients that send one event a request and `batches` that send many; uids are alike in all tenants. */
  start(tenants: readonly Tenant[], singles: number, batches: number): void {
    for (const tenant of tenants)
      for (let i = 0; i < singles + batches; i++)
        this.clients.push(this.client(tenant, String(i), i < singles ? 1 : BATCH));
  }

  /** Lets each client finish what it has begun. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  /** Sends until every event is acknowledged. @returns outcomes by event */
  async settle(tenant: Tenant, events: readonly Sent[]): Promise<Map<Sent, string>> {
    for (;;) {
      const outcomes = await this.send(tenant, events);
      if (outcomes) return outcomes;
      await sleep(50);
    }
  }

  private async client(tenant: Tenant, name: string, size: number): Promise<void> {
    for (let seq = 0; !this.stopping; seq++) {
      const events = Array.from({ length: size }, (_, i) => ({
        tenant: tenant.key,
        uid: `${name}-${seq}-${i}`,
        n: Math.floor(this.random() * 1e9),
      }));
      for (const event of events) this.ledger.attempt(event);
      let acknowledged = await this.send(tenant, events);
      while (!acknowledged && this.random() > GIVE_UP) {
        await sleep(20 + 80 * this.random());
        acknowledged = await this.send(tenant, events);
      }
      if (!acknowledged || this.random() > REPEAT) continue;
      const again = await this.send(tenant, events);
      for (const [event, outcome] of again ?? [])
        if (outcome !== 'duplicate')
          this.violations.push(`${tenant.key}/${event.uid}: ${outcome} after it was acknowledged`);
    }
  }

  /** One request. @returns outcomes where all events are acknowledged, nothing where the client must send again */
  private async send(tenant: Tenant, events: readonly Sent[]): Promise<Map<Sent, string> | undefined> {
    const single = events.length === 1;
    const bodies = events.map(({ uid, n }) => ({
      event_uid: uid,
      device_uid: 'sensor-1',
      type: 'chaos',
      payload: { tenant: tenant.key, n },
    }));
    const begun = performance.now();
    let status: number;
    let body: Answer;
    let retryAfter: string | null;
    try {
      const answer = await fetch(`${this.url()}/v1/events${single ? '' : '/batch'}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(single ? bodies[0] : { events: bodies }),
        signal: AbortSignal.timeout(LONGEST_MS + 5_000),
      });
      ({ status } = answer);
      retryAfter = answer.headers.get('retry-after');
      body = (await answer.json()) as Answer;
    } catch {
      this.note('lost', begun);
      return undefined;
    }
    this.note(String(status), begun);
    if (status === 503 && retryAfter) return undefined;
    const outcomes = single ? [body.outcome] : (body.items ?? []).map(({ outcome }) => outcome);
    const allGood =
      outcomes.length === events.length &&
      outcomes.every((each) => each === 'created' || each === 'duplicate');
    if (!allGood) {
      this.violations.push(`${status} ${JSON.stringify(body).slice(0, 300)}`);
      return undefined;
    }
    for (const event of events) this.ledger.acknowledge(event);
    return new Map(events.map((event, i) => [event, outcomes[i]!]));
  }

  private note(answer: string, begun: number): void {
    this.answers[answer] = (this.answers[answer] ?? 0) + 1;
    const took = performance.now() - begun;
    if (took > LONGEST_MS) this.violations.push(`${answer} after ${Math.round(took)} ms`);
  }
}

interface Answer {
  readonly outcome?: string;
  readonly items?: { readonly outcome: string }[];
}
