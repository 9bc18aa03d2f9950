import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';
import { until } from '../support/wait.js';

/** A machine that is busy must not make a service decide alone while Redis is well. */
const ENV = { LIMITS_REDIS_TIMEOUT_MS: '2000' };
/** Beats of the processes (a second each) until both know of each other again. Milliseconds. */
const SETTLED_MS = 4_500;

describeWithRedis('limits that two services share in Redis', () => {
  let redis: TestRedis;
  let one: TestApp;
  let two: TestApp;
  let count = 0;
  beforeAll(async () => {
    redis = await startRedis();
    one = await startTestApp({ REDIS_URL: redis.url, ...ENV });
    two = await startTestApp({ REDIS_URL: redis.url, ...ENV }, one.database);
    await one.make.staff();
    await sleep(SETTLED_MS);
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    await redis.stop();
  });

  const tenant = async (limits: object): Promise<[ApiClient, ApiClient, string]> => {
    const key = `shared-${++count}`;
    const { token } = await one.make.tenant(key, { limits });
    return [one.api.as(token), two.api.as(token), key];
  };
  /** Nest's logger is one for the process, whichever service made it. */
  const told = (words: string) => [...one.logs, ...two.logs].filter((line) => line.includes(words)).length;
  const created = async (client: ApiClient, events: number) => {
    const batch = Array.from({ length: events }, () => event());
    const { status, body } = await client.post('/v1/events/batch', { events: batch });
    expect([200, 207]).toContain(status);
    return body.summary.created ?? 0;
  };

  /** Sends 15 events to each. @returns what was admitted, less what the rate has given back meanwhile at most */
  const shared = async ([first, second]: ApiClient[], rate: number) => {
    const begun = performance.now();
    const [one, other] = [await created(first, 15), await created(second, 15)];
    const givenBack = Math.ceil((rate * (performance.now() - begun)) / 1000);
    return { one, least: other - givenBack, most: other };
  };
  const expectOneLimit = async (clients: ApiClient[]) => {
    const { one, least, most } = await shared(clients, 1);
    expect(one).toBe(15);
    expect(least).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThanOrEqual(5);
  };
  /** Sends one event after the other until one is refused, while the rate gives back. */
  const refusal = (client: ApiClient) =>
    until('one is refused', async () => {
      const answer = await client.post('/v1/events', event());
      return answer.status === 429 && answer;
    });

  it('are the tenant’s once, not once a service', async () => {
    const [first, second, key] = await tenant({ burst_events: 20, events_per_second: 1 });
    await expectOneLimit([first, second]);
    expect((await refusal(second)).body.violated_policies).toEqual(['events']);
    const usage = (await (await two.make.staff()).get(`/v1/tenants/${key}/limits`)).body.usage;
    expect(usage.events.used).toBeGreaterThan(0);
    expect((await redis.client.keys('tributary:limits:*')).length).toBeGreaterThan(0);
  });

  it.each([
    ['hangs', () => redis.freeze(), () => redis.thaw()],
    ['is killed', () => redis.kill(), () => redis.restart()],
  ])('are shared out while Redis %s, and shared again afterwards', async (_, away, back) => {
    const [first, second] = await tenant({ burst_events: 20, events_per_second: 1 });
    const before = told('Redis is unreachable');
    await away();
    // Each service has half, and its headers say so.
    const { one: ofFirst, least, most } = await shared([first, second], 1);
    expect([ofFirst, least <= 10, most >= 10]).toEqual([10, true, true]);
    const refused = await refusal(first);
    expect(refused.headers.get('ratelimit-policy')).toContain('"events";q=10;w=20');
    await sleep(Number(refused.headers.get('retry-after')) * 1000);
    expect((await first.post('/v1/events', event())).status).toBe(201);
    const { text } = await one.api.get('/metrics');
    expect(text).toMatch(/tributary_limit_local_decisions_total\{reason="\w+"\} [1-9]/);
    await back();
    await sleep(SETTLED_MS);
    const [third, fourth] = await tenant({ burst_events: 20, events_per_second: 1 });
    await until('both services have asked Redis again', async () => {
      await Promise.all([third, fourth].map((client) => client.get('/v1/devices')));
      return told('limits are shared again') === told('Redis is unreachable');
    });
    await expectOneLimit([third, fourth]);
    expect(told('Redis is unreachable') - before).toBe(2);
  });

  it('go on when Redis is emptied', async () => {
    const clients = await tenant({ burst_events: 20, events_per_second: 1 });
    await redis.client.flushall();
    await redis.client.script('FLUSH');
    await expectOneLimit(clients.slice(0, 2) as ApiClient[]);
  });

  it('let a service start without Redis', async () => {
    const lonely = await startTestApp({ REDIS_URL: 'redis://127.0.0.1:1' }, one.database);
    try {
      const { token } = await one.make.token(`shared-${count}`);
      expect((await lonely.api.as(token).post('/v1/events', event())).status).toBe(201);
    } finally {
      await lonely.close();
    }
  });
});
