import fc from 'fast-check';
import { Metrics } from '#libs/common';
import { TenantCache } from './tenant-cache.js';

describe('TenantCache', () => {
  let cache: TenantCache;
  let loads: number;
  const load =
    (value: unknown, ...from: string[]) =>
    () =>
      Promise.resolve((loads++, { value, from }));
  /** A load that ends when it is told to. */
  function slow() {
    let finish = (_: unknown, ..._from: string[]) => {};
    let fail = (_: Error) => {};
    const asked = () =>
      new Promise<{ value: unknown; from: string[] }>((resolve, reject) => {
        loads++;
        finish = (value, ...from) => resolve({ value, from });
        fail = reject;
      });
    return { asked, finish: (...args: [unknown, ...string[]]) => finish(...args), fail: (e: Error) => fail(e) };
  }

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    cache = new TenantCache(new Metrics());
    cache.confirm(performance.now());
    loads = 0;
  });
  afterEach(() => jest.useRealTimers());

  it('answers from memory until what the value derives from changes', async () => {
    expect(await cache.get('1', 'token', load('first', 'token:5', 'user:7'))).toBe('first');
    for (let i = 0; i < 100; i++) {
      jest.advanceTimersByTime(900);
      cache.confirm(performance.now());
      expect(await cache.get('1', 'token', load('second'))).toBe('first');
    }
    for (const [name, next] of [['token:5', 'second'], ['user:7', 'third']]) {
      cache.drop(['token:6', 'user']);
      await cache.get('1', 'token', load('never'));
      cache.drop([name]);
      expect(await cache.get('1', 'token', load(next, 'token:5', 'user:7'))).toBe(next);
    }
    expect(loads).toBe(3);
  });

  it('is suspended a second after the last poll began, and not emptied', async () => {
    await cache.get('1', 'device', load('kept', 'device:1'));
    await cache.get('1', 'other', load('dropped', 'device:2'));
    jest.advanceTimersByTime(999);
    expect(await cache.get('1', 'device', load('new'))).toBe('kept');
    jest.advanceTimersByTime(1);
    expect([cache.isBelieved, cache.has('1', 'device')]).toEqual([false, false]);
    expect(await cache.get('1', 'third', load('read', 'x'))).toBe('read');
    expect(await cache.get('1', 'third', load('read again', 'x'))).toBe('read again');
    cache.drop(['device:2']);
    cache.confirm(performance.now());
    expect(await cache.get('1', 'device', load('new'))).toBe('kept');
    expect(await cache.get('1', 'other', load('new'))).toBe('new');
  });

  it('believes nothing once it is suspended, until the next poll', async () => {
    await cache.get('1', 'device', load('kept', 'device:1'));
    cache.suspend();
    expect([cache.isBelieved, await cache.get('1', 'device', load('read', 'device:1'))]).toEqual([false, 'read']);
    cache.confirm(performance.now());
    expect(cache.has('1', 'device')).toBe(true);
  });

  it('keeps nothing that was loaded before a change, and joins nobody to it', async () => {
    for (const before of [true, false]) {
      const { asked, finish } = slow();
      const first = cache.get('1', 'device', asked);
      if (before) cache.drop(['device:1']);
      const second = before ? cache.get('1', 'device', load('new', 'device:1')) : first;
      finish('old', 'device:1');
      expect(await first).toBe('old');
      expect(await second).toBe(before ? 'new' : 'old');
      expect(await cache.get('1', 'device', load('later', 'device:1'))).toBe(before ? 'new' : 'old');
      cache.drop(['device:1']);
    }
  });

  it('keeps a load during which something else changed', async () => {
    const { asked, finish } = slow();
    const first = cache.get('1', 'device', asked);
    cache.drop(['device:2']);
    finish('kept', 'device:1');
    await first;
    expect(await cache.get('1', 'device', load('new'))).toBe('kept');
  });

  it('keeps several things of one look-up, but none that changed meanwhile', async () => {
    const filling = cache.begin();
    cache.drop(['user:2']);
    filling.put('platform', 'user:1', { value: 'one', from: ['user:1'] });
    filling.put('platform', 'user:2', { value: 'two', from: ['user:2'] });
    filling.put('platform', 'none', { value: undefined, from: [] });
    filling.end();
    expect(['user:1', 'user:2', 'none'].map((name) => cache.has('platform', name))).toEqual([true, false, false]);
  });

  it('forgets everything at once, and what is being loaded', async () => {
    const { asked, finish } = slow();
    await cache.get('1', 'a', load('a', 'x'));
    const loading = cache.get('1', 'b', asked);
    cache.clear();
    finish('b', 'y');
    await loading;
    expect(cache.keys()).toEqual([]);
  });

  it('ends an entry when its own time is over, though nothing changed', async () => {
    await cache.get('platform', 'session', () => Promise.resolve({ value: 'live', from: [], forMs: 500 }));
    jest.advanceTimersByTime(499);
    expect(await cache.get('platform', 'session', load('over'))).toBe('live');
    jest.advanceTimersByTime(1);
    expect(await cache.get('platform', 'session', load('over'))).toBe('over');
  });

  it('remembers what is missing for a quarter of a second, and until anything changes', async () => {
    await cache.get('1', 'device', load(undefined));
    jest.advanceTimersByTime(249);
    expect(await cache.get('1', 'device', load('made'))).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(await cache.get('1', 'device', load(undefined))).toBeUndefined();
    cache.drop([]);
    expect(await cache.get('1', 'device', load('made'))).toBe('made');
    expect(loads).toBe(3);
  });

  it('bounds what is missing apart: strangers drive nothing out', async () => {
    await cache.get('1', 'device', load('kept'));
    for (let i = 0; i < 6_000; i++) await cache.get('1', `none ${i}`, load(undefined));
    expect([cache.has('1', 'none 0'), cache.has('1', 'none 5999'), cache.has('1', 'device')]).toEqual([false, true, true]);
  });

  it('keeps the owners apart, and keys begin with whose they are', async () => {
    await cache.get('1', 'device', load('of 1'));
    expect(await cache.get('2', 'device', load('of 2'))).toBe('of 2');
    expect(await cache.get('platform', 'device', load('of all'))).toBe('of all');
    expect(await cache.get('1', 'device', load('again'))).toBe('of 1');
    expect(cache.keys()).toEqual(['tenant:1:device', 'tenant:2:device', 'platform:device']);
  });

  it('lets one load serve all who ask meanwhile, for a time', async () => {
    const { asked, finish } = slow();
    const all = [cache.get('1', 'device', asked), cache.get('1', 'device', asked)];
    jest.advanceTimersByTime(250);
    expect(await cache.get('1', 'device', load('another'))).toBe('another');
    finish('once');
    expect(await Promise.all(all)).toEqual(['once', 'once']);
    expect(loads).toBe(2);
  });

  it('keeps no failure, and not the failure of a load that was dropped', async () => {
    await expect(cache.get('1', 'device', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(cache.keys()).toEqual([]);
    const { asked, fail } = slow();
    const failing = cache.get('1', 'device', asked);
    cache.drop([]);
    await cache.get('1', 'device', load('fresh'));
    fail(new Error('late'));
    await expect(failing).rejects.toThrow('late');
    expect(await cache.get('1', 'device', load('other'))).toBe('fresh');
  });

  it('does not grow: what nobody asks for goes first', async () => {
    const big = 'x'.repeat(1024 * 1024);
    await cache.get('1', 'hot', load(big, 'hot'));
    for (let i = 0; i < 200; i++) {
      await cache.get('1', String(i), load(big, `each:${i}`));
      await cache.get('1', 'hot', load('lost'));
    }
    expect(cache.keys().length).toBeLessThan(64);
    expect(cache.keys()).toContain('tenant:1:hot');
    expect(cache.keys()).toContain('tenant:1:199');
    expect(loads).toBe(201);
  });

  it('says of any history what a memory says that knows which load began before which change', async () => {
    const names = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
    const step = fc.oneof(
      fc.record({ begin: fc.constantFrom('k1', 'k2', 'k3'), from: names }),
      fc.record({ end: fc.nat(5) }),
      fc.record({ drop: names }),
      fc.record({ ask: fc.constantFrom('k1', 'k2', 'k3') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        cache = new TenantCache(new Metrics());
        cache.confirm(performance.now());
        let clock = 0;
        const changedAt = new Map<string, number>();
        const open: { end: () => void; done: Promise<unknown> }[] = [];
        for (const each of steps) {
          clock++;
          if ('drop' in each) {
            for (const name of each.drop) changedAt.set(name, clock);
            cache.drop(each.drop);
          } else if ('begin' in each) {
            const { asked, finish } = slow();
            const value = { begun: clock, from: each.from };
            const done = Promise.resolve(cache.get("1", each.begin, asked));
            open.push({ end: () => finish(value, ...each.from), done });
          } else if ('end' in each) {
            const [load] = open.splice(each.end % (open.length || 1), 1);
            load?.end();
            await Promise.resolve();
          } else if (cache.has('1', each.ask)) {
            const value = (await cache.get('1', each.ask, load(undefined))) as { begun: number; from: string[] };
            for (const name of value.from) expect(value.begun).toBeGreaterThan(changedAt.get(name) ?? 0);
          }
        }
        for (const { end } of open) end();
      }),
      { numRuns: 300 },
    );
  });
}); // prettier-ignore
