import { createServer } from 'node:http';
import {
  Batcher,
  ConnectionError,
  ERROR_CODES,
  type Event,
  type EventInput,
  feed,
  follow,
  sendAll,
  sendBatch,
  Tributary,
  TributaryError,
  unwrap,
} from '#libs/client';
import { PROBLEMS } from '#libs/common';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { scaled } from '../support/wait.js';

const event = (event_uid: string, more: Partial<EventInput> = {}): EventInput => ({
  event_uid,
  device_uid: 'sensor-1',
  type: 'temperature.measured',
  payload: { celsius: 21.5 },
  ...more,
});
const many = (name: string, count: number) => Array.from({ length: count }, (_, i) => event(`${name}-${i}`));
const QUICK = { baseMs: 5 };

describe('the typed client', () => {
  let service: TestApp;
  let tributary: Tributary;

  beforeAll(async () => {
    service = await startTestApp();
    tributary = new Tributary({
      baseUrl: service.url,
      credential: (await service.make.tenant('acme')).token,
    });
  });
  afterAll(() => service.close());

  /** Waits for at least `expected` events of the prefix, and counts them. */
  const count = async (prefix: string, expected: number, of = tributary) => {
    for (
      const until = Date.now() + scaled(20_000);
      ;
      await new Promise((resolve) => setTimeout(resolve, 50))
    ) {
      const uids: string[] = [];
      for await (const { events } of feed(of)) uids.push(...events.map(({ event_uid }) => event_uid));
      const mine = uids.filter((uid) => uid.startsWith(prefix));
      expect(new Set(mine).size).toBe(mine.length);
      if (mine.length >= expected || Date.now() > until) return mine.length;
    }
  };

  it('sends an event, knows a duplicate for a success and a conflict by its code', async () => {
    expect((await tributary.send(event('one'))).outcome).toBe('created');
    expect((await tributary.send(event('one'))).outcome).toBe('duplicate');
    const conflict = tributary.send(event('one', { payload: { celsius: 22 } }));
    await expect(conflict).rejects.toThrow(TributaryError);
    const error = await conflict.catch((thrown: unknown) => thrown);
    expect(TributaryError.is(error, 'event_conflict') && error.requestId).toMatch(/./);
    expect(error).toMatchObject({ status: 409, problem: { title: PROBLEMS.event_conflict[1] } });
  });

  it('has every route with its types, and says what was wrong with a field', async () => {
    const device = await unwrap(
      tributary.api.POST('/v1/devices', { body: { device_uid: 'd-2', type: 'door' } }),
    );
    expect(device.status).toBe('active');
    const wrong = unwrap(tributary.api.POST('/v1/devices', { body: { device_uid: 'd 3' } }));
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_device_uid',
      problem: { errors: [{ pointer: '/device_uid' }] },
    });
  });

  it('knows every code of the service with its status', () => {
    expect(ERROR_CODES).toEqual(
      Object.fromEntries(Object.entries(PROBLEMS).map(([code, [status]]) => [code, status])),
    );
  });

  it('sends any number in bounded batches, each with its result and place', async () => {
    const sizes: number[] = [];
    const spy = new Tributary({
      baseUrl: service.url,
      credential: (await service.make.token('acme')).token,
      fetch: async (request) => {
        sizes.push(((await request.clone().json()) as { events: unknown[] }).events.length);
        return fetch(request);
      },
    });
    const eventResults = [];
    const input = [...many('all', 24), event('all-bad', { device_uid: 'nobody' })];
    for await (const eventResult of sendAll(spy, input, { maxEvents: 10 })) eventResults.push(eventResult);
    expect(sizes).toEqual([10, 10, 5]);
    expect(eventResults.map(({ index }) => index)).toEqual(input.map((_, i) => i));
    expect(eventResults.slice(0, 24).every(({ outcome }) => outcome === 'created')).toBe(true);
    expect(eventResults[24]).toMatchObject({
      outcome: 'unknown_device',
      error: { pointer: '/events/24/device_uid' },
    });
    sizes.length = 0;
    for await (const _ of sendAll(spy, many('all', 24), { maxBytes: 1000 })) void _;
    expect(Math.max(...sizes)).toBeLessThan(12);
    expect(await count('all-', 24)).toBe(24);
  });

  it('stores each event once although answers are lost: after the commit, and before it', async () => {
    let turn = 0;
    const lossy = new Tributary({
      baseUrl: service.url,
      credential: (await service.make.token('acme')).token,
      retry: QUICK,
      fetch: async (request) => {
        const lose = turn++ % 3;
        if (lose === 0) throw new TypeError('lost on the way there');
        const answer = await fetch(request);
        if (lose === 1) throw new TypeError('lost on the way back');
        return answer;
      },
    });
    const eventResults = await sendBatch(lossy, many('lossy', 50));
    expect(new Set(eventResults.map(({ outcome }) => outcome))).toEqual(new Set(['duplicate']));
    expect(await count('lossy-', 50)).toBe(50);
    const dead = new Tributary({
      baseUrl: 'http://127.0.0.1:9',
      credential: 'x',
      retry: { ...QUICK, attempts: 2 },
    });
    await expect(dead.send(event('x'))).rejects.toThrow(ConnectionError);
  });

  it('sends what was throttled again, and only that, when Retry-After has passed', async () => {
    const { token } = await service.make.tenant('slow', {
      limits: { events_per_second: 20, burst_events: 20 },
    });
    const asked: number[] = [];
    const slow = new Tributary({
      baseUrl: service.url,
      credential: token,
      fetch: async (request) => {
        asked.push(((await request.clone().json()) as { events: unknown[] }).events.length);
        return fetch(request);
      },
    });
    const eventResults = await sendBatch(slow, many('slow', 30));
    expect(eventResults.every(({ outcome }) => outcome === 'created')).toBe(true);
    expect(asked[0]).toBe(30);
    expect(asked.slice(1).every((size) => size <= 10)).toBe(true);
    expect(asked.length).toBeLessThan(5);
  });

  it('gathers single events into batches, bounded in memory, and refuses none in silence', async () => {
    const batches: number[] = [];
    const batcher = new Batcher(tributary, {
      lingerMs: 5,
      maxEvents: 40,
      maxPending: 60,
      onBatch: (n) => batches.push(n),
    });
    const eventResults: Promise<{ outcome: string }>[] = [];
    for (const each of many('batcher', 500)) {
      await batcher.ready();
      eventResults.push(batcher.add(each));
    }
    await batcher.flush();
    const outcomes = (await Promise.all(eventResults)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array(500).fill('created'));
    expect([Math.max(...batches), batches.reduce((a, b) => a + b)]).toEqual([40, 500]);
    const full = new Batcher(tributary, { maxPending: 1 });
    const first = full.add(event('batcher-last'));
    await expect(full.add(event('batcher-over'))).rejects.toThrow(/await ready/);
    await full.flush();
    expect((await first).outcome).toBe('created');
    const stranger = new Batcher(new Tributary({ baseUrl: service.url, credential: 'trb_nobody' }));
    await expect(stranger.add(event('batcher-stranger'))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('logs in by password or as an internal service, once for all requests', async () => {
    const staff = await service.make.staff();
    const made = await staff.post('/v1/service-clients', {
      name: 'billing',
      abilities: ['events:*'],
      tenant_key: 'acme',
    });
    let logIns = 0;
    const counted = (request: Request) => {
      if (request.url.endsWith('/v1/auth/token')) logIns++;
      return fetch(request);
    };
    const { id, client_secret } = made.body as Record<string, string>;
    const billing = new Tributary({
      baseUrl: service.url,
      credential: { clientId: id!, clientSecret: client_secret! },
      fetch: counted,
    });
    await Promise.all(many('billing', 5).map((each) => billing.send(each)));
    expect([logIns, await count('billing-', 5, billing)]).toEqual([1, 5]);
    const credential = { username: ADMIN.email, password: ADMIN.password };
    const person = new Tributary({ baseUrl: service.url, credential, tenantKey: 'acme' });
    expect(await count('billing-', 5, person)).toBe(5);
    const wrong = new Tributary({ baseUrl: service.url, credential: { ...credential, password: 'wrong' } });
    await expect(wrong.request('/v1/auth/me')).rejects.toMatchObject({ status: 400 });
  });

  it('resumes the feed after a cursor that was kept', async () => {
    const { token } = await service.make.tenant('feed');
    const own = new Tributary({ baseUrl: service.url, credential: token });
    await sendBatch(own, many('a', 3));
    await count('a-', 3, own);
    let cursor: string | undefined;
    for await (const page of feed(own)) cursor = page.cursor;
    await sendBatch(own, many('b', 3));
    await count('b-', 3, own);
    const seen: string[] = [];
    for await (const { events } of feed(own, { limit: 2 }, cursor))
      seen.push(...events.map(({ event_uid }) => event_uid));
    expect(seen.sort()).toEqual(['b-0', 'b-1', 'b-2']);
  });

  it('follows a stream through breaks by Last-Event-ID, missing and repeating nothing', async () => {
    const asked: (string | undefined)[] = [];
    // A stream that breaks after every two events, and once in the middle of an event.
    const server = createServer((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      const from = Number(request.headers['last-event-id'] ?? 0);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const text = (n: number) => `id: ${n}\ndata: ${JSON.stringify({ event_uid: `e-${n}` })}\n\n`;
      response.write(`: beat\n\n${text(from + 1)}${text(from + 2)}${text(from + 3).slice(0, 12)}`);
      setTimeout(() => (from % 4 ? response.destroy() : response.end()), 20);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const stop = new AbortController();
    const tail = new Tributary({ baseUrl: `http://127.0.0.1:${port}`, credential: 't', retry: QUICK });
    const seen: Event['event_uid'][] = [];
    for await (const { event: each } of follow(tail, { signal: stop.signal })) {
      seen.push(each.event_uid);
      if (seen.length === 10) stop.abort();
    }
    server.close();
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => `e-${i + 1}`));
    expect(asked).toEqual([undefined, '2', '4', '6', '8']);
  });
});
