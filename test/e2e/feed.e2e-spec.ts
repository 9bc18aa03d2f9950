import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { columnsOf, INSERT_EVENTS, WITH_HEAD } from '../../libs/events/src/ingest/ingest.statements.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { StreamClient } from '../support/clients/stream-client.js';
import { until } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

/**
 * Consumers follow the storage order over two services, while transactions of many lengths commit and roll back. A
 * transaction of another tenant stays open the whole time and must not delay them.
 */
describe('the feed and the stream', () => {
  let service: TestApp;
  let other: TestApp;
  let acme: ApiClient;
  let tenantId: string;
  let foreign: Client;
  const written: string[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    other = await startTestApp({}, service.database);
    acme = await service.make.tenant('acme', { limits: UNLIMITED });
    tenantId = await service.make.tenantId('acme');
    // `store` needs the tenant's head. The service makes it with the tenant's first event.
    await asAdmin(service.database.adminUrl, (admin) =>
      admin.query('INSERT INTO event_heads (tenant_id) VALUES ($1)', [tenantId]),
    );
    const globex = await service.make.tenant('globex');
    await globex.post('/v1/events', event());
    foreign = new Client({ connectionString: service.database.appUrl });
    await foreign.connect();
    await foreign.query('SET idle_in_transaction_session_timeout = 0');
    await store(foreign, await service.make.tenantId('globex'), ['foreign']);
  });
  afterAll(async () => {
    await foreign.end();
    await other.close();
    await service.close();
  });

  /** Stores events with the statements of the service and does not commit. @throws if it waits too long for the head */
  async function store(client: Client, tenant: string, uids: string[]): Promise<void> {
    await client.query('BEGIN');
    await client.query('SELECT app_set_tenant($1)', [tenant]);
    await client.query(WITH_HEAD.ahead.text, [tenant]);
    const validatedEvent = (eventUid: string) => ({
      eventUid, deviceUid: 'sensor-1', type: 'held', occurredAt: null, late: false, payload: '{}', extensions: null, pointer: '',
    }); // prettier-ignore
    await client.query(INSERT_EVENTS, columnsOf(tenant, uids.map(validatedEvent)));
  }

  /** Stores events in a transaction of the tenant and ends it after `open` has resolved. */
  async function heldOpen(
    uids: string[],
    open: () => Promise<unknown>,
    ending: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
  ): Promise<void> {
    const client = new Client({ connectionString: service.database.appUrl });
    await client.connect();
    try {
      await store(client, tenantId, uids);
      await open();
      await client.query(ending);
      if (ending === 'COMMIT') written.push(...uids);
    } catch (error) {
      // Another transaction held the head for longer than the role may wait.
      if ((error as { code?: string }).code !== '55P03') throw error;
    } finally {
      await client.end();
    }
  }

  /** Starts slow transactions, some of which roll back, and fast requests. @returns a function that stops them */
  function startWriting(): () => Promise<void> {
    let going = true;
    const uids = (kind: string, n: number) => Array.from({ length: n }, () => `${kind}-${randomUUID()}`);
    const slow = async (ms: number) => {
      while (going)
        await heldOpen(
          uids('slow', 3),
          () => sleep(Math.random() * ms),
          Math.random() < 0.2 ? 'ROLLBACK' : 'COMMIT',
        );
    };
    const fast = async (client: ApiClient) => {
      while (going) {
        const some = uids('fast', 5);
        const { status } = await client.post('/v1/events/batch', { events: some.map((uid) => event(uid)) });
        if (status === 200) written.push(...some);
        // The head was held for too long. The events of this request are dropped.
        else expect(status).toBe(503);
        await sleep(Math.random() * 10);
      }
    };
    const writers = [slow(100), slow(30), slow(10), fast(acme), fast(acme), fast(acme.at(other.url))];
    return async () => {
      going = false;
      await Promise.all(writers);
      // Transactions of this test announce nothing. The service makes the last write, so that no stream waits for its poll.
      const [last] = uids('last', 1);
      expect((await acme.post('/v1/events', event(last))).status).toBe(201);
      written.push(last!);
    };
  }

  /** Follows next_cursor until `until` returns true, and then to the end of the feed. */
  async function readFeed(until: () => boolean): Promise<string[]> {
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const last = until();
      const { body } = await acme.get(`/v1/events?order=asc&limit=40${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ event_uid }: { event_uid: string }) => event_uid));
      if (body.next_cursor) cursor = body.next_cursor;
      else if (last) return seen;
      else await sleep(5);
    }
  }

  it('show every event exactly once to who follows them, whoever commits late or not at all', async () => {
    const stream = new StreamClient(acme.at(other.url));
    await stream.opened;
    const stop = startWriting();
    let stopped = false;
    const feed = readFeed(() => stopped);
    const slowOnes = () => written.filter((uid) => uid.startsWith('slow')).length;
    await until('enough slow transactions have ended', () => slowOnes() > 60, 60_000);
    await stop();
    stopped = true;
    const stored = [...written].sort();
    const read = await feed;
    expect([...read].sort()).toEqual(stored);
    await stream.until(({ messages }) => messages.length >= stored.length);
    await sleep(300);
    expect([...read].sort()).toEqual(stored);
    expect(stream.uids()).toEqual(read);
    const positions = stream.messages.map(({ data }) => data.position as number);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    stream.kill();
  }, 60_000);

  it('are what a consumer needs that is killed and resumed 100 times during writes: nothing is missed, nothing comes twice', async () => {
    const begin = new StreamClient(acme);
    await begin.opened;
    let { lastEventId } = begin;
    begin.kill();
    const before = written.length;
    const stop = startWriting();
    const processed: string[] = [];
    let kills = 0;
    while (kills < 100) {
      let lives = Math.ceil(Math.random() * 12);
      const consumer: StreamClient = new StreamClient(acme, '', lastEventId, ({ data, id }, self) => {
        processed.push(data.event_uid);
        lastEventId = id;
        if (--lives <= 0) self.kill();
      });
      await consumer.until(() => false);
      // A stream that the service refused or ended was not killed.
      if (consumer.status === 200 && !consumer.problem()) kills++;
    }
    await stop();
    const stored = written.slice(before).sort();
    const rest = new StreamClient(acme, '', lastEventId);
    await rest.until(({ messages }) => processed.length + messages.length >= stored.length);
    await sleep(300);
    rest.kill();
    expect(stored.length).toBeGreaterThan(200);
    expect([...processed, ...rest.uids()].sort()).toEqual(stored);
  }, 120_000);

  it('let nothing overtake a transaction under way: it waits, and is 503 after half a second', async () => {
    const stream = new StreamClient(acme);
    await stream.opened;
    let release = () => undefined as void;
    let isOpen = () => undefined as void;
    const opened = new Promise<void>((resolve) => (isOpen = resolve));
    const held = heldOpen(['under-way'], () => {
      isOpen();
      return new Promise<void>((resolve) => (release = resolve));
    });
    await opened;
    const refused = await acme.post('/v1/events', event('overtaking'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(stream.uids()).toEqual([]);
    release();
    await held;
    expect((await acme.post('/v1/events', event('overtaking'))).status).toBe(201);
    await stream.until(({ messages }) => messages.length >= 2);
    expect(stream.uids()).toEqual(['under-way', 'overtaking']);
    stream.kill();
  });
});
