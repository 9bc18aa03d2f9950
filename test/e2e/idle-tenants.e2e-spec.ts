import { DataSource } from 'typeorm';
import { TenantDatabase } from '#libs/database';
import { Sweeper } from '../../libs/events/src/ingestions/sweeper.js';
import { Retention } from '../../libs/events/src/retention/retention.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { asAdmin } from '../support/servers/database.js';
import { until } from '../support/wait.js';
import { LastSeen } from '../../libs/devices/src/last-seen.js';

/** The cost of housekeeping depends on what happened, not on the number of tenants. */
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

  it('asks none of them when a person changes their password, only those in which the person has tokens', async () => {
    const { email, password } = await service.make.person('tenant_admin', ...TENANTS.slice(0, 3));
    const together = jest.spyOn(service.app.get(TenantDatabase), 'together');
    const logged = jest.spyOn(service.app.get(DataSource).logger, 'logQuery');
    const ofTokens = (sql: string) => /FROM "?api_tokens/.test(sql);
    /** Changes the password. @returns tenants of the tokens in the answer, and ids of the tenants that were asked for tokens */
    const change = async (current_password: string, new_password: string) => {
      const client = await service.make.login(email, current_password);
      for (const each of [together, logged]) each.mockClear();
      const { status, body } = await client.post('/v1/auth/password', { current_password, new_password });
      expect(status).toBe(200);
      const alone = logged.mock.calls.filter(([sql]) => ofTokens(sql)).map(([, values]) => (values as unknown[])[0]);
      const parts = together.mock.calls.flatMap(([each]) => each).filter(({ statements }) => ofTokens(statements[0][0].text));
      return [body.tokens.map((each: { tenant_key: string }) => each.tenant_key), [...alone, ...parts.map(({ tenant }) => tenant.id)]];
    };
    expect(await change(password, 'four unrelated new words')).toEqual([[], []]);
    const member = await service.make.login(email, 'four unrelated new words', TENANTS[1]);
    expect((await member.post('/v1/tokens', { name: 'mine', abilities: ['events:read'] })).status).toBe(201);
    const id = await service.make.tenantId(TENANTS[1]!);
    expect(await change('four unrelated new words', 'five other words that are new')).toEqual([[TENANTS[1]], [id]]);
  });

  it('sweeps a bounded number of queues at a time, and all of them in turn', async () => {
    const { sweep } = Sweeper.prototype;
    // Periodic sweeps would disturb the count.
    jest.spyOn(Sweeper.prototype, 'sweep').mockResolvedValue();
    const worker = await startTestApp({ RUN_WORKER: 'true' }, service.database);
    const together = jest.spyOn(worker.app.get(TenantDatabase), 'together');
    const swept = async () => {
      together.mockClear();
      await sweep.call(worker.app.get(Sweeper, { strict: false }));
      const ofSweep = together.mock.calls.filter(([[{ statements }]]) => / AS lost FROM ingestions/.test(statements[0][0].text));
      return ofSweep.flatMap(([parts]) => parts.map(({ tenant }) => tenant.id));
    };
    await asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query(`INSERT INTO tenants (key, name) SELECT 'many-' || n, 'x' FROM generate_series(1, 1100) n`);
      await admin.query(`INSERT INTO queue_marks (subject_id, marked_at) SELECT id, now() FROM tenants WHERE key LIKE 'many-%'`);
    });
    const [first, second, third] = [await swept(), await swept(), await swept()];
    await worker.close();
    expect([first.length, second.length]).toEqual([1_000, 100]);
    expect(new Set([...first, ...second]).size).toBe(1_100);
    expect(third).toEqual(first);
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
    // The timer may have written some of them already.
    expect(ofTimes.length).toBeLessThan(TENANTS.length);
    const seen = async (key: string) => (await (await service.make.token(key)).get('/v1/devices/sensor-1')).body.last_seen_at;
    for (const key of TENANTS) await until('it is written', async () => (await seen(key)) !== null);
  });
}); // prettier-ignore
