import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

describe('tenants', () => {
  let service: TestApp;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
  });
  afterAll(() => service.close());

  it('are created with every default filled in', async () => {
    const answer = await staff.post('/v1/tenants', {
      key: 'acme',
      name: 'Acme',
      settings: { limits: { burst_events: 7 } },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/tenants/acme');
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body).toMatchObject({ key: 'acme', name: 'Acme', status: 'active' });
    expect(answer.body.settings).toMatchObject({
      auto_register_devices: false,
      accept_past_days: 35,
      retention_days: null,
      limits: { burst_events: 7 },
    });
    expect(answer.body).not.toHaveProperty('id');
  });

  it('have a key of their own', async () => {
    const answer = await staff.post('/v1/tenants', { key: 'acme' });
    expect([answer.status, answer.body.code]).toEqual([409, 'tenant_exists']);
  });

  it.each([
    [{ key: 'A' }, 'invalid_value', '/key'],
    [{ key: 'x' }, 'invalid_value', '/key'],
    [{}, 'missing_field', '/key'],
    [{ key: 'ok', tenant_id: 1 }, 'unknown_field', '/tenant_id'],
    [{ key: 'ok', status: 'gone' }, 'invalid_value', '/status'],
    [
      { key: 'ok', settings: { limits: { burst_events: 0 } } },
      'invalid_value',
      '/settings/limits/burst_events',
    ],
    [
      { key: 'ok', settings: { limits: { burst_events: 1.5 } } },
      'invalid_type',
      '/settings/limits/burst_events',
    ],
    [{ key: 'ok', settings: { limits: 5 } }, 'invalid_type', '/settings/limits'],
    [{ key: 'ok', settings: { limits: { colour: 1 } } }, 'unknown_field', '/settings/limits/colour'],
    [{ key: 'ok', settings: null }, 'invalid_type', '/settings'],
    [{ key: 'ok', settings: { accept_late: 'yes' } }, 'invalid_type', '/settings/accept_late'],
    [{ key: 'ok', settings: { colour: 1 } }, 'unknown_field', '/settings/colour'],
    [[], 'invalid_type', ''],
  ])('are validated strictly: %j', async (body, code, pointer) => {
    const answer = await staff.post('/v1/tenants', body);
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([422, code, pointer]);
  });

  it('are changed by merge patch, null restoring a default', async () => {
    await staff.post('/v1/tenants', {
      key: 'patched',
      settings: { accept_past_days: 1, limits: { burst_events: 5, burst_bytes: 6 } },
    });
    const patch = { name: 'New', settings: { accept_past_days: null, limits: { burst_events: 9 } } };
    const answer = await staff.patch('/v1/tenants/patched', patch, {
      'content-type': 'application/merge-patch+json',
    });
    expect([answer.status, answer.headers.get('etag'), answer.body.name]).toEqual([200, '"2"', 'New']);
    expect(answer.body.settings).toMatchObject({
      accept_past_days: 35,
      limits: { burst_events: 9, burst_bytes: 6 },
    });
    expect((await staff.patch('/v1/tenants/patched', { key: 'other' })).body.code).toBe('unknown_field');
  });

  it('lose whole objects to null, as RFC 7396 has it, and nothing to what they leave out', async () => {
    const settings = { accept_past_days: 1, limits: { burst_events: 5, burst_bytes: 6 } };
    await staff.post('/v1/tenants', { key: 'nulled', settings });
    const patched = async (patch: object) => (await staff.patch('/v1/tenants/nulled', patch)).body.settings;
    expect(await patched({ settings: {} })).toMatchObject(settings);
    expect(await patched({ settings: { limits: null } })).toMatchObject({
      accept_past_days: 1,
      limits: { burst_events: 20_000, burst_bytes: 52_428_800 },
    });
    expect(await patched({ settings: null })).toMatchObject({ accept_past_days: 35 });
    const wrong = await staff.patch('/v1/tenants/nulled', { settings: { limits: { burst_events: 0 } } });
    expect(wrong.body.errors).toEqual([
      expect.objectContaining({ pointer: '/settings/limits/burst_events', code: 'invalid_value' }),
    ]);
  });

  it('are not changed by one who read an older version', async () => {
    await staff.post('/v1/tenants', { key: 'versioned' });
    expect((await staff.patch('/v1/tenants/versioned', { name: 'a' }, { 'if-match': '"1"' })).status).toBe(
      200,
    );
    const late = await staff.patch('/v1/tenants/versioned', { name: 'b' }, { 'if-match': '"1"' });
    expect([late.status, late.body.code]).toEqual([412, 'precondition_failed']);
    expect((await staff.delete('/v1/tenants/versioned', { 'if-match': '"1"' })).status).toBe(412);
    expect((await staff.delete('/v1/tenants/versioned', { 'if-match': '"2"' })).status).toBe(202);
  });

  it('are listed in pages that can be followed', async () => {
    for (const key of ['page-a', 'page-b', 'page-c']) await staff.post('/v1/tenants', { key });
    const keys: string[] = [];
    let path: string | undefined = '/v1/tenants?limit=2';
    while (path) {
      const page = await staff.get(path);
      expect(page.body.data.length).toBeLessThanOrEqual(2);
      keys.push(...page.body.data.map((tenant: { key: string }) => tenant.key));
      path = /<(.+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      expect(path === undefined).toBe(page.body.next_cursor === null);
    }
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(keys).toEqual(expect.arrayContaining(['page-a', 'page-b', 'page-c']));
  });

  it('are nobody else’s business than the platform’s', async () => {
    const token = await service.make.tenant('mine');
    const admin = await service.make.member('tenant_admin', 'mine');
    for (const client of [token, admin])
      for (const [method, path] of [
        ['GET', '/v1/tenants'],
        ['POST', '/v1/tenants'],
        ['GET', '/v1/tenants/mine'],
        ['DELETE', '/v1/tenants/mine'],
      ])
        expect((await client.send(method, path)).status).toBe(403);
  });

  it('that are suspended answer nobody, and work again when they are active', async () => {
    const client = await service.make.tenant('paused');
    await staff.patch('/v1/tenants/paused', { status: 'suspended' });
    const answer = await client.get('/v1/events');
    expect([answer.status, answer.body.code]).toEqual([403, 'tenant_suspended']);
    expect((await staff.as(staff.token, { 'x-tenant-key': 'paused' }).get('/v1/devices')).body.code).toBe(
      'tenant_suspended',
    );
    await staff.patch('/v1/tenants/paused', { status: 'active' });
    expect((await client.get('/v1/events')).status).toBe(200);
  });
});
