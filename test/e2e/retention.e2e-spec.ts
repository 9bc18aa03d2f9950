import { Retention } from '../../libs/events/src/retention/retention.service.js';
import { IngestWriter } from '../../libs/events/src/ingest/ingest.writer.js';
import type { ValidatedEvent } from '../../libs/events/src/ingest/validated-event.js';
import { TenantsService } from '#libs/tenants';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const NDJSON = { 'content-type': 'application/x-ndjson' };

/** Number of stored events with a uid, as the superuser sees them. */
const stored = (service: TestApp, uid: string): Promise<number> =>
  asAdmin(service.database.adminUrl, async (admin) => {
    const { rows } = await admin.query('SELECT count(*)::int AS n FROM events WHERE event_uid = $1', [uid]);
    return rows[0].n;
  });

describe('retention', () => {
  let service: TestApp;
  let staff: ApiClient;
  let client: ApiClient;
  const sweep = () => service.app.get(Retention).sweep();
  const set = (key: string, settings: object) => staff.patch(`/v1/tenants/${key}`, { settings });
  const cutoffOf = async (key: string) => (await staff.get(`/v1/tenants/${key}`)).body.purged_before;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    client = await service.make.tenant('keeper', { accept_past_days: 400, accept_late: true });
    await service.make.tenant('hoarder', { accept_past_days: 400 });
  });
  afterAll(() => service.close());

  it('removes what is older than the tenant keeps, of that tenant, and nothing else', async () => {
    const hoarder = await service.make.token('hoarder');
    for (const each of [client, hoarder])
      await each.post('/v1/events', event('old', { occurred_at: ago(10) }));
    await client.post('/v1/events', event('untimed'));
    await client.post('/v1/events', event('young', { occurred_at: ago(4) }));
    expect(await sweep()).toBe(0);
    await set('keeper', { retention_days: 5 });
    expect(await sweep()).toBe(1);
    expect([
      await stored(service, 'old'),
      await stored(service, 'young'),
      await stored(service, 'untimed'),
    ]).toEqual([1, 1, 1]);
    expect((await client.get('/v1/events/old')).status).toBe(404);
    expect((await hoarder.get('/v1/events/old')).status).toBe(200);
    expect(Date.now() - 5 * DAY - Date.parse(await cutoffOf('keeper'))).toBeLessThan(60_000);
    const trail = await client.get('/v1/audit?action=events.purge');
    expect(trail.body.data).toMatchObject([{ actor: 'system', changes: { before: { events: 1 } } }]);
    expect((await service.api.get('/metrics')).text).toContain('tributary_retention_events_removed_total 1');
  });

  describe('lets nothing that it removed come back', () => {
    const old = () => event('old', { occurred_at: ago(10) });
    const untimed = () => event('old');
    const cloud = (time?: string) => ({
      specversion: '1.0', id: 'old', source: '/sensor-1', type: 'temperature.measured', data: { celsius: 21.5 }, ...(time ? { time } : {}),
    }); // prettier-ignore
    const binary = {
      'ce-specversion': '1.0',
      'ce-id': 'old',
      'ce-source': '/sensor-1',
      'ce-type': 'temperature.measured',
    };
    const type = (name: string) => ({ 'content-type': name });

    // prettier-ignore
    const WAYS: [way: string, send: () => Promise<{ status: number; text: string }>][] = [
      ['alone', () => client.post('/v1/events', old())],
      ['alone, asynchronously', () => client.post('/v1/events', old(), { prefer: 'respond-async' })],
      ['alone, without its time', () => client.post('/v1/events', untimed())],
      ['in a batch', () => client.post('/v1/events/batch', { events: [old(), untimed()] })],
      ['in a batch, asynchronously', () => client.post('/v1/events/batch', { events: [old(), untimed()] }, { prefer: 'respond-async' })],
      ['in an import', () => client.post('/v1/events/import', `${JSON.stringify(old())}\n${JSON.stringify(untimed())}\n`, NDJSON)],
      ['as a CloudEvent', () => client.post('/v1/events', cloud(ago(10)), type('application/cloudevents+json'))],
      ['as a CloudEvent without time', () => client.post('/v1/events', cloud(), type('application/cloudevents+json'))],
      ['as a binary CloudEvent', () => client.post('/v1/events', { celsius: 21.5 }, { ...binary, 'ce-time': ago(10) })],
      ['as a binary CloudEvent without time', () => client.post('/v1/events', { celsius: 21.5 }, binary)],
      ['as a batch of CloudEvents', () => client.post('/v1/events', [cloud(ago(10)), cloud()], type('application/cloudevents-batch+json'))],
    ];

    it.each(WAYS)('%s', async (_, send) => {
      const { text } = await send();
      expect(text).toMatch(/timestamp_out_of_range|missing_field/);
      expect(text).not.toMatch(
        /"(outcome|status)":\s?"(created|duplicate|accepted|queued)"|"(created|duplicate)":\s?[1-9]/,
      );
      expect(await stored(service, 'old')).toBe(1);
    });

    it('when the tenant keeps for longer again, for ever, or takes late events', async () => {
      const before = await cutoffOf('keeper');
      for (const settings of [
        { retention_days: 300 },
        { retention_days: null },
        { retention_days: null, accept_past_days: 1 },
      ]) {
        await set('keeper', settings);
        await sweep();
        for (const again of [old(), untimed()])
          expect([422, await client.post('/v1/events', again).then(({ status }) => status)]).toEqual([
            422, 422,
          ]);
      }
      expect(await cutoffOf('keeper')).toBe(before);
      await set('keeper', { retention_days: 5, accept_past_days: 400 });
      expect(await stored(service, 'old')).toBe(1);
    });

    it('by who judged before the cutoff rose', async () => {
      const tenant = (await service.app.get(TenantsService).byKey('keeper'))!;
      const validatedEvent: ValidatedEvent = {
        eventUid: 'old', deviceUid: 'sensor-1', type: 'temperature.measured', late: false, payload: '{"celsius":21.5}', extensions: null, pointer: '',
        occurredAt: Date.parse(ago(10)),
      }; // prettier-ignore
      const [timed, untimed] = await service.app
        .get(IngestWriter)
        .write(tenant, [validatedEvent, { ...validatedEvent, occurredAt: null }]);
      expect([timed, untimed]).toMatchObject([{ outcome: 'invalid' }, { outcome: 'invalid' }]);
      expect(timed.error?.code).toBe('timestamp_out_of_range');
      const young = { ...validatedEvent, eventUid: 'young-2', occurredAt: Date.now() };
      expect((await service.app.get(IngestWriter).write(tenant, [young]))[0].outcome).toBe('created');
    });
  });

  it('waits for a transaction that has seen the old cutoff before it removes anything', async () => {
    const busy = await service.make.tenant('busy', { accept_past_days: 400 });
    const id = await service.make.tenantId('busy');
    await busy.post('/v1/events', event('before', { occurred_at: ago(10) }));
    let sweeping: Promise<number>;
    await asAdmin(service.database.appUrl, async (writer) => {
      await writer.query('BEGIN');
      await writer.query('SELECT app_set_tenant($1)', [id]);
      await writer.query('SELECT FROM event_heads WHERE tenant_id = $1 FOR NO KEY UPDATE', [id]);
      await set('busy', { retention_days: 5 });
      sweeping = sweep();
      await until('the cutoff is announced', async () => (await cutoffOf('busy')) !== null);
      expect(await stored(service, 'before')).toBe(1);
      await writer.query('COMMIT');
    });
    expect(await sweeping!).toBe(1);
    expect(await stored(service, 'before')).toBe(0);
  });

  it('goes in small steps, and two processes remove each event once', async () => {
    await service.make.tenant('large', { retention_days: 5 });
    const id = await service.make.tenantId('large');
    await asAdmin(service.database.adminUrl, (admin) =>
      admin.query(
        `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
         SELECT $1, i, 'large-' || i, (SELECT min(id) FROM devices WHERE tenant_id = $1), 'bulk', now() - make_interval(days => i % 2 * 10), now(), '{}'
           FROM generate_series(1, 7000) i`,
        [id],
      ),
    );
    const other = await startTestApp({}, service.database);
    try {
      const removed = await Promise.all([sweep(), other.app.get(Retention).sweep(), sweep()]);
      expect(removed.reduce((a, b) => a + b, 0) + (await sweep())).toBe(3500);
    } finally {
      await other.close();
    }
    await asAdmin(service.database.appUrl, async (app) => {
      await app.query('BEGIN');
      await app.query('SELECT app_set_tenant($1)', [id]);
      // The function removes nothing that is younger than the cutoff, and nothing of another tenant, for any argument.
      const { rows } = await app.query(`SELECT app_purge_events($1, 'infinity', 1000) AS n`, [id]);
      expect(rows).toEqual([{ n: '0' }]);
      const foreign = await service.make.tenantId('hoarder');
      expect((await app.query(`SELECT app_purge_events($1, 'infinity', 1000) AS n`, [foreign])).rows).toEqual(
        [{ n: '0' }],
      );
    });
  });
});
