import { Metrics } from '#libs/common';
import { TenantCache } from './tenant-cache.js';

describe('TenantCache', () => {
  let cache: TenantCache;
  let loads: number;
  const load = (value: unknown) => () => Promise.resolve((loads++, value));

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    cache = new TenantCache(new Metrics());
    loads = 0;
  });
  afterEach(() => jest.useRealTimers());

  it('answers from memory for less than a second, then asks again', async () => {
    expect(await cache.get('1', 'device', load('first'))).toBe('first');
    jest.advanceTimersByTime(999);
    expect(await cache.get('1', 'device', load('second'))).toBe('first');
    jest.advanceTimersByTime(1);
    expect(await cache.get('1', 'device', load('third'))).toBe('third');
    expect(loads).toBe(2);
  });

  it('remembers what is missing for a quarter of that', async () => {
    await cache.get('1', 'device', load(undefined));
    jest.advanceTimersByTime(249);
    expect(await cache.get('1', 'device', load('made'))).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(await cache.get('1', 'device', load('made'))).toBe('made');
  });

  it('keeps the owners apart, and keys begin with whose they are', async () => {
    await cache.get('1', 'device', load('of 1'));
    expect(await cache.get('2', 'device', load('of 2'))).toBe('of 2');
    expect(await cache.get('platform', 'device', load('of all'))).toBe('of all');
    expect(await cache.get('1', 'device', load('again'))).toBe('of 1');
    expect(cache.keys()).toEqual(['tenant:1:device', 'tenant:2:device', 'platform:device']);
  });

  it('lets one load serve all who ask meanwhile', async () => {
    let finish = (_: string) => {};
    const slow = () => new Promise<string>((resolve) => ((finish = resolve), loads++));
    const asked = [
      cache.get('1', 'device', slow),
      cache.get('1', 'device', slow),
      cache.get('1', 'device', slow),
    ];
    finish('once');
    expect(await Promise.all(asked)).toEqual(['once', 'once', 'once']);
    expect(loads).toBe(1);
  });

  it('keeps no failure, and not the failure of a load that was dropped', async () => {
    await expect(cache.get('1', 'device', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(cache.keys()).toEqual([]);
    let fail = (_: Error) => {};
    const failing = cache.get('1', 'device', () => new Promise((_, reject) => (fail = reject)));
    cache.drop('1', 'device');
    await cache.get('1', 'device', load('fresh'));
    fail(new Error('late'));
    await expect(failing).rejects.toThrow('late');
    expect(await cache.get('1', 'device', load('other'))).toBe('fresh');
  });

  it('forgets at once what is dropped, one entry or all of an owner', async () => {
    for (const [owner, name] of [['1', 'a'], ['1', 'b'], ['12', 'a'], ['platform', 'a']]) await cache.get(owner, name, load(name));
    cache.drop('1', 'a');
    expect(cache.keys()).toEqual(['tenant:1:b', 'tenant:12:a', 'platform:a']);
    cache.dropAll('1');
    expect(cache.keys()).toEqual(['tenant:12:a', 'platform:a']);
    cache.dropAll('platform');
    expect(cache.keys()).toEqual(['tenant:12:a']);
  }); // prettier-ignore

  it('does not grow: the oldest goes, what was renewed stays', async () => {
    for (let i = 0; i < 20_000; i++) await cache.get('1', String(i), load(i));
    expect(cache.keys()).toHaveLength(20_000);
    jest.advanceTimersByTime(1000);
    await cache.get('1', '0', load('renewed'));
    await cache.get('1', 'one more', load(0));
    expect(cache.keys()).toHaveLength(20_000);
    expect(cache.keys()).not.toContain('tenant:1:1');
    expect(cache.keys().slice(-2)).toEqual(['tenant:1:0', 'tenant:1:one more']);
  });
});
