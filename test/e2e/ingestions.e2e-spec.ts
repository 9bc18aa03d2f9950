import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { ASYNC, BACKENDS, finished } from '../support/servers/queue.js';

interface AnswerItem {
  readonly index: number;
  readonly event_uid: string;
  readonly outcome: string;
  readonly status: number;
  readonly error: { readonly pointer: string };
}

describe.each(BACKENDS)('respond-async over $name', (backend) => {
  backend.describe('', () => {
    let service: TestApp;
    let queue: Awaited<ReturnType<typeof backend.start>>;
    let acme: ApiClient;

    beforeAll(async () => {
      queue = await backend.start();
      service = await startTestApp({ ...queue.env, RUN_WORKER: 'true' });
      acme = await service.make.tenant('acme');
    });
    afterAll(async () => {
      await service.close();
      await queue.stop();
    });

    it('takes one event: 202, then it is stored', async () => {
      const sent = event('one');
      const answer = await acme.post('/v1/events', sent, ASYNC);
      expect(answer.status).toBe(202);
      expect(answer.body).toEqual({
        outcome: 'accepted',
        event_uid: 'one',
        received_at: expect.stringMatching(/Z$/),
        ingestion_id: expect.any(String),
      });
      expect(answer.headers.get('location')).toBe(`/v1/ingestions/${answer.body.ingestion_id}`);
      expect(answer.headers.get('preference-applied')).toBe('respond-async');
      expect(answer.headers.get('ratelimit')).toMatch(/"events";r=/);
      const { status, body } = await finished(acme, answer);
      expect(status).toBe(200);
      expect(body).toEqual({
        id: answer.body.ingestion_id,
        status: 'done',
        summary: { created: 1 },
        items: [],
        tries: 1,
        accepted_at: answer.body.received_at,
        finished_at: expect.stringMatching(/Z$/),
      });
      expect((await acme.get('/v1/events/one')).body).toMatchObject({
        event_uid: 'one',
        payload: sent.payload,
      });
    });

    it('tells of a batch what could be judged, then what became of it', async () => {
      await acme.post('/v1/events', event('stored'));
      const events = [
        event('c', { type: '' }), event('a'), event('a'), event('a', { type: 'other' }), { event_uid: 'd' }, event('stored'),
        event('stored', { payload: {} }), event('b', { device_uid: 'nobody' }),
      ]; // prettier-ignore
      const answer = await acme.post('/v1/events/batch', { events }, ASYNC);
      expect(answer.status).toBe(202);
      expect(answer.body.summary).toEqual({ accepted: 6, invalid: 2 });
      expect(answer.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
        'invalid', 'accepted', 'accepted', 'accepted', 'invalid', 'accepted', 'accepted', 'accepted',
      ]); // prettier-ignore
      const { body } = await finished(acme, answer);
      expect(body.status).toBe('done');
      expect(body.summary).toEqual({ created: 1, duplicate: 2, conflict: 2, unknown_device: 1, invalid: 2 });
      expect(
        body.items.map(({ index, event_uid, outcome, status, error }: AnswerItem) => [
          index,
          event_uid,
          outcome,
          status,
          error.pointer,
        ]),
      ).toEqual([
        [0, 'c', 'invalid', 422, '/events/0/type'],
        [3, 'a', 'conflict', 409, '/events/3/event_uid'],
        [4, 'd', 'invalid', 422, expect.stringMatching(/^\/events\/4/)],
        [6, 'stored', 'conflict', 409, '/events/6/event_uid'],
        [7, 'b', 'unknown_device', 422, '/events/7/device_uid'],
      ]);
    });

    it('lists only what failed with return=minimal', async () => {
      const answer = await acme.post(
        '/v1/events/batch',
        { events: [event(), event('x', { type: '' })] },
        {
          prefer: 'return=minimal, respond-async',
        },
      );
      expect(answer.status).toBe(202);
      expect(answer.headers.get('preference-applied')).toBe('respond-async, return=minimal');
      expect(answer.body.items).toHaveLength(1);
    });

    it('accepts nothing where nothing can be stored: the answer is the usual one', async () => {
      const bad = event('x', { type: '' });
      expect((await acme.post('/v1/events', bad, ASYNC)).status).toBe(422);
      const batch = await acme.post('/v1/events/batch', { events: [bad] }, ASYNC);
      expect([batch.status, batch.body.summary, batch.headers.get('location')]).toEqual([
        207,
        { invalid: 1 },
        null,
      ]);
      expect((await acme.post('/v1/events/batch', { events: [] }, ASYNC)).body.code).toBe('empty_batch');
    });

    it('takes CloudEvents in every mode, and tells their faults in their words', async () => {
      const cloud = (id: string, source: string) => ({
        specversion: '1.0',
        id,
        source,
        type: 't',
        data: { a: 1.1 },
      });
      const structured = await acme.post('/v1/events', cloud('ce-1', '/x/sensor-1'), {
        ...ASYNC,
        'content-type': 'application/cloudevents+json',
      });
      const binary = await acme.send('POST', '/v1/events', {
        body: '{"a":1.10}',
        headers: {
          ...ASYNC,
          'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'ce-2', 'ce-source': '/nobody', 'ce-type': 't',
        },
      }); // prettier-ignore
      const batched = await acme.post('/v1/events', [cloud('ce-3', 'sensor-1'), cloud('ce-4', 'nobody')], {
        ...ASYNC,
        'content-type': 'application/cloudevents-batch+json',
      });
      expect([structured.status, binary.status, batched.status]).toEqual([202, 202, 202]);
      expect((await finished(acme, structured)).body.summary).toEqual({ created: 1 });
      const [ofBinary] = (await finished(acme, binary)).body.items;
      expect([ofBinary.outcome, ofBinary.error.detail]).toEqual([
        'unknown_device',
        expect.stringMatching(/^ce-source: /),
      ]);
      const [ofBatched] = (await finished(acme, batched)).body.items;
      expect([ofBatched.index, ofBatched.error.pointer]).toEqual([1, '/1/source']);
    });

    it('keeps numbers as they were written', async () => {
      const body =
        '{"event_uid":"exact","device_uid":"sensor-1","type":"t","payload":{"n":0.10000000000000000000001}}';
      await finished(
        acme,
        await acme.post('/v1/events', body, { ...ASYNC, 'content-type': 'application/json' }),
      );
      expect((await acme.get('/v1/events/exact')).text).toContain('0.10000000000000000000001');
    });

    it('lists ingestions, newest first, by status and age', async () => {
      const before = new Date().toISOString();
      const ids: string[] = [];
      for (let i = 0; i < 3; i++) {
        const answer = await acme.post('/v1/events', event(), ASYNC);
        await finished(acme, answer);
        ids.unshift(answer.body.ingestion_id);
      }
      const idsOf = async (query: string) =>
        (await acme.get(`/v1/ingestions?${query}`)).body.data.map(({ id }: { id: string }) => id);
      expect(await idsOf(`accepted_from=${before}`)).toEqual(ids);
      expect(await idsOf(`accepted_from=${before}&status=done`)).toEqual(ids);
      expect(await idsOf(`accepted_from=${before}&status=dead`)).toEqual([]);
      const first = await acme.get(`/v1/ingestions?accepted_from=${before}&limit=2`);
      expect(await idsOf(`accepted_from=${before}&cursor=${first.body.next_cursor}`)).toEqual(ids.slice(2));
      expect(await idsOf(`accepted_to=${before}`)).not.toEqual(expect.arrayContaining(ids));
      expect(first.body.data[0]).not.toHaveProperty('items');
    });

    it('is another tenant’s business alone', async () => {
      const globex = await service.make.tenant(`globex-${randomUUID().slice(0, 8)}`);
      const answer = await acme.post('/v1/events', event(), ASYNC);
      const foreign = await globex.get(answer.headers.get('location')!);
      const missing = await globex.get(`/v1/ingestions/${randomUUID()}`);
      expect([foreign.status, foreign.body.code, foreign.body.detail]).toEqual([
        404,
        missing.body.code,
        missing.body.detail,
      ]);
      expect((await globex.get('/v1/ingestions')).body.data).toEqual([]);
    });

    it('a producer may ask what became of what it sent', async () => {
      const producer = await service.make.token('acme', ['events:write']);
      const answer = await producer.post('/v1/events', event(), ASYNC);
      expect((await finished(producer, answer)).body.status).toBe('done');
      expect((await producer.get('/v1/ingestions')).status).toBe(403);
    });

    it('keeps no body of what is stored', async () => {
      const rows = await asAdmin(service.database.adminUrl, async (admin) => {
        const { rows } = await admin.query(
          `SELECT count(*)::int AS bodies FROM ingestions WHERE status = 'done' AND body IS NOT NULL`,
        );
        return rows;
      });
      expect(rows[0].bodies).toBe(0);
    });
  });
});

