import { UNLIMITED } from '../../../../test/support/unlimited.js';
import { LocalShare } from './local-share.js';
import { MemoryLimits } from './memory-limits.js';
import { Running } from './running.js';

const limits = {
  ...UNLIMITED,
  burst_events: 10,
  events_per_second: 5,
  burst_bytes: 1_000,
  max_concurrent_requests: 4,
};
const demand = (count: number, bytes = 1) => ({
  tenantId: 't',
  limits,
  events: Array.from({ length: count }, () => ({ device: 'd', bytes })),
  rejected: { events: 0, bytes: 0 },
});
const admittedOf = (short: readonly unknown[]) => short.filter((policy) => policy === undefined).length;

describe('the share of one of several processes', () => {
  let seconds = 0;
  const share = (processes: number) =>
    new LocalShare(new MemoryLimits(new Running(), { seconds: () => seconds }), processes);

  it('is the part of burst, rate and places, and tells itself as what is applied', () => {
    const half = share(2);
    const taken = half.take(demand(20));
    expect([admittedOf(taken.short), taken.limits.burst_events, taken.limits.events_per_second]).toEqual([5, 5, 2.5]);
    seconds += 2;
    expect(admittedOf(half.take(demand(20)).short)).toBe(5);
    expect([1, 2, 3].map(() => half.enter('t', limits).short)).toEqual([undefined, undefined, 'concurrent-requests']);
    half.leave('t');
    expect(half.enter('t', limits).short).toBeUndefined();
    expect(half.standing('t', limits)).toMatchObject({ events: 5, running: 2, limits: { burst_events: 5 } });
  });

  it('admits an event that is as large as the whole burst', () => {
    expect(admittedOf(share(100).take(demand(1, 1_000)).short)).toBe(1);
  });

  it('follows the number of processes, and counts what others admitted', () => {
    const own = share(1);
    own.note(demand(5), Array(5).fill(undefined));
    own.noteEntry('t', limits, {});
    own.processes = 2;
    expect(admittedOf(own.take(demand(5)).short)).toBe(0);
    expect(own.standing('t', limits).requests).toBe(1);
  });
}); // prettier-ignore
