import { Client } from 'pg';
import { DenialLog } from '#libs/audit';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { until } from '../support/wait.js';

interface Line {
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly count: number;
}

describe('the audit trail', () => {
  let service: TestApp;
  let staff: ApiClient;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
  });
  afterAll(() => service.close());

  const trail = async (query = '', client = acme): Promise<Line[]> =>
    (await client.get(`/v1/audit?limit=500&${query}`)).body.data;

  it('says who did what to what in which request, and what changed', async () => {
    const before = new Date();
    const { id } = (await acme.get('/v1/auth/me')).body.principal;
    await acme.post('/v1/devices', { device_uid: 'audited', metadata: { api_key: 'k-canary', site: 'a' } });
    const change = { metadata: { site: 'b', api_key: 'other-canary' }, name: 'N' };
    await acme.patch('/v1/devices/audited', change, { 'x-request-id': 'r-1' });
    await acme.delete('/v1/devices/audited');
    const lines = await trail(`target=device:audited&from=${before.toISOString()}`);
    expect(lines.map((line) => line.action)).toEqual(['device.delete', 'device.update', 'device.create']);
    expect(lines[1]).toMatchObject({
      actor: `token:${id}`,
      outcome: 'done',
      code: null,
      count: 1,
      request_id: 'r-1',
      address: '127.0.0.1',
      changes: {
        before: { name: null, metadata: { site: 'a', api_key: '***' } },
        after: { name: 'N', metadata: { site: 'b', api_key: '***' } },
      },
    });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('has nothing of what was refused or rolled back', async () => {
    await acme.post('/v1/devices', { device_uid: 'sensor-1' });
    await acme.patch('/v1/devices/absent', { name: 'x' });
    expect((await trail('target=device:absent')).length).toBe(0);
    expect((await trail('target=device:sensor-1&action=device.create')).length).toBe(1);
  });

  it('names tokens by their id and never shows what opens doors', async () => {
    const { body } = await acme.post('/v1/tokens', { name: 'n', abilities: ['events:read'] });
    await acme.delete(`/v1/tokens/${body.id}`);
    const lines = await trail(`target=token:${body.id}`);
    expect(lines.map((line) => line.action)).toEqual(['token.revoke', 'token.create']);
    expect(JSON.stringify(lines)).not.toContain(body.token);
  });

  it('tells a tenant what the platform did to it, and keeps the platform’s own', async () => {
    await staff.patch('/v1/tenants/acme', { settings: { accept_past_days: 9 } });
    const [line] = await trail('action=tenant.update');
    expect(line).toMatchObject({
      target: 'tenant:acme',
      actor: expect.stringMatching(/^user:/),
      changes: { before: { settings: {} }, after: { settings: { accept_past_days: 9 } } },
    });
    await staff.post('/v1/tenants', { key: 'short-lived' });
    await staff.delete('/v1/tenants/short-lived');
    const own = () => staff.get('/v1/platform/audit?target=tenant:short-lived');
    const actions = async () => (await own()).body.data.map((each: Line) => each.action);
    await until('the tenant is erased', async () => (await actions()).includes('tenant.erased'));
    expect(await actions()).toEqual(['tenant.erased', 'tenant.erase', 'tenant.create']);
    expect((await acme.get('/v1/platform/audit')).status).toBe(403);
  });

  it('has each request of platform staff inside the tenant', async () => {
    const count = async () => (await trail('action=staff.request')).length;
    const before = await count();
    const inside = staff.as(staff.token, { 'x-tenant-key': 'acme' });
    for (let i = 0; i < 3; i++) await inside.get('/v1/devices/sensor-1');
    expect(await count()).toBe(before + 3);
    expect((await trail('action=staff.request'))[0].target).toBe('GET /v1/devices/:device_uid');
  });

  it('has every denial, repeated ones folded', async () => {
    const reader = await service.make.token('acme', ['events:read', 'audit:read']);
    const { id } = (await reader.get('/v1/auth/me')).body.principal;
    for (let i = 0; i < 20; i++) expect((await reader.get(`/v1/devices/d-${i}`)).status).toBe(403);
    expect((await reader.get('/v1/devices')).status).toBe(403);
    expect((await reader.get('/v1/events?tenant_key=globex')).body.code).toBe('tenant_forbidden');
    expect((await reader.get('/v1/tenants')).status).toBe(403);
    const denied = async () =>
      (await trail(`outcome=denied&actor=token:${id}`, reader)).map(({ target, code, count }) => [
        target,
        code,
        count,
      ]);
    const first = [
      ['GET /v1/tenants', 'forbidden', 1],
      ['GET /v1/events', 'tenant_forbidden', 1],
      ['GET /v1/devices', 'forbidden', 1],
      ['GET /v1/devices/:device_uid', 'forbidden', 1],
    ];
    expect(await denied()).toEqual(first);
    service.app.get(DenialLog).sweep(Infinity);
    expect(await denied()).toEqual([['GET /v1/devices/:device_uid', 'forbidden', 19], ...first]);
  });

  it('does not grow with the number of those who are refused', async () => {
    const log = service.app.get(DenialLog);
    await service.make.inTenant('globex', async () => {
      for (let i = 0; i < 5000; i++) log.note({ code: 'forbidden', target: `GET /${i}` });
    });
    const lines = await trail('outcome=denied', globex);
    expect(lines).toHaveLength(201);
    log.sweep(Infinity);
    const [last] = await trail('outcome=denied', globex);
    expect(last).toMatchObject({ target: 'various', count: 4799 });
  });

  it('has requests without a credential in the platform’s trail', async () => {
    expect((await service.api.get('/v1/devices')).status).toBe(401);
    const { body } = await staff.get('/v1/platform/audit?outcome=denied&actor=anonymous');
    expect(body.data[0]).toMatchObject({ target: 'GET /v1/devices', code: 'unauthenticated' });
  });

  it('is read in pages, by those who may, each tenant its own', async () => {
    for (let i = 0; i < 5; i++) await globex.post('/v1/devices', { device_uid: `page-${i}` });
    const first = await globex.get('/v1/audit?limit=2&action=device.create');
    const second = await globex.get(
      `/v1/audit?limit=2&action=device.create&cursor=${first.body.next_cursor}`,
    );
    const targets = [...first.body.data, ...second.body.data].map((line: Line) => line.target);
    expect(targets).toEqual([4, 3, 2, 1].map((i) => `device:page-${i}`));
    expect((await acme.get(`/v1/audit?cursor=${first.body.next_cursor}`)).body.code).toBe('invalid_cursor');
    expect((await trail()).some((line) => line.target.startsWith('device:page'))).toBe(false);
    expect((await acme.get('/v1/audit?from=yesterday')).body.code).toBe('invalid_timestamp');
    const operator = await service.make.member('operator', 'acme');
    expect((await operator.get('/v1/audit')).status).toBe(403);
  });

  it('can be changed and emptied by nobody who serves', async () => {
    const client = new Client({ connectionString: service.database.appUrl });
    await client.connect();
    for (const statement of [
      'UPDATE audit_entries SET actor = $1',
      'DELETE FROM audit_entries WHERE actor <> $1',
    ])
      await expect(client.query(statement, ['x'])).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('TRUNCATE audit_entries')).rejects.toMatchObject({ code: '42501' });
    expect((await client.query('SELECT FROM audit_entries')).rowCount).toBe(0);
    await client.end();
  });
});
