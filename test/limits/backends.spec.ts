import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  decide,
  type Demand,
  type Limits,
  type LimitStore,
  MemoryLimits,
  RedisLimits,
  Running,
} from '#libs/limits';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

const WIDE: Limits = {
  events_per_second: 1e9,
  burst_events: 1e9,
  bytes_per_second: 1e9,
  burst_bytes: 1e9,
  device_events_per_second: 1e9,
  device_burst_events: 1e9,
  max_concurrent_requests: 1e9,
};

/** A clock that stands still until it is told otherwise; seconds. */
class FakeClock {
  now = 1_700_000_000;
  read = () => this.now;
  micros = () => Math.round(this.now * 1e6);
  /** Whole microseconds, as the finest clock has them. */
  advance = (seconds: number) => void (this.now = Math.round((this.now + seconds) * 1e6) / 1e6);
}

interface Backend {
  store(clock: FakeClock): LimitStore;
  /** Runs of a property. */
  readonly runs: number;
}

const demand = (tenantId: string, limits: Limits, events: Demand['events']): Demand => ({
  tenantId,
  limits,
  events,
  spoilt: { events: 0, bytes: 0 },
});
const many = (count: number, device = 'd', bytes = 1) =>
  Array.from({ length: count }, () => ({ device, bytes }));
const admittedOf = (short: readonly unknown[]) => short.filter((policy) => policy === undefined).length;

