import type { Tenant, TenantContext } from '#libs/tenancy';
import { LastTimes } from './last-times.js';
import type { PreparedStatement, TenantDatabase } from './scope/index.js';

class Times extends LastTimes {
  constructor(database: Pick<TenantDatabase, 'together' | 'isDistributed'>) {
    super(database as TenantDatabase, {} as TenantContext, {} as PreparedStatement<unknown>);
  }

  note(name: string): void {
    this.noteOne({ id: 'tenant' } as Tenant, name, Date.now());
  }
}

it('has written all that was noted when a flush ends, also what another flush is writing', async () => {
  const commits: (() => void)[] = [];
  const times = new Times({
    isDistributed: false,
    together: () => new Promise<never[]>((resolve) => commits.push(() => resolve([]))),
  });
  times.note('first');
  const first = times.flush();
  const ended: string[] = [];
  const second = times.flush().then(() => ended.push('second'));
  await new Promise(setImmediate);
  expect([commits.length, ended]).toEqual([1, []]);
  commits[0]();
  await Promise.all([first, second]);
  expect([commits.length, ended]).toEqual([1, ['second']]);
});

it('keeps no time that is too old to prevent a write', async () => {
  const now = jest.spyOn(Date, 'now').mockReturnValue(0);
  const times = new Times({ isDistributed: false, together: async () => [] });
  const noted = (times as unknown as { noted: Map<string, number> }).noted;
  times.note('first');
  now.mockReturnValue(30_000);
  times.note('second');
  await times.flush();
  expect([...noted.keys()]).toEqual(['tenant:first', 'tenant:second']);
  now.mockReturnValue(60_000);
  await times.flush();
  expect([...noted.keys()]).toEqual(['tenant:second']);
  now.mockRestore();
});
