import { setImmediate as nextTurn } from 'node:timers/promises';

/** What one piece of work may hold the event loop for before others are served. Milliseconds. */
const TURN_MS = 8;

/** Maps one after the other, in as many turns of the event loop as it takes; the first only, where it is quick. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  map: (item: T, index: number) => R,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let begun = performance.now();
  for (let i = 0; i < items.length; i++) {
    results[i] = map(items[i], i);
    if (performance.now() - begun < TURN_MS) continue;
    await nextTurn();
    begun = performance.now();
  }
  return results;
}
