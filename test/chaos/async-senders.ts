import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, type Answer } from '../support/clients/client.js';
import { ASYNC } from '../support/servers/queue.js';
import type { Accepted } from './accepted.js';
import type { Ledger, Sent } from './ledger.js';
import type { Tenant } from './senders.js';

/** Share of the failed requests that are not sent again: their events stay undecided. */
const GIVE_UP = 0.2;
const SIZES = [1, 20, 100];

/** Clients that have their events stored later, and send the same bytes again, anywhere, where no answer came. */
export class AsyncSenders {
  /** Every 202 that reached its client. */
  readonly accepted: Accepted[] = [];
  /** Answers that no fault explains. */
  readonly violations: string[] = [];
  /** How often each answer came; `lost` for a connection without one. */
  readonly answers: Record<string, number> = {};
  private stopping = false;
  private clients: Promise<void>[] = [];

  /** @param url of any of the processes that serve at the moment  @param random between 0 and 1 */
  constructor(
    private readonly url: () => string,
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {}

  /** Of each tenant so many clients; uids are alike in all tenants. */
  start(tenants: readonly Tenant[], clients: number): void {
    for (const tenant of tenants)
      for (let i = 0; i < clients; i++) this.clients.push(this.client(tenant, String(i)));
  }

  /** Lets each client finish what it has begun. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  private async client(tenant: Tenant, name: string): Promise<void> {
    for (let seq = 0; !this.stopping; seq++) {
      const size = SIZES[Math.floor(this.random() * SIZES.length)];
      const events = Array.from({ length: size }, (_, i) => ({
        tenant: tenant.key,
        uid: `${name}-${seq}-${i}`,
        n: Math.floor(this.random() * 1e9),
      }));
      for (const event of events) this.ledger.attempt(event);
      while (!(await this.send(tenant, events)) && this.random() > GIVE_UP) await this.pause();
      await this.pause();
    }
  }

  private pause = () => sleep(20 + 80 * this.random());

  /** One request. @returns whether it was accepted */
  private async send({ key, token }: Tenant, events: readonly Sent[]): Promise<boolean> {
    const bodies = events.map(({ tenant, uid, n }) => ({
      event_uid: uid,
      device_uid: 'sensor-1',
      type: 'chaos',
      payload: { tenant, n },
    }));
    const answer = await new ApiClient(this.url(), token)
      .post('/v1/events/batch', { events: bodies }, ASYNC)
      .catch(() => undefined);
    const told = answer ? String(answer.status) : 'lost';
    this.answers[told] = (this.answers[told] ?? 0) + 1;
    if (!answer || isForNow(answer)) return false;
    if (answer.status !== 202 || answer.body.summary.accepted !== events.length) {
      this.violations.push(`${answer.status} ${answer.text.slice(0, 300)}`);
      return false;
    }
    this.accepted.push({ tenant: key, id: answer.body.ingestion_id, events });
    for (const event of events) this.ledger.acknowledge(event);
    return true;
  }
}

/** The database is away, or the tenant has as much waiting as it may. */
const isForNow = ({ status, headers, body }: Answer) =>
  headers.has('retry-after') &&
  (status === 503 || (status === 429 && body.violated_policies[0] === 'queued-ingestions'));
