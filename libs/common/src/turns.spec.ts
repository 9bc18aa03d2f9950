import { inTurns, mapInTurns } from './turns.js';

/** Holds the loop for longer than a turn may. */
function hold(): void {
  const end = performance.now() + 6;
  while (performance.now() < end);
}

describe('work in turns', () => {
  it('runs one slice in a turn of the loop, however many pieces of work wait', async () => {
    let slices = 0;
    const perTurn: number[] = [];
    let watching = true;
    const watch = () => {
      perTurn.push(slices);
      slices = 0;
      if (watching) setImmediate(watch);
    };
    const work = Array.from({ length: 8 }, () => mapInTurns([1, 2, 3, 4], () => (slices++, hold())));
    // What each does before it gives way for the first time.
    slices = 0;
    setImmediate(watch);
    await Promise.all(work);
    watching = false;
    expect(Math.max(...perTurn)).toBe(1);
    expect(perTurn.reduce((sum, each) => sum + each)).toBe(8 * 3);
  });

  it('keeps results in order, and does quick work in one turn', async () => {
    let turns = 0;
    const immediate = setImmediate(() => turns++);
    expect(await mapInTurns([3, 1, 2], (n, i) => [n, i])).toEqual([
      [3, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(turns).toBe(0);
    clearImmediate(immediate);
  });

  it('returns what the last step returns, and throws what a step throws', async () => {
    const steps = function* (fails: boolean) {
      for (let i = 0; i < 3; i++) yield hold();
      if (fails) throw new Error('no');
      return 'done';
    };
    expect(await inTurns(steps(false))).toBe('done');
    await expect(inTurns(steps(true))).rejects.toThrow('no');
  });
});