describe('the bounds of the queue', () => {
  const many = (client: ApiClient, count: number) =>
    Promise.all(Array.from({ length: count }, () => client.post('/v1/events', event(), ASYNC)));

  it('refuses what a tenant may not queue with 429, and leaves others alone', async () => {
    const service = await startTestApp();
    const acme = await service.make.tenant('acme', { limits: { max_queued_ingestions: 3 } });
    const globex = await service.make.tenant('globex');
    for (let i = 0; i < 3; i++) expect((await acme.post('/v1/events', event(), ASYNC)).status).toBe(202);
    const refused = await acme.post('/v1/events', event(), ASYNC);
    expect([refused.status, refused.body.code, refused.body.violated_policies]).toEqual([
      429,
      'throttled',
      ['queued-ingestions'],
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await globex.post('/v1/events', event(), ASYNC)).status).toBe(202);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
    await service.close();
  });

  it('refuses what all together may not queue with 503', async () => {
    const service = await startTestApp({ QUEUE_MAX_WAITING: '5' });
    const acme = await service.make.tenant('acme');
    const statuses = (await many(acme, 8)).map(({ status }) => status).sort();
    expect(statuses).toEqual([202, 202, 202, 202, 202, 503, 503, 503]);
    const refused = await acme.post('/v1/events', event(), ASYNC);
    expect([refused.status, refused.body.code]).toEqual([503, 'overloaded']);
    await service.close();
  });

  it('gives each tenant places in the line by its weight, and the rest waits in the table', async () => {
    const service = await startTestApp();
    const scheduled = async (key: string) => {
      const id = await service.make.tenantId(key);
      return asAdmin(service.database.adminUrl, async (admin) => {
        const { rows } = await admin.query(
          'SELECT count(scheduled_at)::int AS places, count(*)::int AS all FROM ingestions WHERE tenant_id = $1',
          [id],
        );
        return [rows[0].places, rows[0].all];
      });
    };
    for (const [key, queue_weight] of [
      ['light', 1],
      ['heavy', 5],
    ] as const)
      for (let i = 0, client = await service.make.tenant(key, { queue_weight }); i < 12; i++)
        expect((await client.post('/v1/events', event(), ASYNC)).status).toBe(202);
    expect([await scheduled('light'), await scheduled('heavy')]).toEqual([
      [2, 12],
      [10, 12],
    ]);
    await service.close();
  });
});

