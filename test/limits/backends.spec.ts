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
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';
import { UNLIMITED } from '../support/unlimited.js';

/** A clock that stands still until it is told otherwise; seconds. */
class FakeClock {
  now = 1_700_000_000;
  seconds = () => this.now;
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
  rejected: { events: 0, bytes: 0 },
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
      ...UNLIMITED,
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
    const limits = { ...UNLIMITED, burst_events: 10, events_per_second: 5 };
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
    const limits = {
      ...UNLIMITED,
      burst_events: 10,
      burst_bytes: 100,
      events_per_second: 1,
      bytes_per_second: 1,
    };
    const rejected = { events: 99, bytes: 9 };
    const taken = await store.take({ ...demand(tenant, limits, many(4)), rejected });
    expect([admittedOf(taken.short), taken.events, taken.bytes]).toEqual([4, 10, 13]);
  });

  it('keeps tenants and devices apart', async () => {
    const limits = { ...UNLIMITED, burst_events: 1, events_per_second: 1 };
    await take(limits, many(1));
    expect(admittedOf((await take(limits, many(1))).short)).toBe(0);
    const other = await store.take(demand(`${tenant}1`, limits, many(1)));
    expect(admittedOf(other.short)).toBe(1);
  });

  it('follows a change of the limits at once', async () => {
    const slow = { ...UNLIMITED, burst_events: 1000, events_per_second: 1 };
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
    const limits = { ...UNLIMITED, max_concurrent_requests: 2 };
    const enter = async () => (await store.enter(tenant, limits)).short === undefined;
    expect([await enter(), await enter(), await enter()]).toEqual([true, true, false]);
    expect((await store.standing(tenant, limits)).running).toBe(2);
    store.leave(tenant);
    expect([await enter(), await enter()]).toEqual([true, false]);
    store.leave(tenant);
    store.leave(tenant);
    expect((await store.standing(tenant, limits)).running).toBe(0);
  });

  it('charges requests and reads as they come, and nothing for what it refuses', async () => {
    const limits = {
      ...UNLIMITED,
      burst_requests: 6,
      requests_per_second: 2,
      burst_reads: 3,
      reads_per_second: 1,
    };
    const enter = async (call: object) => (await store.enter(tenant, limits, call)).short;
    for (let i = 0; i < 3; i++) expect(await enter({ read: true })).toBeUndefined();
    expect(await enter({ read: true, held: true })).toBe('reads');
    for (let i = 0; i < 3; i++) expect(await enter({ held: true })).toBeUndefined();
    expect(await enter({})).toBe('requests');
    expect(await enter({ read: true })).toBe('requests');
    expect(await store.standing(tenant, limits)).toMatchObject({ requests: 6, reads: 3, running: 3 });
    clock.advance(1);
    expect(await enter({ read: true })).toBeUndefined();
    expect(await enter({ read: true })).toBe('reads');
    expect(await enter({})).toBeUndefined();
    expect(await enter({})).toBe('requests');
  });

  it('tells at entry how full the bucket of the one device is that may be spoken for', async () => {
    const limits = { ...UNLIMITED, device_burst_events: 9, device_events_per_second: 1 };
    await take(limits, many(7, 'alone'));
    const { device } = await store.enter(tenant, limits, { device: 'alone' });
    expect(device).toEqual({ uid: 'alone', level: 7 });
    expect((await store.enter(tenant, limits, { device: 'other' })).device).toEqual({
      uid: 'other',
      level: 0,
    });
  });

  const anyCall = fc.record({ read: fc.boolean(), held: fc.boolean() });
  it('never lets more requests in than burst + rate × t, nor more reads, and its wait is true', async () => {
    const step = fc.record({
      pause: fc.double({ min: 0, max: 2, noNaN: true }),
      calls: fc.array(anyCall, { maxLength: 20 }),
    });
    const rates = fc.tuple(...[20, 5, 20, 5].map((max) => fc.integer({ min: 1, max })));
    await fc.assert(
      fc.asyncProperty(
        rates,
        fc.array(step, { maxLength: 8 }),
        async ([burst, rate, reads, perSecond], walk) => {
          const id = randomUUID();
          const limits = { ...UNLIMITED, burst_requests: burst, requests_per_second: rate, burst_reads: reads, reads_per_second: perSecond }; // prettier-ignore
          const begun = clock.now;
          let [requestsIn, readsIn] = [0, 0];
          for (const { pause, calls } of walk) {
            clock.advance(pause);
            for (const call of calls) {
              const { short } = await store.enter(id, limits, call);
              if (short === undefined) requestsIn++;
              if (short === undefined && call.read) readsIn++;
            }
            const t = clock.now - begun;
            expect(requestsIn).toBeLessThanOrEqual(burst + rate * t + 1e-6 * (burst + rate));
            expect(readsIn).toBeLessThanOrEqual(reads + perSecond * t + 1e-6 * (reads + perSecond));
          }
          const before = await store.standing(id, limits);
          const waits = [(before.requests + 1 - burst) / rate, (before.reads + 1 - reads) / perSecond];
          // The clock has whole microseconds.
          clock.advance(Math.max(0, ...waits) + 1e-6);
          expect((await store.enter(id, limits, { read: true })).short).toBeUndefined();
        },
      ),
      { numRuns: backend().runs },
    );
  });

  it('says how full the buckets are', async () => {
    const limits = {
      ...UNLIMITED,
      burst_events: 100,
      events_per_second: 10,
      burst_bytes: 500,
      bytes_per_second: 5,
    };
    await take(limits, many(50, 'd', 2));
    clock.advance(2);
    expect(await store.standing(tenant, limits)).toEqual({
      limits,
      events: 30,
      bytes: 90,
      requests: 0,
      reads: 0,
      running: 0,
    });
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
    requests_per_second: limit,
    burst_requests: limit,
    reads_per_second: limit,
    burst_reads: limit,
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
  suite(() => ({ runs: 500, store: (clock) => new MemoryLimits(new Running(), clock) }));

  it('forget buckets that have run empty: memory is bounded by what was admitted of late', async () => {
    const clock = new FakeClock();
    const store = new MemoryLimits(new Running(), clock);
    for (let i = 0; i < 200; i++) {
      const events = Array.from({ length: 500 }, (_, j) => ({ device: `${i}-${j}`, bytes: 1 }));
      await store.take(demand('t', { ...UNLIMITED, device_events_per_second: 1 }, events));
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
    const limits = { ...UNLIMITED, burst_events: 10, events_per_second: 1, max_concurrent_requests: 2 };
    const tenant = randomUUID();
    expect(admittedOf((await one.take(demand(tenant, limits, many(7)))).short)).toBe(7);
    expect(admittedOf((await two.take(demand(tenant, limits, many(7)))).short)).toBe(3);
    expect((await one.enter(tenant, limits)).short).toBeUndefined();
    expect((await two.enter(tenant, limits)).short).toBeUndefined();
    expect((await one.enter(tenant, limits)).short).toBe('concurrent-requests');
    expect((await two.standing(tenant, limits)).running).toBe(2);
    two.leave(tenant);
    expect((await one.enter(tenant, limits)).short).toBeUndefined();
  });

  it('forget the requests of a process that is gone, and remember those of one that lives after being emptied', async () => {
    const clock = new FakeClock();
    const [dead, alive] = [1, 2].map(() => new RedisLimits(redis.client, new Running(), clock.micros));
    const tenant = randomUUID();
    await dead.enter(tenant, UNLIMITED);
    await alive.enter(tenant, UNLIMITED);
    expect(await alive.beat()).toBe(1);
    clock.advance(9);
    await alive.beat();
    expect((await alive.standing(tenant, UNLIMITED)).running).toBe(2);
    clock.advance(2);
    expect((await alive.standing(tenant, UNLIMITED)).running).toBe(1);
    await redis.client.flushall();
    await alive.beat();
    expect((await dead.standing(tenant, UNLIMITED)).running).toBe(2);
  });

  it('leave nothing behind once the buckets are empty', async () => {
    const tenant = randomUUID();
    const store = new RedisLimits(redis.client, new Running());
    await store.take(demand(tenant, { ...UNLIMITED, device_events_per_second: 10 }, many(20, 'gone')));
    const keys = await redis.client.keys(`*${tenant}*`);
    expect(keys.length).toBe(3);
    for (const key of keys) expect(await redis.client.pttl(key)).toBeLessThan(13_000);
    for (const key of keys) expect(await redis.client.pttl(key)).toBeGreaterThan(0);
  });
});
