import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/client.js';
import { event } from '../support/fixtures.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

/** More than the process's patience with Redis, its truce afterwards, and its beat. Milliseconds. */
const SETTLED_MS = 4_500;

describeWithRedis('limits that two services share in Redis', () => {
  let redis: TestRedis;
  let one: TestApp;
  let two: TestApp;
  let count = 0;
  beforeAll(async () => {
    redis = await startRedis();
    one = await startTestApp({ REDIS_URL: redis.url });
    two = await startTestApp({ REDIS_URL: redis.url }, one.database);
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

  it('are the tenant’s once, not once a service', async () => {
    const [first, second, key] = await tenant({ burst_events: 20, events_per_second: 1 });
    expect(await created(first, 15)).toBe(15);
    expect(await created(second, 15)).toBe(5);
    const refused = await second.post('/v1/events', event());
    expect([refused.status, refused.body.violated_policies]).toEqual([429, ['events']]);
    const usage = (await (await two.make.staff()).get(`/v1/tenants/${key}/limits`)).body.usage;
    expect(usage.events.used).toBeGreaterThanOrEqual(18);
    expect((await redis.client.keys('tributary:limits:*')).length).toBeGreaterThan(0);
  });

  it.each([
    ['hangs', () => redis.freeze(), () => redis.thaw()],
    ['is killed', () => redis.kill(), () => redis.restart()],
  ])('are shared out while Redis %s, and shared again afterwards', async (_, away, back) => {
    const [first, second] = await tenant({ burst_events: 20, events_per_second: 1 });
    const before = told('Redis is away');
    await away();
    const begun = performance.now();
    // Each service has half, and what it tells of it is true.
    expect(await created(first, 15)).toBe(10);
    expect(await created(second, 15)).toBe(10);
    const refused = await first.post('/v1/events', event('once-more'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect(refused.headers.get('ratelimit-policy')).toContain('"events";q=10;w=20');
    expect(performance.now() - begun).toBeLessThan(2_000);
    await sleep(2_000);
    expect((await first.post('/v1/events', event('once-more'))).status).toBe(201);
    const { text } = await one.api.get('/metrics');
    expect(text).toMatch(/tributary_limit_local_decisions_total\{reason="\w+"\} [1-9]/);
    await back();
    await sleep(SETTLED_MS);
    const [third, fourth] = await tenant({ burst_events: 20, events_per_second: 1 });
    expect(await created(third, 15)).toBe(15);
    expect(await created(fourth, 15)).toBe(5);
    expect(told('Redis is away') - before).toBe(2);
    expect(told('limits are shared again')).toBe(told('Redis is away'));
  });

  it('go on when Redis is emptied', async () => {
    const [first, second] = await tenant({ burst_events: 20, events_per_second: 1 });
    await redis.client.flushall();
    await redis.client.script('FLUSH');
    expect(await created(first, 15)).toBe(15);
    expect(await created(second, 15)).toBe(5);
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