describe('what the queue has lost', () => {
  it('is scheduled again for everybody else while one tenant’s rows are held', async () => {
    const service = await startTestApp();
    const keys = ['first', 'middle', 'last'];
    const clients: ApiClient[] = [];
    const answers: Answer[] = [];
    for (const key of keys) clients.push(await service.make.tenant(key));
    for (const client of clients) answers.push(await client.post('/v1/events', event(), ASYNC));
    await asAdmin(service.database.adminUrl, async (admin) => {
      // A request does not wait until its ingestion is in the queue.
      while (!(await admin.query('DELETE FROM bullmq.job')).rowCount) await sleep(20);
      await sleep(200);
      await admin.query(
        `DELETE FROM bullmq.job; UPDATE ingestions SET scheduled_at = now() - interval '1 minute'`,
      );
      await admin.query('BEGIN');
      const held = [await service.make.tenantId('first'), await service.make.tenantId('last')];
      for (const id of held)
        await admin.query('SELECT FROM ingestions WHERE tenant_id = $1 FOR UPDATE', [id]);
      const worker = await startTestApp({ RUN_WORKER: 'true' }, service.database);
      try {
        expect((await finished(clients[1], answers[1])).body.status).toBe('done');
        expect((await clients[0].get(answers[0].headers.get('location')!)).body.status).toBe('queued');
        await admin.query('ROLLBACK');
        for (const i of [0, 2]) expect((await finished(clients[i], answers[i])).body.status).toBe('done');
      } finally {
        await worker.close();
        await service.close();
      }
    });
  }, 60_000);
});

/** Few jobs, so that a fast worker does not empty the backlog meanwhile. */
const JOBS = 3;

describe.each(BACKENDS)('a fair queue over $name', (backend) => {
  backend.describe('', () => {
    it('a backlog of one tenant does not delay the next job of another', async () => {
      const queue = await backend.start();
      const service = await startTestApp({ ...queue.env, WORKER_CONCURRENCY: '2' });
      const limits = {
        events_per_second: 1e6,
        burst_events: 1e6,
        device_burst_events: 1e6,
        device_events_per_second: 1e6,
      };
      const attacker = await service.make.tenant('attacker', { limits });
      const victim = await service.make.tenant('victim');
      const batches = 150;
      for (let i = 0; i < batches; i++)
        await attacker.post(
          '/v1/events/batch',
          { events: Array.from({ length: 100 }, () => event(randomUUID())) },
          ASYNC,
        );
      const worker = await startTestApp(
        { ...queue.env, RUN_WORKER: 'true', WORKER_CONCURRENCY: '2' },
        service.database,
      );
      const dwells: number[] = [];
      let left = batches;
      while (dwells.length < JOBS) {
        const begun = performance.now();
        expect((await finished(victim, await victim.post('/v1/events', event(), ASYNC))).body.status).toBe(
          'done',
        );
        dwells.push(performance.now() - begun);
        left = (await attacker.get('/v1/ingestions?status=queued&limit=500')).body.data.length;
        if (left === 0) break;
      }
      const longest = Math.max(...dwells);
      console.log(
        `${backend.name}: ${dwells.length} jobs of the victim, the longest ${longest.toFixed(0)} ms; ${left} of ${batches} of the attacker's still waited`,
      );
      // In order of arrival, the victim's first job would run after the whole backlog.
      expect(left).toBeGreaterThan(0);
      expect(dwells.length).toBe(JOBS);
      await worker.close();
      await service.close();
      await queue.stop();
    }, 60_000);
  });
});
