import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue } from 'bullmq';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient, type Answer } from '../support/clients/client.js';
import { asAdmin, createTestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { ASYNC, BACKENDS, finished } from '../support/servers/queue.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { scaled, SECOND_MS, until } from '../support/wait.js';

const WORKER = 'dist/apps/worker/src/main.js';
/** Longest time that a job of a killed worker waits. Milliseconds. */
const TAKEN_UP_MS = 15_000;

/** Address at which the service reaches its queue. */
const POSTGRES = (connectionString: string) =>
  ({ connectionString, schema: 'bullmq', options: '-c role=tributary_queue' }) as never;

describe.each(BACKENDS)('the queue over $name', (backend) => {
  backend.describe('', () => {
    let maker: TestApp;
    let queue: Awaited<ReturnType<typeof backend.start>>;
    let apis: ServiceProcess[] = [];
    let workers: ServiceProcess[] = [];

    const start = (program?: string, env: Record<string, string> = {}) =>
      startProcess(maker.database, { ...queue.env, RUN_WORKER: 'false', LOG_LEVEL: 'warn', ...env }, program);
    const end = async (processes: ServiceProcess[]) => {
      for (const { child } of processes) child.kill('SIGTERM');
      return Promise.all(processes.map(({ ended }) => ended));
    };
    const sql = (text: string, values: unknown[] = []) =>
      asAdmin(maker.database.adminUrl, async (admin) => (await admin.query(text, values)).rows);

    beforeAll(async () => {
      queue = await backend.start();
      maker = await startTestApp();
      apis = await Promise.all([start(), start()]);
      workers = await Promise.all([start(WORKER), start(WORKER)]);
    }, 180_000);
    afterAll(async () => {
      await end([...apis, ...workers]);
      await maker.close();
      await queue.stop();
    });

    const clientsOf = ({ token }: ApiClient) => apis.map(({ url }) => new ApiClient(url, token));

    /** Sends batches of ten events to both processes, and repeats temporary refusals, as clients do. */
    async function send(clients: ApiClient[], batches: number): Promise<Answer[]> {
      const accepted: Answer[] = [];
      let begun = 0;
      const one = async (client: ApiClient) => {
        const events = Array.from({ length: 10 }, () => event(randomUUID()));
        let answer: Answer;
        while ((answer = await client.post('/v1/events/batch', { events }, ASYNC)).status === 503)
          await sleep(100);
        expect(answer.status).toBe(202);
        accepted.push(answer);
      };
      const loop = async (client: ApiClient) => {
        while (begun++ < batches) await one(client);
      };
      await Promise.all([...clients, ...clients, ...clients, ...clients].map(loop));
      return accepted;
    }

    /** Checks that every accepted ingestion ends `done`, and that each of its events is stored once. */
    async function expectAllStored(
      key: string,
      client: ApiClient,
      accepted: Answer[],
      within = 40_000,
    ): Promise<void> {
      const ends = [];
      for (const answer of accepted) ends.push((await finished(client, answer, within)).body);
      expect(ends.filter(({ status }) => status !== 'done')).toEqual([]);
      const id = await maker.make.tenantId(key);
      const [{ events, uids }] = await sql(
        'SELECT count(*)::int AS events, count(DISTINCT event_uid)::int AS uids FROM events WHERE tenant_id = $1',
        [id],
      );
      expect([events, uids]).toEqual([accepted.length * 10, accepted.length * 10]);
    }

    it('two APIs, two workers: no job is lost and none is done twice', async () => {
      const clients = clientsOf(await maker.make.tenant('acme'));
      const accepted = await send(clients, 100);
      expect(accepted).toHaveLength(100);
      await expectAllStored('acme', clients[0], accepted);
      const [{ most }] = await sql('SELECT max(tries) AS most FROM ingestions');
      expect(most).toBe(1);
    }, 60_000);

    it('a worker killed in the middle: its job is taken up again in time, its effect once', async () => {
      const [client] = clientsOf(await maker.make.tenant('killed'));
      // The victim begins the job and cannot end it, because `events` is locked. The other workers are stopped meanwhile.
      const victim = await start(WORKER);
      for (const { child } of workers) child.kill('SIGSTOP');
      let released = 0;
      await asAdmin(maker.database.adminUrl, async (admin) => {
        await admin.query('BEGIN');
        await admin.query('LOCK TABLE events IN SHARE MODE');
        const answer = await client.post('/v1/events/batch', { events: [event('k-1'), event('k-2')] }, ASYNC);
        for (
          let tries = 0;
          !tries;
          [{ tries }] = await sql(`SELECT tries FROM ingestions WHERE id = $1`, [answer.body.ingestion_id])
        )
          await sleep(20);
        victim.child.kill('SIGKILL');
        await victim.ended;
        released = Date.now();
        for (const { child } of workers) child.kill('SIGCONT');
        await admin.query('ROLLBACK');
        const { body } = await finished(client, answer, TAKEN_UP_MS + 5_000);
        expect(body).toMatchObject({ status: 'done', summary: { created: 2 } });
      });
      const waited = Date.now() - released;
      console.log(`${backend.name}: taken up again ${(waited / 1000).toFixed(1)} s after kill -9`);
      expect(waited).toBeLessThan(scaled(TAKEN_UP_MS));
      const id = await maker.make.tenantId('killed');
      expect(await sql('SELECT count(*)::int AS n FROM events WHERE tenant_id = $1', [id])).toEqual([
        { n: 2 },
      ]);
    }, 90_000);

    it('SIGTERM: a worker finishes what it has, leaves nothing behind and exits 0', async () => {
      const clients = clientsOf(await maker.make.tenant('drained'));
      const accepted = await send(clients, 40);
      const begun = Date.now();
      expect(await end([workers[0]])).toEqual([0]);
      expect(Date.now() - begun).toBeLessThan(scaled(10_000));
      expect(workers[0].output()).not.toMatch(/"level":"(error|fatal)"/);
      await expectAllStored('drained', clients[0], accepted);
      workers[0] = await start(WORKER);
    }, 60_000);

    it('killed workers under load: everything accepted is stored, once', async () => {
      const clients = clientsOf(await maker.make.tenant('random'));
      const accepted: Answer[] = [];
      for (let i = 0; i < 3; i++) {
        accepted.push(...(await send(clients, 30)));
        const [victim] = workers.splice(Math.random() < 0.5 ? 0 : 1, 1);
        victim.child.kill('SIGKILL');
        accepted.push(...(await send(clients, 10)));
        await victim.ended;
        workers.push(await start(WORKER));
      }
      expect(accepted).toHaveLength(120);
      await expectAllStored('random', clients[0], accepted);
    }, 120_000);

    it('an emptied queue loses nothing: what was accepted is scheduled again', async () => {
      const clients = clientsOf(await maker.make.tenant('emptied'));
      const empty = async () => {
        if (queue.redis) await queue.redis.client.flushall();
        else await sql('DELETE FROM bullmq.job');
      };
      const accepted: Answer[] = [];
      for (let i = 0; i < 4; i++) {
        const [more] = await Promise.all([send(clients, 25), sleep(20).then(empty), sleep(60).then(empty)]);
        accepted.push(...more);
      }
      await empty();
      await expectAllStored('emptied', clients[0], accepted);
    }, 120_000);

    it('settings and revocations are seen by every process within a second', async () => {
      const owner = await maker.make.tenant('seen');
      const clients = clientsOf(owner);
      for (const client of clients)
        expect((await client.post('/v1/events', event(), ASYNC)).status).toBe(202);
      const staff = await maker.make.staff();
      for (const [status, answer] of [
        ['suspended', 403],
        ['active', 202],
      ] as const) {
        await staff.patch('/v1/tenants/seen', { status });
        for (const client of clients)
          await until(
            `it is seen to be ${status}`,
            async () => (await client.post('/v1/events', event(), ASYNC)).status === answer,
            SECOND_MS,
          );
      }
    }, 30_000);

    it('a worker has probes and metrics, and no route beside', async () => {
      const { url } = workers[0];
      expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'ok' });
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      const { text: metrics } = await new ApiClient(url).get('/metrics');
      expect((await fetch(`${url}/metrics`)).status).toBe(401);
      expect(metrics).toMatch(/^tributary_queue_ingestions\{state="queued"\} \d+$/m);
      expect(metrics).toMatch(/^tributary_queue_oldest_seconds\{state="processing"\} [\d.]+$/m);
      expect((await fetch(`${url}/v1/events`)).status).toBe(404);
    });

    it('a job without a tenant is refused and dropped', async () => {
      const raw = queue.redis
        ? new Queue('ingest', { connection: { url: queue.redis.url }, prefix: '{tributary}' })
        : new Queue(
            'ingest',
            { connection: POSTGRES(maker.database.appUrl) },
            createPostgresBackend as never,
          );
      await raw.add('ingest', { ingestion_id: randomUUID() }, { attempts: 5, removeOnFail: true });
      await until('no job is left', async () =>
        Object.values(await raw.getJobCounts('wait', 'active', 'delayed', 'prioritized')).every(
          (count) => count === 0,
        ),
      );
      await until('a worker says why', () =>
        workers.some(({ output }) => output().includes('The job names no tenant')),
      );
      await raw.close();
    }, 30_000);
  });
});

describe.each(BACKENDS)('a queue over $name that is away when a process begins', (backend) => {
  backend.describe('', () => {
    it('is found when it is there: what was accepted meanwhile is stored', async () => {
      const queue = await backend.start();
      const database = await createTestDatabase();
      const proxy = await TcpProxy.before(queue.redis?.url ?? database.appUrl);
      proxy.set('refused');
      const where = queue.redis ? 'REDIS_URL' : 'QUEUE_DATABASE_URL';
      const maker = await startTestApp({}, database);
      const { token } = await maker.make.tenant('early');
      await maker.close();
      const service = await startProcess(database, { [where]: proxy.url });
      try {
        const client = new ApiClient(service.url, token);
        const answer = await client.post('/v1/events', event(), ASYNC);
        expect(answer.status).toBe(202);
        await sleep(1_000);
        expect((await client.get(answer.headers.get('location')!)).body.status).toBe('queued');
        proxy.set('open');
        expect((await finished(client, answer)).body.status).toBe('done');
      } finally {
        service.child.kill('SIGTERM');
        expect(await service.ended).toBe(0);
        await proxy.stop();
        await queue.stop();
      }
    }, 60_000);
  });
});