/** What every backend owes. */
function suite(backend: () => Backend): void {
  let clock: FakeClock;
  let store: LimitStore;
  let tenant: string;
  beforeEach(() => {
    clock = new FakeClock();
    store = backend().store(clock);
    tenant = randomUUID();
  });
  const take = (limits: Limits, events: Demand['events']) => store.take(demand(tenant, limits, events));

  it('admits in order what fits, and names the policy that had no room', async () => {
    const limits = {
      ...WIDE,
      burst_events: 3,
      device_burst_events: 2,
      burst_bytes: 100,
      events_per_second: 1,
    };
    const events = [
      { device: 'a', bytes: 40 },
      { device: 'a', bytes: 70 },
      { device: 'a', bytes: 40 },
      { device: 'a', bytes: 1 },
      { device: 'b', bytes: 1 },
      { device: 'b', bytes: 1 },
    ];
    const { short, ...levels } = await take(limits, events);
    expect(short).toEqual([undefined, 'bytes', undefined, 'device-events', undefined, 'events']);
    expect(levels).toMatchObject({ events: 3, bytes: 81, devices: new Map([['a', 2], ['b', 1]]) }); // prettier-ignore
  });

  it('admits a part of what is larger than the whole burst, and lets the rest through in the end', async () => {
    const limits = { ...WIDE, burst_events: 10, events_per_second: 5 };
    let left = 37;
    let rounds = 0;
    for (; left > 0; rounds++) {
      const events = many(left);
      const taken = await take(limits, events);
      left -= admittedOf(taken.short);
      clock.advance(Math.ceil(decide({ events }, taken).retryAfter));
    }
    expect(rounds).toBe(4);
  });

  it('charges what was refused otherwise with what is left, and never beyond', async () => {
    const limits = { ...WIDE, burst_events: 10, burst_bytes: 100, events_per_second: 1, bytes_per_second: 1 };
    const taken = await store.take({ ...demand(tenant, limits, many(4)), spoilt: { events: 99, bytes: 9 } });
    expect([admittedOf(taken.short), taken.events, taken.bytes]).toEqual([4, 10, 13]);
  });

  it('keeps tenants and devices apart', async () => {
    const limits = { ...WIDE, burst_events: 1, events_per_second: 1 };
    await take(limits, many(1));
    expect(admittedOf((await take(limits, many(1))).short)).toBe(0);
    const other = await store.take(demand(`${tenant}1`, limits, many(1)));
    expect(admittedOf(other.short)).toBe(1);
  });

  it('follows a change of the limits at once', async () => {
    const slow = { ...WIDE, burst_events: 1000, events_per_second: 1 };
    await take(slow, many(1000));
    clock.advance(1);
    const fast = { ...slow, events_per_second: 100 };
    expect(admittedOf((await take(fast, many(1000))).short)).toBe(100);
    clock.advance(1);
    const small = { ...slow, burst_events: 10, events_per_second: 5 };
    expect(admittedOf((await take(small, many(10))).short)).toBe(5);
    expect(admittedOf((await take(small, many(10))).short)).toBe(0);
  });

  it('counts requests in and out, to the last place', async () => {
    const limits = { ...WIDE, max_concurrent_requests: 2 };
    const enter = async () => (await store.enter(tenant, limits)).entered;
    expect([await enter(), await enter(), await enter()]).toEqual([true, true, false]);
    expect((await store.standing(tenant, limits)).running).toBe(2);
    store.leave(tenant);
    expect([await enter(), await enter()]).toEqual([true, false]);
    store.leave(tenant);
    store.leave(tenant);
    expect((await store.standing(tenant, limits)).running).toBe(0);
  });

  it('says how full the buckets are', async () => {
    const limits = {
      ...WIDE,
      burst_events: 100,
      events_per_second: 10,
      burst_bytes: 500,
      bytes_per_second: 5,
    };
    await take(limits, many(50, 'd', 2));
    clock.advance(2);
    expect(await store.standing(tenant, limits)).toEqual({ limits, events: 30, bytes: 90, running: 0 });
  });

  const limit = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 50 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 1e9 }) },
  );
  const anyLimits: fc.Arbitrary<Limits> = fc.record({
    events_per_second: limit,
    burst_events: limit,
    bytes_per_second: limit,
    burst_bytes: limit,
    device_events_per_second: limit,
    device_burst_events: limit,
    max_concurrent_requests: limit,
  });
  const anyEvents = fc.array(
    fc.record({ device: fc.constantFrom('a', 'b', 'c'), bytes: fc.integer({ min: 1, max: 300 }) }),
    { maxLength: 60 },
  );
  const steps = fc.array(
    fc.record({
      pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
      events: anyEvents,
    }),
    { minLength: 1, maxLength: 12 },
  );
  const small = (limits: Limits, events: Demand['events']) =>
    events.filter(({ bytes }) => bytes <= limits.burst_bytes);

  it('never admits more than burst + rate × t, in any span of time and by any policy', async () => {
    await fc.assert(
      fc.asyncProperty(anyLimits, steps, async (limits, walk) => {
        const id = randomUUID();
        const log: { at: number; events: number; bytes: number; device: number }[] = [];
        for (const { pause, events } of walk) {
          clock.advance(pause);
          const asked = small(limits, events);
          const { short } = await store.take(demand(id, limits, asked));
          const admitted = asked.filter((_, i) => short[i] === undefined);
          const bytes = admitted.reduce((sum, event) => sum + event.bytes, 0);
          const device = admitted.filter((event) => event.device === 'a').length;
          log.push({ at: clock.now, events: admitted.length, bytes, device });
        }
        const total = (from: number, to: number, of: 'events' | 'bytes' | 'device') =>
          log.slice(from, to + 1).reduce((sum, each) => sum + each[of], 0);
        for (let from = 0; from < log.length; from++)
          for (let to = from; to < log.length; to++) {
            const t = log[to].at - log[from].at;
            const most = (burst: number, rate: number) => burst + rate * t + 1e-6 * (burst + rate);
            expect(total(from, to, 'events')).toBeLessThanOrEqual(
              most(limits.burst_events, limits.events_per_second),
            );
            expect(total(from, to, 'bytes')).toBeLessThanOrEqual(
              most(limits.burst_bytes, limits.bytes_per_second),
            );
            expect(total(from, to, 'device')).toBeLessThanOrEqual(
              most(limits.device_burst_events, limits.device_events_per_second),
            );
          }
      }),
      { numRuns: backend().runs },
    );
  });

  it('tells a true Retry-After: who waits that long gets the same through, who waits less does not', async () => {
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(anyLimits, steps, anyEvents, async (limits, walk, last) => {
        const [patient, hasty] = [randomUUID(), randomUUID()];
        const takeBoth = async (events: Demand['events']) => {
          await store.take(demand(hasty, limits, events));
          return store.take(demand(patient, limits, events));
        };
        for (const { pause, events } of walk) {
          clock.advance(pause);
          await takeBoth(small(limits, events));
        }
        const asked = small(limits, last);
        const taken = await takeBoth(asked);
        const { retryAfter } = decide({ events: asked }, taken);
        const refused = asked.filter((_, i) => taken.short[i] !== undefined);
        const of = (name: string) => refused.filter(({ device }) => device === name).length;
        const fitsABurst =
          refused.length <= limits.burst_events &&
          refused.reduce((sum, { bytes }) => sum + bytes, 0) <= limits.burst_bytes &&
          Math.max(of('a'), of('b'), of('c')) <= limits.device_burst_events;
        if (!refused.length || !fitsABurst || retryAfter < 0.001) return;
        refusals++;
        clock.advance(retryAfter * 0.99);
        const early = await store.take(demand(hasty, limits, refused));
        expect(admittedOf(early.short)).toBeLessThan(refused.length);
        clock.advance(Math.ceil(retryAfter) - retryAfter * 0.99);
        const { short } = await store.take(demand(patient, limits, refused));
        expect(admittedOf(short)).toBe(refused.length);
      }),
      { numRuns: backend().runs },
    );
    expect(refusals).toBeGreaterThan(backend().runs / 20);
  });
}

