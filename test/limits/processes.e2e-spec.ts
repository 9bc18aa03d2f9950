import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { Flood } from '../support/clients/flood.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';

/** A bucket that takes ten seconds to run empty: it does not while the flood lasts. */
const LIMITS = { rate: 200, burst: 2_000 };
const SIZE = 60;
const BATCHES = 300;
/** However busy the machine is, the processes wait for Redis and decide together. */
const ENV = { LIMITS_REDIS_TIMEOUT_MS: '60000', LOG_LEVEL: 'error' };

/** How often a process decided by its share, because Redis kept it waiting. */
async function decidedAlone({ url }: ServiceProcess): Promise<number> {
  const { text } = await new ApiClient(url).get('/metrics');
  const counts = [...text.matchAll(/^tributary_limit_local_decisions_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

describeWithRedis('the limit of a tenant that floods two processes', () => {
  let redis: TestRedis;
  let maker: TestApp;
  let processes: ServiceProcess[];
  beforeAll(async () => {
    redis = await startRedis();
    maker = await startTestApp();
    processes = await Promise.all(
      [1, 2].map(() => startProcess(maker.database, { REDIS_URL: redis.url, ...ENV })),
    );
  });
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
    await maker.close();
    await redis.stop();
  });

  it('is what it would be with one: burst + rate × t, no more and no less', async () => {
    const limits = { burst_events: LIMITS.burst, events_per_second: LIMITS.rate };
    const { token } = await maker.make.tenant('flood', { limits });
    const clients = processes.map(({ url }) => new ApiClient(url, token));
    const flood = await Flood.of(
      [...clients, ...clients, ...clients],
      { batches: BATCHES, size: SIZE },
      (answer) => {
        expect([200, 207, 429]).toContain(answer.status);
        return answer.body.summary?.created ?? 0;
      },
    );
    const [least, most] = [flood.least(LIMITS, SIZE), flood.most(LIMITS)];
    console.log(
      `two processes: ${BATCHES * SIZE} events asked for, ${flood.admitted} admitted, ${least.toFixed(0)} to ${most.toFixed(0)} allowed`,
    );
    expect(await Promise.all(processes.map(decidedAlone))).toEqual([0, 0]);
    expect(flood.admitted).toBeLessThanOrEqual(most);
    expect(flood.admitted).toBeGreaterThanOrEqual(least);
    const id = await maker.make.tenantId('flood');
    const stored = await asAdmin(maker.database.adminUrl, async (admin) => {
      const { rows } = await admin.query('SELECT count(*)::int AS events FROM events WHERE tenant_id = $1', [
        id,
      ]);
      return rows[0].events;
    });
    expect(stored).toBe(flood.admitted);
  });

  it('counts requests that are worked on in both', async () => {
    const limits = { max_concurrent_requests: 3, events_per_second: 1e6, burst_events: 1e6 };
    const { token } = await maker.make.tenant('crowd', { limits: { ...limits, device_burst_events: 1e6 } });
    const clients = processes.map(({ url }) => new ApiClient(url, token));
    const events = Array.from({ length: 200 }, () => event());
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => clients[i % 2].post('/v1/events/batch', { events })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ body }) => body.violated_policies[0] === 'concurrent-requests')).toBe(true);
    expect(answers.filter(({ status }) => status === 200).length).toBe(60 - refused.length);
    const staff = await maker.make.staff();
    expect((await staff.get('/v1/tenants/crowd/limits')).status).toBe(200);
    expect(await redis.client.hlen(`tributary:limits:{${await maker.make.tenantId('crowd')}}:running`)).toBe(
      0,
    );
  });
});
