import type { Awaitable } from './awaitable.js';

/** Longest time that one slice of work may hold the event loop. Milliseconds. */
const TURN_MS = 1;

/** Work that waits for its turn, oldest first. */
const waiting: (() => void)[] = [];

/**
 * Waits for a turn of the event loop that no other sliced work has. One slice runs per turn, however many requests are
 * processed in slices. So a small request waits for one slice at a time, not for one of each large request.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(release);
  });
}

function release(): void {
  waiting.shift()!();
  if (waiting.length) setImmediate(release);
}

/** Measures how long a piece of work has held the event loop. */
export class Turn {
  private begun = performance.now();

  /** Waits for the next turn and restarts the measurement. */
  async pause(): Promise<void> {
    await nextTurn();
    this.begun = performance.now();
  }

  get isOver(): boolean {
    return performance.now() - this.begun >= TURN_MS;
  }
}

/** Runs all steps, in as many turns of the event loop as needed. Quick steps take one turn. */
export async function inTurns<T>(steps: Iterator<void, T>): Promise<T> {
  const turn = new Turn();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (turn.isOver) await turn.pause();
  }
}

/** Maps the items in order, in as many turns of the event loop as needed. Quick work takes one turn. */
export function mapInTurns<T, R>(items: readonly T[], map: (item: T, index: number) => R): Awaitable<R[]> {
  return items.length === 1 ? [map(items[0], 0)] : mapMany(items, map);
}

async function mapMany<T, R>(items: readonly T[], map: (item: T, index: number) => R): Promise<R[]> {
  const results = new Array<R>(items.length);
  const turn = new Turn();
  for (let i = 0; i < items.length; i++) {
    results[i] = map(items[i], i);
    if (turn.isOver) await turn.pause();
  }
  return results;
}
