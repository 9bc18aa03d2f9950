import { worstOf } from './verdict.js';

const [ok, degraded] = [{ status: 'ok' }, { status: 'degraded', code: 'queue_unavailable' }] as const;
const full = { status: 'unready', code: 'database_full' } as const;
const draining = { status: 'unready', code: 'draining' } as const;

describe('the verdict of several processes', () => {
  it.each([
    [[ok, degraded, full, ok], full],
    [[ok, degraded], degraded],
    [[ok, draining, undefined], ok],
    [[draining, undefined], undefined],
    [[], undefined],
  ])('is the worst of those that take connections: %j', (verdicts, worst) => {
    expect(worstOf(verdicts)).toBe(worst);
  });
});
