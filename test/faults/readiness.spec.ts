import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { ASYNC, finished } from '../support/servers/queue.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/servers/redis.js';
import { until } from '../support/wait.js';

/** Status of /readyz, and the code of the cause. */
async function readiness(url: string): Promise<[number, string | undefined]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, ((await answer.json()) as { code?: string }).code];
}

const says = (url: string, status: number, code?: string) =>
  until(
    `/readyz says ${status} ${code}`,
    async () => String(await readiness(url)) === String([status, code]),
  );

/** refused-writes.spec.ts tests the codes of refused writes, connections.spec.ts an unavailable database. */
describe('/readyz', () => {
  it('says that the schema is stale, where migrations were taken back under it', async () => {
    const service = await startTestApp();
    const sql = (text: string, values: unknown[] = []) =>
      asAdmin(service.database.adminUrl, async (admin) => (await admin.query(text, values)).rows);
    try {
      await says(service.url, 200);
      const [last] = await sql(
        'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING timestamp, name',
      );
      await says(service.url, 503, 'schema_stale');
      await sql('INSERT INTO migrations (timestamp, name) VALUES ($1, $2)', [last.timestamp, last.name]);
      await says(service.url, 200);
    } finally {
      await service.close();
    }
  });

  describeWithRedis('without its queue', () => {
    let redis: TestRedis;
    let service: TestApp;
    let worker: ServiceProcess;
    beforeAll(async () => {
      redis = await startRedis();
      service = await startTestApp({ REDIS_URL: redis.url });
      worker = await startProcess(service.database, { REDIS_URL: redis.url }, 'dist/apps/worker/src/main.js');
    });
    afterAll(async () => {
      worker.child.kill('SIGKILL');
      await worker.ended;
      await service.close();
      await redis.stop();
    });

    it.each([
      ['gone', () => redis.kill(), () => redis.restart()],
      ['silent', async () => redis.freeze(), async () => redis.thaw()],
    ])('which is %s, an API is ready and says so, a worker is not; both recover unaided', async (how, fault, mend) => {
      const acme = await service.make.tenant(`queue-${how}`);
      await Promise.all([says(service.url, 200), says(worker.url, 200)]);
      await fault();
      await Promise.all([says(service.url, 200, 'queue_unavailable'), says(worker.url, 503, 'queue_unavailable')]);
      expect((await (await fetch(`${service.url}/readyz`)).json()) as object).toMatchObject({ status: 'degraded' });
      expect((await acme.post('/v1/events', event())).status).toBe(201);
      const answer = await acme.post('/v1/events', event(), ASYNC);
      expect(answer.status).toBe(202);
      await mend();
      await Promise.all([says(service.url, 200), says(worker.url, 200)]);
      expect((await finished(acme, answer)).body.status).toBe('done');
    }, 90_000); // prettier-ignore
  });
});
