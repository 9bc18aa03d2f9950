import { Metrics } from './metrics.js';
import { NAMED_TENANTS, TopTenants } from './top-tenants.js';

const series = async (metrics: Metrics) =>
  new Map(
    (await metrics.text())
      .split('\n')
      .filter((line) => line.startsWith('tributary_tenant_events_total{'))
      .map((line) => {
        const [, tenant, outcome, value] = /tenant="(.*?)",outcome="(.*?)"\} (\d+)/.exec(line)!;
        return [`${tenant} ${outcome}`, Number(value)];
      }),
  );

describe('series of tenants', () => {
  let metrics: Metrics;
  let top: TopTenants;
  beforeEach(() => {
    metrics = new Metrics();
    top = new TopTenants(metrics);
  });

  it('are as many with 10,000 tenants as with 21, and miss no event', async () => {
    for (let i = 0; i < NAMED_TENANTS + 1; i++) top.count(`t${i}`, { created: 1, duplicate: 1 });
    const few = [(await series(metrics)).size, (await metrics.text()).split('\n').length];
    for (let i = 0; i < 10_000; i++) top.count(`t${i}`, { created: 1, duplicate: 1 });
    const many = [(await series(metrics)).size, (await metrics.text()).split('\n').length];
    expect([few[0], many]).toEqual([42, few]);
    expect([...(await series(metrics)).values()].reduce((sum, value) => sum + value, 0)).toBe(20_042);
  });

  it('do not grow by elections either', async () => {
    for (let i = 0; i < 10_000; i++) {
      top.count(`t${i}`, { created: i });
      if (i % 500 === 499) top.elect();
      if (i % 100 === 0) expect((await series(metrics)).size).toBeLessThanOrEqual(NAMED_TENANTS + 1);
    }
  });

  it('go to those who send most, found among many, and never count backwards', async () => {
    for (let i = 0; i < NAMED_TENANTS; i++) top.count(`early-${i}`, { created: 10 });
    for (let round = 0; round < 100; round++) {
      top.count('giant', { created: 50 });
      for (let i = 0; i < 50; i++) top.count(`tiny-${round}-${i}`, { created: 1 });
    }
    expect((await series(metrics)).get('other created')).toBe(10_000);
    top.elect();
    top.count('giant', { created: 7 });
    const after = await series(metrics);
    expect(after.get('giant created')).toBe(7);
    expect(after.get('other created')).toBe(10_000);
    expect([...after.keys()].filter((name) => name.startsWith('tiny'))).toEqual([]);
  });

  it('stay with a tenant that is as busy as before', async () => {
    for (let i = 0; i < NAMED_TENANTS; i++) top.count(`steady-${i}`, { created: 100 });
    top.count('nearly', { created: 140 });
    top.elect();
    top.count('nearly', { created: 1 });
    expect((await series(metrics)).has('nearly created')).toBe(false);
  });

  it('keep a tenant that is called “other” with the others', async () => {
    top.count('other', { created: 3 });
    for (let i = 0; i < NAMED_TENANTS + 1; i++) top.count(`t${i}`, { created: 1 });
    expect((await series(metrics)).get('other created')).toBe(4);
  });
});
