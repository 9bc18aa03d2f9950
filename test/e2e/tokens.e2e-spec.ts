import { DenialLog } from '#libs/audit';
import { LastUsed } from '#libs/auth';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { scaled, until } from '../support/wait.js';

/** Overlap that is long enough for two requests on a slow machine. Seconds. */
const OVERLAP = Math.ceil(scaled(500) / 1000);

const DAY_MS = 86_400_000;

describe('tokens', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
    await acme.post('/v1/devices', { device_uid: 'sensor-2' });
  });
  afterAll(() => service.close());

  const statusOf = async (token: string) => (await service.api.as(token).get('/v1/auth/me')).status;

  describe('of a device', () => {
    const TOKENS = '/v1/devices/sensor-1/tokens';
    const make = async (body: object = {}, path = TOKENS) =>
      (await acme.post(path, { name: 'factory', ...body })).body;
    const device = async () => service.api.as((await make()).token);

    it('are made like API tokens, and listed under their device only', async () => {
      const made = await acme.post(TOKENS, { name: 'factory', expires_at: '2099-01-01T00:00:00Z' });
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(made.body).toMatchObject({
        id: expect.any(String),
        name: 'factory',
        abilities: ['events:write'],
        expires_at: '2099-01-01T00:00:00.000Z',
        token: expect.stringMatching(/^trb_acme_/),
      });
      const ids = async (path: string) =>
        (await acme.get(path)).body.data.map((token: { id: string }) => token.id);
      expect(await ids(TOKENS)).toContain(made.body.id);
      expect(await ids('/v1/devices/sensor-2/tokens')).toEqual([]);
      expect(await ids('/v1/tokens')).not.toContain(made.body.id);
      expect((await acme.get(TOKENS)).text).not.toContain(made.body.token);
    });

    it('ingest for their device, and what names another is refused alone', async () => {
      const client = await device();
      expect((await client.post('/v1/events', event())).status).toBe(201);
      const other = await client.post('/v1/events', event(undefined, { device_uid: 'sensor-2' }));
      expect([other.status, other.body.code]).toEqual([403, 'device_forbidden']);
      const { status, body } = await client.post('/v1/events/batch', {
        events: [event('dt-1'), event('dt-2', { device_uid: 'sensor-2' }), event('dt-3')],
      });
      expect(status).toBe(207);
      expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
        'created',
        'forbidden',
        'created',
      ]);
      const batch = Array.from({ length: 20 }, () => event(undefined, { device_uid: 'sensor-2' }));
      for (let i = 0; i < 3; i++) await client.post('/v1/events/batch', { events: batch });
      service.app.get(DenialLog).sweep(Infinity);
      const denied = (await acme.get('/v1/audit?actor=device:sensor-1&target=events%20of%20other%20devices'))
        .body.data;
      expect(denied.map(({ code, count }: { code: string; count: number }) => [code, count])).toEqual([
        ['device_forbidden', 60],
        ['device_forbidden', 1],
      ]);
    });

    it('may do nothing else', async () => {
      const client = await device();
      for (const path of [
        '/v1/events',
        '/v1/devices',
        '/v1/devices/sensor-1',
        TOKENS,
        '/v1/tokens',
        '/v1/audit',
      ])
        expect((await client.get(path)).status).toBe(403);
      expect((await client.post(TOKENS, { name: 'x' })).status).toBe(403);
      expect((await client.post('/v1/tokens', { name: 'x', abilities: ['events:write'] })).status).toBe(403);
      const { body } = await client.get('/v1/auth/me');
      expect(body.principal).toMatchObject({ kind: 'device', id: 'sensor-1', email: null, staff: false });
      expect(body.permissions).toEqual(['self:read', 'events:write']);
    });

    it('are of no use in another tenant, and not to be seen or ended from there', async () => {
      const made = await make();
      const client = service.api.as(made.token, { 'x-tenant-key': 'globex' });
      expect((await client.post('/v1/events', event())).body.code).toBe('tenant_forbidden');
      expect((await globex.delete(`${TOKENS}/${made.id}`)).status).toBe(404);
      expect((await globex.post(`${TOKENS}/${made.id}/rotate`)).status).toBe(404);
      expect((await globex.get(TOKENS)).body.data).toEqual([]);
      expect(await statusOf(made.token)).toBe(200);
    });

    it('are revoked under their device only', async () => {
      const made = await make();
      expect((await acme.delete(`/v1/devices/sensor-2/tokens/${made.id}`)).status).toBe(404);
      expect((await acme.delete(`/v1/tokens/${made.id}`)).status).toBe(404);
      expect((await acme.delete(`${TOKENS}/${made.id}`)).status).toBe(204);
      expect(await statusOf(made.token)).toBe(401);
      expect((await acme.delete(`${TOKENS}/${made.id}`)).status).toBe(404);
    });

    it('are there for devices that exist, and go with them', async () => {
      expect((await acme.get('/v1/devices/none/tokens')).status).toBe(404);
      expect((await acme.post('/v1/devices/none/tokens', { name: 'x' })).status).toBe(404);
      await acme.post('/v1/devices', { device_uid: 'gone' });
      const { token } = await make({}, '/v1/devices/gone/tokens');
      expect((await acme.delete('/v1/devices/gone')).status).toBe(204);
      expect(await statusOf(token)).toBe(401);
    });

    it('are given by those who may themselves write events', async () => {
      const reader = await service.make.token('acme', ['tokens:*', 'events:read', 'devices:*']);
      expect((await reader.post(TOKENS, { name: 'x' })).status).toBe(403);
      const { id } = await make();
      expect((await reader.post(`${TOKENS}/${id}/rotate`)).status).toBe(403);
    });
  });

  describe('are rotated', () => {
    it('into a successor that both may be used beside, for a while', async () => {
      const old = (await acme.post('/v1/tokens', { name: 'gw', abilities: ['events:read', 'tokens:write'] }))
        .body;
      const next = await acme.post(`/v1/tokens/${old.id}/rotate`, { overlap_seconds: OVERLAP });
      expect([next.status, next.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(next.body).toMatchObject({ name: 'gw', abilities: old.abilities, expires_at: null });
      expect(next.body.id).not.toBe(old.id);
      expect([await statusOf(old.token), await statusOf(next.body.token)]).toEqual([200, 200]);
      await until('the old one has ended', async () => (await statusOf(old.token)) === 401);
      expect(await statusOf(next.body.token)).toBe(200);
    });

    it('at once with no overlap, by default with an hour', async () => {
      const make = async () =>
        (await acme.post('/v1/tokens', { name: 'x', abilities: ['events:read'] })).body;
      const first = await make();
      await statusOf(first.token);
      await acme.post(`/v1/tokens/${first.id}/rotate`, { overlap_seconds: 0 });
      expect(await statusOf(first.token)).toBe(401);
      const second = await make();
      expect((await acme.post(`/v1/tokens/${second.id}/rotate`)).status).toBe(201);
      const listed = (await acme.get('/v1/tokens?limit=500')).body.data;
      const ends = Date.parse(listed.find((token: { id: string }) => token.id === second.id).expires_at);
      expect(Math.abs(ends - Date.now() - 3_600_000)).toBeLessThan(10_000);
    });

    it('into one whose end can still be told', async () => {
      const last = '9999-12-31T23:59:59.999Z';
      const old = await acme.post('/v1/tokens', {
        name: 'far',
        abilities: ['events:read'],
        expires_at: last,
      });
      const next = await acme.post(`/v1/tokens/${old.body.id}/rotate`);
      expect([next.status, next.body.expires_at]).toEqual([201, last]);
    });

    it('never into more than who rotates holds', async () => {
      const strong = (await acme.post('/v1/tokens', { name: 'x', abilities: ['*'] })).body;
      const weak = await service.make.token('acme', ['tokens:*']);
      expect((await weak.post(`/v1/tokens/${strong.id}/rotate`)).status).toBe(403);
      expect(await statusOf(strong.token)).toBe(200);
      for (const body of [{ overlap_seconds: -1 }, { overlap_seconds: 1e9 }, { overlap: 1 }])
        expect((await acme.post(`/v1/tokens/${strong.id}/rotate`, body)).status).toBe(422);
    });
  });

  it('of one’s own are revoked all at once, others’ are not', async () => {
    const admin = await service.make.member('tenant_admin', 'acme');
    const mine = (await admin.post('/v1/tokens', { name: 'a', abilities: ['events:read'] })).body;
    expect(await statusOf(mine.token)).toBe(200);
    expect((await admin.delete('/v1/tokens')).status).toBe(204);
    expect(await statusOf(mine.token)).toBe(401);
    expect(await statusOf(acme.token!)).toBe(200);
  });

  it('tell when they were last used', async () => {
    const { id, token, last_used_at } = (
      await acme.post('/v1/tokens', { name: 'used', abilities: ['events:read'] })
    ).body;
    expect(last_used_at).toBeNull();
    await statusOf(token);
    await service.app.get(LastUsed).flush();
    const listed = (await acme.get('/v1/tokens?limit=500')).body.data;
    const used = listed.find((each: { id: string }) => each.id === id).last_used_at;
    expect(Math.abs(Date.parse(used) - Date.now())).toBeLessThan(10_000);
  });

  it('live no longer than the configuration lets them', async () => {
    const strict = await startTestApp({ TOKEN_MAX_DAYS: '30', TOKEN_DEFAULT_DAYS: '7' }, service.database);
    try {
      const client = strict.api.as(acme.token);
      const make = async (expires_at?: string | null) =>
        client.post('/v1/tokens', { name: 'x', abilities: ['events:read'], expires_at });
      const usual = await make();
      expect(Math.abs(Date.parse(usual.body.expires_at) - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000);
      for (const long of [null, new Date(Date.now() + 31 * DAY_MS).toISOString()]) {
        const { status, body } = await make(long);
        expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'invalid_value', '/expires_at']);
      }
      expect((await make(new Date(Date.now() + 29 * DAY_MS).toISOString())).status).toBe(201);
      const eternal = (await acme.post('/v1/tokens', { name: 'x', abilities: ['events:read'] })).body;
      const next = (await client.post(`/v1/tokens/${eternal.id}/rotate`)).body;
      expect(Date.parse(next.expires_at)).toBeLessThan(Date.now() + 8 * DAY_MS);
    } finally {
      await strict.close();
    }
  });
});
