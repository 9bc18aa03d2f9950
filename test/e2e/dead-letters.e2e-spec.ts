import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import { IngestionsWorker } from '../../libs/events/src/ingestions/ingestions.worker.js';
import { pack } from '../../libs/events/src/ingestions/packed-events.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { ASYNC, BACKENDS, finished } from '../support/servers/queue.js';
import { metric, until } from '../support/wait.js';

describe.each(BACKENDS)('dead letters over $name', (backend) => {
  backend.describe('', () => {
    let service: TestApp;
    let queue: Awaited<ReturnType<typeof backend.start>>;

    beforeAll(async () => {
      queue = await backend.start();
      service = await startTestApp({ ...queue.env, RUN_WORKER: 'true' });
    });
    afterAll(async () => {
      await service.close();
      await queue.stop();
    });

    const sql = (text: string, values: unknown[] = []) =>
      asAdmin(service.database.adminUrl, async (admin) => (await admin.query(text, values)).rows);

    /**
     * Makes a tenant whose ingestions all become dead letters, because a trigger damages their bodies.
     * @param tried number of tries that the rows already count
     */
    async function withLetters(
      count: number,
      tried = 4,
    ): Promise<{ key: string; client: ApiClient; letters: string[] }> {
      const key = `dead-${randomUUID().slice(0, 8)}`;
      const client = await service.make.tenant(key);
      // Every try to store a damaged body fails.
      await sql(
        `CREATE OR REPLACE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body = '\\x00'; RETURN NEW; END $$`,
      );
      await sql(
        `CREATE OR REPLACE TRIGGER poison BEFORE INSERT ON ingestions FOR EACH ROW EXECUTE FUNCTION public.poison()`,
      );
      const answers = await Promise.all(
        Array.from({ length: count }, (_, i) => client.post('/v1/events', event(`${key}-${i}`), ASYNC)),
      );
      await sql('DROP TRIGGER poison ON ingestions');
      // The row counts the tries. By default only the last one is left.
      await sql(`UPDATE ingestions SET tries = GREATEST(tries, $2) WHERE tenant_id = $1`, [
        await service.make.tenantId(key),
        tried,
      ]);
      for (const answer of answers) expect((await finished(client, answer)).body.status).toBe('dead');
      const { data } = (await client.get('/v1/dead-letters')).body;
      return { key, client, letters: data.map(({ id }: { id: string }) => id) };
    }

    /** Replaces the damaged bodies by a good one, so that a replay can work. */
    const heal = async (key: string) => {
      const body = await bodyOf(key);
      await sql(`UPDATE ingestions SET body = $2 WHERE tenant_id = $1`, [
        await service.make.tenantId(key),
        body,
      ]);
    };
    const bodyOf = (key: string) => {
      const validatedEvent = {
        eventUid: `${key}-healed`,
        deviceUid: 'sensor-1',
        type: 't',
        occurredAt: null,
        late: false,
        payload: '{}',
        extensions: null,
        pointer: '',
      };
      return pack({ events: [validatedEvent], places: [0] });
    };

    it('tries five times at most, with pauses that grow, then writes a letter with its reason', async () => {
      const before = await metric(service.url, 'tributary_dead_letters_total');
      const { worker } = service.app.get(IngestionsWorker, { strict: false });
      const pauses: number[] = [];
      // Each pause is noted, then cut short.
      const onFailed = (job?: Job) => {
        pauses.push(job!.delay);
        // Where that fails, the pause just lasts.
        job!.promote().catch(() => undefined);
      };
      worker.on('failed', onFailed);
      const { key, client, letters } = await withLetters(1, 0);
      worker.off('failed', onFailed);
      expect(pauses).toHaveLength(4);
      // Jitter shortens a pause by up to half. Milliseconds.
      for (const [i, pause] of pauses.entries()) {
        expect(pause).toBeGreaterThanOrEqual(500 * 2 ** i);
        expect(pause).toBeLessThanOrEqual(1_000 * 2 ** i);
      }
      expect(letters).toHaveLength(1);
      expect(await metric(service.url, 'tributary_dead_letters_total')).toBe(before + 1);
      const [letter] = (await client.get('/v1/dead-letters')).body.data;
      expect(letter).toEqual({
        id: expect.any(String), ingestion_id: expect.any(String), reason: 'internal', detail: expect.any(String),
        tries: 5, events: 1, created_at: expect.stringMatching(/Z$/),
      }); // prettier-ignore
      const ingestion = await client.get(`/v1/ingestions/${letter.ingestion_id}`);
      expect(ingestion.body).toMatchObject({ status: 'dead', tries: 5, summary: { failed: 1 } });
      expect((await client.get(`/v1/events/${key}-0`)).status).toBe(404);
      expect((await client.get('/v1/ingestions?status=dead')).body.data).toHaveLength(1);
    });

    it('does not keep others waiting', async () => {
      const other = await service.make.tenant(`calm-${randomUUID().slice(0, 8)}`);
      await withLetters(3);
      const answer = await other.post('/v1/events', event(), ASYNC);
      expect((await finished(other, answer, 3_000)).body.status).toBe('done');
    });

    it('replays one: it is stored once, and on record', async () => {
      const { key, client, letters } = await withLetters(1);
      await heal(key);
      const [{ ingestion_id }] = (await client.get('/v1/dead-letters')).body.data;
      const replay = await client.post(`/v1/dead-letters/${letters[0]}/replay`);
      expect([replay.status, replay.body]).toEqual([202, { count: 1, dry_run: false }]);
      const location = new Headers({ location: `/v1/ingestions/${ingestion_id}` });
      expect((await finished(client, { ...replay, headers: location })).body).toMatchObject({
        status: 'done', tries: 1, summary: { created: 1 },
      }); // prettier-ignore
      expect((await client.get('/v1/dead-letters')).body.data).toEqual([]);
      expect((await client.post(`/v1/dead-letters/${letters[0]}/replay`)).status).toBe(404);
      const trail = await client.get('/v1/audit?action=dead_letter.replay');
      expect(trail.body.data[0].target).toBe(`dead_letter:${letters[0]}`);
    });

    it('replays by filter, and counts before, if asked', async () => {
      const { key, client } = await withLetters(3);
      await heal(key);
      const all = (filter: object, query = '') => client.post(`/v1/dead-letters/replay${query}`, filter);
      expect((await all({ reason: 'internal' }, '?dry_run=true')).body).toEqual({ count: 3, dry_run: true });
      expect((await all({ reason: 'other' })).body.count).toBe(0);
      expect((await all({ created_to: '2020-01-01T00:00:00Z' })).body.count).toBe(0);
      expect((await client.get('/v1/dead-letters')).body.data).toHaveLength(3);
      expect((await all({ unknown: 1 })).body.code).toBe('unknown_field');
      expect((await all({ reason: 'internal' })).body).toEqual({ count: 3, dry_run: false });
      await until(
        'all three are done',
        async () => (await client.get('/v1/ingestions?status=done')).body.data.length === 3,
      );
      const done = (await client.get('/v1/ingestions?status=done')).body.data;
      expect(done.map(({ summary }: { summary: object }) => JSON.stringify(summary)).sort()).toEqual([
        '{"created":1}', '{"duplicate":1}', '{"duplicate":1}',
      ]); // prettier-ignore
    });

    it('throws one away with its events, and on record', async () => {
      const { client, key, letters } = await withLetters(1);
      expect((await client.delete(`/v1/dead-letters/${letters[0]}`)).status).toBe(204);
      expect((await client.delete(`/v1/dead-letters/${letters[0]}`)).status).toBe(404);
      const bodies = await sql('SELECT body FROM ingestions WHERE tenant_id = $1', [
        await service.make.tenantId(key),
      ]);
      expect(bodies).toEqual([{ body: null }]);
      expect((await client.get('/v1/audit?action=dead_letter.delete')).body.data).toHaveLength(1);
    });

    it('are for those who may, and their own tenant’s alone', async () => {
      const { key, client, letters } = await withLetters(1);
      const globex = await service.make.tenant(`globex-${randomUUID().slice(0, 8)}`);
      for (const [method, path] of [
        ['POST', '/replay'],
        ['DELETE', ''],
      ]) {
        const [foreign, missing] = [
          await globex.send(method, `/v1/dead-letters/${letters[0]}${path}`),
          await globex.send(method, `/v1/dead-letters/${randomUUID()}${path}`),
        ];
        expect([foreign.status, foreign.body.detail]).toEqual([404, missing.body.detail]);
      }
      expect((await globex.post('/v1/dead-letters/replay', {})).body.count).toBe(0);
      const reader = await service.make.token(key, ['dead_letters:read']);
      expect((await reader.get('/v1/dead-letters')).body.data).toHaveLength(1);
      expect((await reader.delete(`/v1/dead-letters/${letters[0]}`)).status).toBe(403);
      expect((await client.get('/v1/dead-letters')).body.data).toHaveLength(1);
    });

    it('a tenant that was suspended while it waited gets its letter at once', async () => {
      const key = `idle-${randomUUID().slice(0, 8)}`;
      await service.make.tenant(key);
      const id = await service.make.tenantId(key);
      const body = await bodyOf(key);
      const staff = await service.make.staff();
      await staff.patch(`/v1/tenants/${key}`, { status: 'suspended' });
      await sql(
        `INSERT INTO ingestions (tenant_id, events, summary, items, body, accepted_at) VALUES ($1, 1, '{"accepted":1}', '[]', $2, now())`,
        [id, body],
      );
      await sql('INSERT INTO queue_marks (subject_id, marked_at) VALUES ($1, now())', [id]);
      const rows = await until('it is a dead letter', async () => {
        const letters = await sql('SELECT reason, tries FROM dead_letters WHERE tenant_id = $1', [id]);
        return letters.length > 0 && letters;
      });
      expect(rows).toEqual([{ reason: 'tenant_suspended', tries: 1 }]);
    });
  });
});
