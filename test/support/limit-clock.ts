import { LimitClock } from '#libs/limits';
import type { TestApp } from './app.js';

/** Stops the clock of a service's limits. @returns a function that moves it forward by a number of seconds */
export function stopLimitClock({ app }: TestApp): (seconds: number) => void {
  const clock = app.get(LimitClock);
  let now = clock.seconds();
  clock.seconds = () => now;
  return (seconds) => void (now += seconds);
}
