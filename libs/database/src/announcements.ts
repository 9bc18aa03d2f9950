import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import { postgresAddress } from '#libs/common';
import type { TenantContext } from '#libs/tenancy';

const CHANNEL = 'tributary_written';
/** Written tenants are collected for this long and announced together. Milliseconds. */
const GATHER_MS = 50;
/** PostgreSQL limits payloads to less than 8,000 bytes. */
const MAX_PAYLOAD = 7_900;
/** Pauses between two attempts to connect, the first and the longest. Milliseconds. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [250, 15_000];

/** Ids of tenants that another process wrote, or `all` if announcements may have been lost. */
export type Heard = (tenantIds: readonly string[] | 'all') => void;

/**
 * Tells other processes which tenants this one wrote, and receives the same from them, by NOTIFY on a connection of its
 * own. It never uses a transaction that stores events, because PostgreSQL commits announcing transactions one at a
 * time.
 *
 * Announcements are hints. Polling finds what they miss, for example behind a pooler (see `isHearing`).
 */
export class Announcements implements OnApplicationShutdown {
  private readonly logger = new Logger(Announcements.name);
  private readonly address: ClientConfig;
  private readonly listeners = new Set<Heard>();
  private readonly written = new Set<string>();
  private client?: Client;
  private sending: Promise<void> = Promise.resolve();
  private timer?: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private pauseMs = FIRST_PAUSE_MS;
  private hearing = false;
  private lost = false;
  private closed = false;

  /** @param url reaches PostgreSQL directly, because a pooler in transaction mode does not forward notifications */
  constructor(
    url: string,
    private readonly context: TenantContext,
  ) {
    const { url: connectionString, ssl } = postgresAddress(url);
    this.address = { connectionString, ssl };
  }

  /** Whether announcements of others arrive here. It is known because this process receives its own. */
  get isHearing(): boolean {
    return this.hearing;
  }

  /** @returns a function that stops listening */
  listen(heard: Heard): () => void {
    this.listeners.add(heard);
    this.connect();
    return () => void this.listeners.delete(heard);
  }

  /**
   * Announces that events of the tenant are committed: to other processes within GATHER_MS, and to this process at
   * once.
   */
  announce(tenantId: string): void {
    this.tell([tenantId]);
    this.written.add(tenantId);
    this.connect();
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await this.flush();
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    if (!this.client || !this.hearing) return;
    const ids = [...this.written];
    this.written.clear();
    for (const payload of payloadsOf(ids)) this.sending = this.sending.then(() => this.send(payload));
    await this.sending;
  }

  /** One at a time, because the driver accepts no query while another one runs. Polling finds what fails. */
  private async send(payload: string): Promise<void> {
    await this.client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]).catch(() => undefined);
  }

  private connect(): void {
    if (this.client || this.retry || this.closed) return;
    // The connection belongs to no request, so its log lines name no tenant.
    this.context.run(() => this.open());
  }

  private open(): void {
    const client = new Client({
      ...this.address,
      application_name: 'tributary announcements',
      keepAlive: true,
      connectionTimeoutMillis: LONGEST_PAUSE_MS,
    });
    this.client = client;
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client));
    client.on('notification', ({ processId, payload = '' }) => {
      // This process has told itself already. Receiving its own announcement shows that it receives those of others.
      if (processId === (client as unknown as { processID: number }).processID) this.hear();
      else this.tell(payload.split(','));
    });
    void this.begin(client);
  }

  private async begin(client: Client): Promise<void> {
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.sending = this.send('');
    } catch (error) {
      this.lose(client, error);
    }
  }

  private hear(): void {
    if (this.hearing) return;
    this.hearing = true;
    this.pauseMs = FIRST_PAUSE_MS;
    if (this.lost) this.logger.log({ msg: 'announcements arrive again' });
    this.lost = false;
    this.tell('all');
    void this.flush();
  }

  /** Logs a change of state once, with its cause. The next attempt follows after a pause that doubles, with jitter. */
  private lose(client: Client, err?: unknown): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.hearing = false;
    client.end().catch(() => undefined);
    if (this.closed) return;
    if (!this.lost) this.logger.warn({ msg: 'announcements do not arrive; streams poll instead', err });
    this.lost = true;
    this.tell('all');
    this.retry = setTimeout(
      () => {
        this.retry = undefined;
        this.connect();
      },
      this.pauseMs * (0.5 + Math.random()),
    ).unref();
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
  }

  private tell(tenantIds: Parameters<Heard>[0]): void {
    for (const heard of this.listeners) heard(tenantIds);
  }
}

/** Joins the ids into as few payloads as possible. */
function payloadsOf(ids: readonly string[]): string[] {
  const payloads: string[] = [];
  for (const id of ids) {
    const last = payloads.at(-1);
    if (last !== undefined && last.length + id.length < MAX_PAYLOAD)
      payloads[payloads.length - 1] = `${last},${id}`;
    else payloads.push(id);
  }
  return payloads;
}
