import { Logger } from '@nestjs/common';
import { Metrics, Problem } from '#libs/common';
import { PeriodicTasks } from './periodic-tasks.js';
import { TenantContext } from './tenant-context.js';

describe('a chore that fails', () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    for (const level of ['warn', 'error'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation(() => void said.push(level));
  });
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['warns, where the database is away', new Problem('database_unavailable', 'away', { retryAfter: 1 }), 'warn'],
    ['is an error, where nobody foresaw it', new TypeError('x is not a function'), 'error'],
  ])('%s; it is counted, and throws at nobody', async (_, failure, level) => {
    const metrics = new Metrics();
    const chores = new PeriodicTasks(new TenantContext(), metrics);
    chores.add('tidy', 60_000, () => Promise.reject(failure));
    await chores.run('tidy');
    await chores.beforeApplicationShutdown();
    expect(said).toEqual([level]);
    expect(await metrics.text()).toContain('tributary_chore_failures_total{chore="tidy"} 1');
  }); // prettier-ignore
});
