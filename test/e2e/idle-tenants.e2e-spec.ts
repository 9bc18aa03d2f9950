import { TenantDatabase } from '#libs/database';
import { Retention } from '../../libs/events/src/retention/retention.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';
import { LastSeen } from '../../libs/devices/src/last-seen.js';

/** Housekeeping costs what happened, not how many tenants there are. */
describe('housekeeping of tenants', () => {
  let service: TestApp;
  const TENANTS = Array.from({ length: 8 }, (_, i) => `idle-${i}`);

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of TENANTS) await service.make.tenant(key, { retention_days: 1 });
  });
  afterAll(() => service.close());
  afterEach(() => jest.restoreAllMocks());

  it('with retention: an idle one costs no transaction between two raises of its cutoff', async () => {
    const retention = service.app.get(Retention);
    await retention.sweep();
    const database = service.app.get(TenantDatabase);
    const transactions = jest.spyOn(database, 'transaction');
    const platform = jest.spyOn(database, 'runAsPlatform');
    await retention.sweep();
    await retention.sweep();
    expect([transactions.mock.calls.length, platform.mock.calls.length]).toEqual([0, 2]);
  });

  it('writes times of many tenants in one transaction, and of none where nothing happened', async () => {
    const lastSeen = service.app.get(LastSeen);
    await lastSeen.flush();
    const together = jest.spyOn(service.app.get(TenantDatabase), 'together');
    for (const key of TENANTS) await (await service.make.token(key)).post('/v1/events', event(undefined, { occurred_at: new Date().toISOString() }));
    await lastSeen.flush();
    await lastSeen.flush();
    const ofTimes = together.mock.calls.filter(([[{ statements }]]) => /last_seen_at/.test(statements[0][0].text));
    expect(ofTimes.reduce((sum, [parts]) => sum + parts.length, 0)).toBe(TENANTS.length);
    // The timer may have come between.
    expect(ofTimes.length).toBeLessThan(TENANTS.length);
    const seen = async (key: string) => (await (await service.make.token(key)).get('/v1/devices/sensor-1')).body.last_seen_at;
    for (const key of TENANTS) await until('it is written', async () => (await seen(key)) !== null);
  });
}); // prettier-ignore
