import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { Outage, postgresAddress } from '#libs/common';
import type { TenantCache, TenantContext } from '#libs/tenancy';

/** Time from the start of one poll to the start of the next. Milliseconds. */
const EVERY_MS = 450;
/** Longest pause between two attempts while the database is unavailable. Milliseconds. */
const LONGEST_PAUSE_MS = 5_000;
/** A poll that takes longer fails. Milliseconds. */
const QUERY_TIMEOUT_MS = 2_000;
/** How long stamps are kept: long enough that a process that polls again within FORGETS_MS misses none. */
const KEPT = '10 minutes';
const FORGETS_MS = 120_000;
const PRUNE_EVERY_MS = 300_000;

/**
 * The stamps of transactions that the last poll did not see. A snapshot says which transactions it sees, so the poll
 * needs no order and waits for no open transaction: a transaction with an old id that commits late is reported after
 * its commit.
 */
const POLL = {
  name: 'tributary_changes',
  text: `SELECT pg_current_snapshot()::text AS snapshot, pg_postmaster_start_time()::text AS server,
    ARRAY(SELECT DISTINCT c.name FROM changes c WHERE c.xid >= pg_snapshot_xmin($1::pg_snapshot)
      AND NOT pg_visible_in_snapshot(c.xid, $1::pg_snapshot)) AS names,
    pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmin($1::pg_snapshot) AS went_back`,
};

interface Answer {
  readonly snapshot: string;
  /** Start time of the server. A different one means another server, which may have lost data. */
  readonly server: string;
  readonly names: string[];
  readonly went_back: boolean | null;
}

/**
 * Reads the changes that other processes commit, with one query for any number of tenants, on a connection of its own,
 * so that load on the pool does not delay it.
 */
export class ChangePoll implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly outage: Outage;
  private client?: Client;
  private last?: Answer;
  private lastAt = 0;
  private prunedAt = Date.now();
  private timer?: NodeJS.Timeout;
  private polling: Promise<boolean> = Promise.resolve(false);
  private next?: Promise<void>;
  /** Polls in a row that failed. */
  private failures = 0;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly context: TenantContext,
    private readonly cache: TenantCache,
  ) {
    this.outage = new Outage(
      new Logger(ChangePoll.name),
      'changes of other processes cannot be read; caching is off until they can',
      'changes of other processes are read again',
    );
  }

  /** Runs outside any request. Waits for the first poll, so that the first requests find the cache working. */
  async onApplicationBootstrap(): Promise<void> {
    await this.context.run(() => this.round());
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.polling;
    await this.client?.end().catch(() => undefined);
  }

  /**
   * Never throws. The jitter keeps processes that started together from polling together. Failed polls are repeated
   * after pauses that double.
   */
  private async round(): Promise<void> {
    const begun = performance.now();
    this.failures = (await this.poll()) ? 0 : this.failures + 1;
    if (this.closed) return;
    const every = this.failures
      ? Math.min(LONGEST_PAUSE_MS, EVERY_MS * 2 ** this.failures) * (0.5 + Math.random() * 0.5)
      : EVERY_MS * (0.8 + Math.random() * 0.2);
    const pause = Math.max(50, every - (performance.now() - begun));
    this.timer = setTimeout(() => void this.round(), pause).unref();
  }

  /**
   * Resolves when everything that was committed before the call has been read. If it cannot be read, the cache is
   * suspended until it can. One poll serves all callers that wait for it. Never throws.
   */
  catchUp(): Promise<void> {
    return (this.next ??= this.context.run(async () => {
      if (!(await this.poll())) this.cache.suspend();
    }));
  }

  /** One poll at a time. A poll that waits for its turn begins after the calls of all who wait for it. */
  private poll(): Promise<boolean> {
    this.polling = this.polling.then(() => {
      this.next = undefined;
      return this.attempt(performance.now());
    });
    return this.polling;
  }

  /** @returns whether the poll succeeded */
  private async attempt(begun: number): Promise<boolean> {
    if (this.closed) return false;
    try {
      await this.ask((this.client ??= await this.connect()), begun);
      this.outage.works();
      return true;
    } catch (error) {
      void this.client?.end().catch(() => undefined);
      this.client = undefined;
      if (!this.closed) this.outage.failed(error, 'warn');
      return false;
    }
  }

  /** The age of the cache counts from the start of the poll, because the answer holds what was committed by then. */
  private async ask(client: Client, begun: number): Promise<void> {
    const wall = Date.now();
    const { rows } = await client.query<Answer>({ ...POLL, values: [this.last?.snapshot ?? null] });
    const [answer] = rows;
    const gap = wall - this.lastAt > FORGETS_MS;
    if (!this.last || gap || answer.went_back || answer.server !== this.last.server) this.cache.clear();
    else if (answer.names.length) this.cache.drop(answer.names);
    this.cache.confirm(begun);
    this.last = answer;
    this.lastAt = wall;
    if (wall - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = wall;
    await client.query(`DELETE FROM changes WHERE at < clock_timestamp() - interval '${KEPT}'`);
  }

  private async connect(): Promise<Client> {
    const { url: connectionString, ssl } = postgresAddress(this.url);
    const client = new Client({
      connectionString,
      ssl,
      application_name: 'tributary changes',
      keepAlive: true,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
