import { setTimeout as sleep } from 'node:timers/promises';
import { StaleWhileRevalidate } from './stale-while-revalidate.js';

describe('a glance', () => {
  it('answers at once with what was seen last, and has one look at a time', async () => {
    let looks = 0;
    const glance = new StaleWhileRevalidate(0, 5, async () => {
      await sleep(20);
      return ++looks;
    });
    expect([glance.seen, glance.seen]).toEqual([0, 0]);
    await sleep(40);
    expect([looks, glance.seen]).toEqual([1, 1]);
    await sleep(40);
    expect([looks, glance.seen]).toEqual([2, 2]);
    await sleep(40);
  });

  it('looks no more often than it may, and believes what it saw where a look fails', async () => {
    let looks = 0;
    const glance = new StaleWhileRevalidate('before', 10_000, async () => {
      looks++;
      throw new Error('away');
    });
    for (let i = 0; i < 5; i++) {
      expect(glance.seen).toBe('before');
      await sleep(1);
    }
    expect(looks).toBe(1);
  });
});
