import { setTimeout as sleep } from 'node:timers/promises';
import { StaleWhileRevalidate } from './stale-while-revalidate.js';

describe('a glance', () => {
  it('answers at once with what was seen last, and has one look at a time', async () => {
    const looks: ((seen: number) => void)[] = [];
    const glance = new StaleWhileRevalidate(0, 0, () => new Promise<number>((seen) => looks.push(seen)));
    expect([glance.seen, glance.seen, looks.length]).toEqual([0, 0, 1]);
    looks[0](1);
    await sleep(1);
    expect([glance.seen, glance.seen, looks.length]).toEqual([1, 1, 2]);
    looks[1](2);
    await sleep(1);
    expect([glance.seen, looks.length]).toEqual([2, 3]);
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
