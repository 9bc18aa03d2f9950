import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

const DRY = '/v1/events/batch?dry_run=true';

describe('a batch with dry_run', () => {
  let service: TestApp;
  let acme: ApiClient;

  const rows = () =>
    asAdmin(service.database.adminUrl, async (client) => {
      const { rows } = await client.query(
        'SELECT (SELECT count(*) FROM events)::int AS events, (SELECT count(*) FROM devices)::int AS devices',
      );
      return rows[0] as { events: number; devices: number };
    });

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    await acme.post('/v1/devices', { device_uid: 'off', status: 'disabled' });
    await acme.patch('/v1/devices/off', { status: 'disabled' });
    await acme.post('/v1/events', event('stored'));
  });
  afterAll(() => service.close());

  it('answers item for item what the batch itself does, and stores nothing', async () => {
    const poison = `{"event_uid":"poison","device_uid":"sensor-1","type":"t","payload":{"n":0.${'1'.repeat(20_000)}}}`;
    const events = [
      event('new'),
      event('new'),
      event('new', { type: 'other' }),
      event('stored'),
      event('stored', { payload: {} }),
      event('lost', { device_uid: 'nobody' }),
      event('quiet', { device_uid: 'off' }),
      event('untimely', { occurred_at: '2024-02-30T00:00:00Z' }),
      { ...event('odd'), extra: 1 },
    ];
    const body = `{"events":[${events.map((each) => JSON.stringify(each)).join()},${poison}]}`;
    const before = await rows();
    const tried = await acme.post(DRY, body);
    expect(await rows()).toEqual(before);
    expect((await acme.get('/v1/events/new')).status).toBe(404);
    const sent = await acme.post('/v1/events/batch', body);
    expect([tried.status, sent.status]).toEqual([207, 207]);
    expect(tried.body).toEqual({ dry_run: true, ...sent.body });
    expect(sent.body.summary).toEqual({
      created: 1,
      duplicate: 2,
      conflict: 2,
      unknown_device: 1,
      forbidden: 1,
      invalid: 3,
    });
    expect(sent.body.dry_run).toBeUndefined();
  });

  it('is 200 where all would be stored, charged like the batch, and lists only failures if asked to', async () => {
    const tried = await acme.post(DRY, { events: [event('fine')] }, { prefer: 'return=minimal' });
    expect([tried.status, tried.body]).toEqual([200, { dry_run: true, summary: { created: 1 }, items: [] }]);
    expect(tried.headers.get('ratelimit')).toMatch(/events/);
    const small = await service.make.tenant('small', {
      limits: { burst_events: 2, events_per_second: 0.001 },
    });
    const { body } = await small.post(DRY, { events: [event(), event(), event()] });
    expect(body.summary).toEqual({ created: 2, throttled: 1 });
    expect((await small.post('/v1/events/batch', { events: [event()] })).body.code).toBe('throttled');
  });

  it('registers no device where the tenant registers them by itself', async () => {
    const hooli = await service.make.tenant('hooli', { auto_register_devices: true });
    const before = await rows();
    const { body } = await hooli.post(DRY, { events: [event('e', { device_uid: 'fresh' })] });
    expect([body.summary, await rows()]).toEqual([{ created: 1 }, before]);
  });

  it('leaves metrics and the device’s last sign of life alone', async () => {
    const quiet = await service.make.tenant('quiet');
    const { LastSeen } = await import('#libs/devices');
    await quiet.post(DRY, { events: [event()] });
    await service.app.get(LastSeen).flush();
    expect((await quiet.get('/v1/devices/sensor-1')).body.last_seen_at).toBeNull();
    expect((await service.api.get('/metrics')).text).not.toContain('tenant="quiet"');
  });

  it.each([
    ['?dry_run=perhaps', 'invalid_type'],
    ['?dryrun=true', 'unknown_field'],
    ['?dry_run=true&dry_run=false', 'invalid_type'],
  ])('refuses %s rather than store by mistake', async (query, code) => {
    const answer = await acme.post(`/v1/events/batch${query}`, { events: [event('mistake')] });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect((await acme.get('/v1/events/mistake')).status).toBe(404);
  });

  it('is as unusable with a bad envelope, and stores where it says false', async () => {
    expect((await acme.post(DRY, { events: [] })).body.code).toBe('empty_batch');
    const { body } = await acme.post('/v1/events/batch?dry_run=false', { events: [event('real')] });
    expect([body.dry_run, (await acme.get('/v1/events/real')).status]).toEqual([undefined, 200]);
  });
});
