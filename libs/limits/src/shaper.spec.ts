import fc from 'fast-check';
import { Metrics, Problem, type Queue } from '#libs/common';
import { UNLIMITED } from '../../../test/support/unlimited.js';
import { LimitMetrics } from './limit-metrics.js';
import { Shaper } from './shaper.js';

const MiB = 1024 * 1024;
/** Bodies of this tenant are processed at 20 MiB/s. */
const LIMITS = { ...UNLIMITED, bytes_per_second: 10 * MiB };

describe('the shaper of bodies', () => {
  let seconds = 0;
  const make = () => new Shaper({ seconds: () => seconds }, new LimitMetrics(new Metrics()));

  /** The wait of a body, or the Retry-After of its refusal. */
  const reserve = (
    shaper: Shaper,
    bytes: number,
    { payer = 't', limits = LIMITS, waited = 0, queue = 'large' as Queue } = {},
  ) => {
    try {
      return { wait: shaper.paceOf(payer, limits).reserve(queue, bytes, waited) };
    } catch (problem) {
      const { code, retryAfter, extensions } = problem as Problem;
      return { code, retryAfter, policies: extensions?.violated_policies };
    }
  };

  it('lets the largest body pass at once, and each further one when those before have had their time', () => {
    const shaper = make();
    const waits = [5, 5, 5].map((size) => reserve(shaper, size * MiB).wait);
    expect(waits).toEqual([0, 0.25, 0.5]);
    seconds += 0.5;
    expect(reserve(shaper, 5 * MiB).wait).toBe(0.25);
  });

  it('keeps payers apart', () => {
    const shaper = make();
    for (let i = 0; i < 10; i++) reserve(shaper, 5 * MiB);
    expect(reserve(shaper, 5 * MiB, { payer: 'other' })).toEqual({ wait: 0 });
  });

  it('lets small bodies pass by large ones, and bounds their rate too', () => {
    const shaper = make();
    for (let i = 0; i < 10; i++) reserve(shaper, 5 * MiB);
    const waits = Array.from({ length: 120 }, () => reserve(shaper, MiB / 16, { queue: 'small' }).wait);
    expect(waits.slice(0, 80)).toEqual(Array(80).fill(0));
    expect(waits.at(-1)).toBeCloseTo(40 / 16 / 20, 9);
  });

  it('is never slower than 1 MiB a second, however small the limits are', () => {
    const shaper = make();
    const limits = { ...UNLIMITED, bytes_per_second: 1 };
    expect([1, 2].map(() => reserve(shaper, 3 * MiB, { limits }).wait)).toEqual([0, 1]);
  });

  it('refuses a body that would wait for more than five seconds in total, and does not count it', () => {
    const shaper = make();
    for (let i = 0; i < 20; i++) expect(reserve(shaper, 5 * MiB).wait).toBe(0.25 * i);
    expect(reserve(shaper, 5 * MiB).wait).toBe(5);
    const refused = { code: 'throttled', retryAfter: 5.25, policies: ['bytes'] };
    expect(reserve(shaper, 5 * MiB)).toEqual(refused);
    expect(reserve(shaper, 5 * MiB)).toEqual(refused);
    expect(reserve(make(), 5 * MiB, { waited: 5 })).toEqual({ wait: 0 });
    expect(reserve(make(), 6 * MiB, { waited: 5 }).code).toBe('throttled');
  });

  it('gives back the time of a body whose client has gone', () => {
    const shaper = make();
    reserve(shaper, 5 * MiB);
    const before = reserve(shaper, 5 * MiB).wait;
    shaper.paceOf('t', LIMITS).release('large', 5 * MiB);
    expect(reserve(shaper, 5 * MiB).wait).toBe(before);
    for (let i = 0; i < 9; i++) shaper.paceOf('t', LIMITS).release('large', 5 * MiB);
    expect([1, 2].map(() => reserve(shaper, 5 * MiB).wait)).toEqual([0, 0.25]);
  });

  it('processes at most 5 MiB and twice the rate, and its Retry-After is true, whatever arrives', () => {
    const arrivals = fc.array(
      fc.record({
        pause: fc.double({ min: 0, max: 3, noNaN: true }),
        bytes: fc.integer({ min: 1, max: 5 * MiB }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(arrivals, (all) => {
        const shaper = make();
        const processed: { at: number; bytes: number }[] = [];
        for (const { pause, bytes } of all) {
          seconds += pause;
          const { wait, retryAfter } = reserve(shaper, bytes);
          if (wait !== undefined) processed.push({ at: seconds + wait, bytes });
          else {
            seconds += retryAfter!;
            expect(reserve(shaper, bytes)).toEqual({ wait: 0 });
            processed.push({ at: seconds, bytes });
          }
        }
        for (const [i, first] of processed.entries()) {
          let sum = 0;
          for (const { at, bytes } of processed.slice(i)) {
            sum += bytes;
            expect(sum).toBeLessThanOrEqual(5 * MiB + 20 * MiB * (at - first.at + 0.001));
          }
        }
      }),
    );
  });

  it('remembers only payers that sent a body lately', () => {
    const shaper = make();
    for (let i = 0; i < 5_000; i++) {
      reserve(shaper, MiB, { payer: `payer ${i}` });
      seconds += 1;
    }
    expect(shaper.size).toBeLessThan(1_100);
  });
});
