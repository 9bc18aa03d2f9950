import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/client.js';
import { asAdmin } from '../support/database.js';
import { event } from '../support/fixtures.js';
import { type ServiceProcess, startProcess } from '../support/process.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

const RATE = 400;
const BURST = 200;
const SECONDS = 5;

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
      [1, 2].map(() => startProcess(maker.database, { REDIS_URL: redis.url, LOG_LEVEL: 'error' })),
    );
  });
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
    await maker.close();
    await redis.stop();
  });

  it('is what it would be with one: never more than burst + rate × t, and more than 95 % of it', async () => {
    const limits = { burst_events: BURST, events_per_second: RATE };
    const { token } = await maker.make.tenant('flood', { limits });
    let admitted = 0;
    let asked = 0;
    // A full bucket gains nothing: what the first request takes longer than others must not count.
    for (const { url } of processes) await new ApiClient(url, token).post('/v1/events', event());
    await sleep(1_000);
    const begun = performance.now();
    const elapsed = () => (performance.now() - begun) / 1000;
    const flood = async (url: string) => {
      const client = new ApiClient(url, token);
      while (elapsed() < SECONDS) {
        const events = Array.from({ length: 60 }, () => event());
        const { status, body } = await client.post('/v1/events/batch', { events });
        expect([200, 207]).toContain(status);
        admitted += body.summary.created ?? 0;
        asked += events.length;
      }
    };
    await Promise.all(processes.flatMap(({ url }) => [flood(url), flood(url), flood(url)]));
    const allowed = BURST + RATE * elapsed();
    const alone = await Promise.all(processes.map(decidedAlone));
    console.log(
      `two processes: ${asked} events asked for, ${admitted} admitted, ${allowed.toFixed(0)} allowed in ${SECONDS} s, ${alone} decided alone (${((admitted / allowed) * 100).toFixed(2)} %)`,
    );
    expect(asked).toBeGreaterThan(allowed * 1.5);
    expect(admitted).toBeLessThanOrEqual(allowed);
    expect(admitted).toBeGreaterThan(allowed * 0.95);
    const id = await maker.make.tenantId('flood');
    const stored = await asAdmin(maker.database.adminUrl, async (admin) => {
      const { rows } = await admin.query('SELECT count(*)::int AS events FROM events WHERE tenant_id = $1', [
        id,
      ]);
      return rows[0].events;
    });
    expect(stored).toBe(admitted + processes.length);
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