describe('limits in memory', () => {
  suite(() => ({ runs: 500, store: (clock) => new MemoryLimits(new Running(), clock.read) }));

  it('forget buckets that have run empty: memory is bounded by what was admitted of late', async () => {
    const clock = new FakeClock();
    const store = new MemoryLimits(new Running(), clock.read);
    for (let i = 0; i < 200; i++) {
      const events = Array.from({ length: 500 }, (_, j) => ({ device: `${i}-${j}`, bytes: 1 }));
      await store.take(demand('t', { ...WIDE, device_events_per_second: 1 }, events));
      clock.advance(1);
    }
    expect(store.size).toBeLessThan(10_001);
  });
});

describeWithRedis('limits in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  suite(() => ({ runs: 100, store: (clock) => new RedisLimits(redis.client, new Running(), clock.micros) }));

  it('are one for all processes, requests that are worked on included', async () => {
    const [one, two] = [
      new RedisLimits(redis.client, new Running()),
      new RedisLimits(redis.client, new Running()),
    ];
    const limits = { ...WIDE, burst_events: 10, events_per_second: 1, max_concurrent_requests: 2 };
    const tenant = randomUUID();
    expect(admittedOf((await one.take(demand(tenant, limits, many(7)))).short)).toBe(7);
    expect(admittedOf((await two.take(demand(tenant, limits, many(7)))).short)).toBe(3);
    expect((await one.enter(tenant, limits)).entered).toBe(true);
    expect((await two.enter(tenant, limits)).entered).toBe(true);
    expect((await one.enter(tenant, limits)).entered).toBe(false);
    expect((await two.standing(tenant, limits)).running).toBe(2);
    two.leave(tenant);
    expect((await one.enter(tenant, limits)).entered).toBe(true);
  });

  it('forget the requests of a process that is gone, and remember those of one that lives after being emptied', async () => {
    const clock = new FakeClock();
    const [dead, alive] = [1, 2].map(() => new RedisLimits(redis.client, new Running(), clock.micros));
    const tenant = randomUUID();
    await dead.enter(tenant, WIDE);
    await alive.enter(tenant, WIDE);
    expect(await alive.beat()).toBe(1);
    clock.advance(9);
    await alive.beat();
    expect((await alive.standing(tenant, WIDE)).running).toBe(2);
    clock.advance(2);
    expect((await alive.standing(tenant, WIDE)).running).toBe(1);
    await redis.client.flushall();
    await alive.beat();
    expect((await dead.standing(tenant, WIDE)).running).toBe(2);
  });

  it('leave nothing behind once the buckets are empty', async () => {
    const tenant = randomUUID();
    const store = new RedisLimits(redis.client, new Running());
    await store.take(demand(tenant, { ...WIDE, device_events_per_second: 10 }, many(20, 'gone')));
    const keys = await redis.client.keys(`*${tenant}*`);
    expect(keys.length).toBe(3);
    for (const key of keys) expect(await redis.client.pttl(key)).toBeLessThan(13_000);
    for (const key of keys) expect(await redis.client.pttl(key)).toBeGreaterThan(0);
  });
});
