import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { startProcess } from '../support/servers/process.js';
import { until } from '../support/wait.js';

const OWNED = `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`;

/** Number of rows of a tenant in each table that has any, as the superuser sees them. */
const rowsOf = ({ adminUrl }: TestDatabase, tenantId: string): Promise<Record<string, number>> =>
  asAdmin(adminUrl, async (admin) => {
    const counts: Record<string, number> = {};
    for (const { name } of (await admin.query(OWNED)).rows) {
      const { rows } = await admin.query(`SELECT count(*)::int AS n FROM ${name} WHERE tenant_id = $1`, [
        tenantId,
      ]);
      if (rows[0].n) counts[name] = rows[0].n;
    }
    return counts;
  });

/** Inserts events directly into the database. */
const addEvents = ({ adminUrl }: TestDatabase, tenantId: string, count: number) =>
  asAdmin(adminUrl, (admin) =>
    admin.query(
      `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
       SELECT $1, 1000000 + i, 'bulk-' || i, (SELECT min(id) FROM devices WHERE tenant_id = $1), 'bulk', now(), now(), '{"some":"payload"}'
         FROM generate_series(1, $2) i`,
      [tenantId, count],
    ),
  );

const receiptOf = (staff: ApiClient, location: string) =>
  until('the tenant is erased', async () => {
    const { body } = await staff.get(location);
    return body.status === 'done' && body;
  });

describe('erasure of a tenant', () => {
  let service: TestApp;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
  });
  afterAll(() => service.close());

  const platformTrail = async (target: string) =>
    (await staff.get(`/v1/platform/audit?target=${target}`)).body.data.map(
      (each: { action: string }) => each.action,
    );

  it('removes everything that it has, counts it, and touches nobody else', async () => {
    const doomed = await service.make.tenant('doomed');
    const other = await service.make.tenant('other');
    const [id, otherId] = [await service.make.tenantId('doomed'), await service.make.tenantId('other')];
    const member = await service.make.member('tenant_admin', 'doomed', 'other');
    await member.as(member.token, { 'x-tenant-key': 'doomed' }).post('/v1/roles', {
      name: 'reader',
      permissions: ['events:read'],
    });
    await doomed.post('/v1/devices/sensor-1/tokens', { name: 'device' });
    await doomed.post('/v1/invitations', { email: 'new@example.com', roles: ['operator'] });
    const client = { name: 'machine', tenant_key: 'doomed', abilities: ['events:read'] };
    expect((await staff.post('/v1/service-clients', client)).status).toBe(201);
    for (const each of [doomed, other]) await each.post('/v1/events', event('shared-uid'));
    await addEvents(service.database, id, 2500);
    const before = await rowsOf(service.database, id);
    const others = await rowsOf(service.database, otherId);

    const answer = await staff.delete('/v1/tenants/doomed');
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ tenant_key: 'doomed', status: 'erasing', finished_at: null });
    expect(answer.headers.get('location')).toBe(`/v1/erasures/${answer.body.id}`);
    expect((await doomed.get('/v1/events')).status).not.toBe(200);

    const { deleted, requested_by, finished_at } = await receiptOf(staff, answer.headers.get('location')!);
    // The order and the refused requests after it also added lines to the tenant's trail.
    const { audit_entries: trail, refresh_tokens: sessions = 0, ...rest } = deleted;
    const { audit_entries: trailBefore, ...restBefore } = before;
    expect(rest).toEqual({ ...restBefore, service_clients: 1, users: 1 });
    expect([trail >= trailBefore, sessions]).toEqual([true, 0]);
    expect(requested_by).toMatch(/^user:/);
    expect(Date.parse(finished_at)).toBeGreaterThan(Date.now() - 60_000);
    expect(Object.keys(before).sort()).toEqual(
      expect.arrayContaining([
        'api_tokens',
        'audit_entries',
        'devices',
        'events',
        'invitations',
        'memberships',
        'roles',
      ]),
    );
    expect(await rowsOf(service.database, otherId)).toEqual(others);
    expect((await other.get('/v1/events/shared-uid')).status).toBe(200);
    expect((await staff.get('/v1/tenants/doomed')).status).toBe(404);
    // 403 for the tenant, which a process may know for another second, or 401 for the token.
    expect([401, 403]).toContain((await doomed.get('/v1/events')).status);
    expect(await platformTrail('tenant:doomed')).toEqual(['tenant.erased', 'tenant.erase', 'tenant.create']);
    expect((await staff.get('/v1/erasures')).body.data).toHaveLength(1);
  });

  it('leaves the key free, and nothing behind for who takes it', async () => {
    const again = await service.make.tenant('doomed');
    expect((await again.get('/v1/events')).body.data).toEqual([]);
    expect((await again.get('/v1/devices')).body.data).toHaveLength(1);
    expect((await again.post('/v1/events', event('shared-uid'))).body.outcome).toBe('created');
  });

  it('removes lines of the trail that a process wrote afterwards', async () => {
    await service.make.tenant('echo');
    const id = await service.make.tenantId('echo');
    const order = await staff.delete('/v1/tenants/echo');
    await receiptOf(staff, order.headers.get('location')!);
    await asAdmin(service.database.adminUrl, (admin) =>
      admin.query(
        `INSERT INTO audit_entries (tenant_id, actor, action, target, outcome) VALUES ($1, 'a', 'b', 'c', 'denied')`,
        [id],
      ),
    );
    expect(await rowsOf(service.database, id)).toEqual({ audit_entries: 1 });
    await staff.post('/v1/tenants', { key: 'next' });
    await staff.delete('/v1/tenants/next');
    await until('nothing is left', async () => !Object.keys(await rowsOf(service.database, id)).length);
  });

  it('goes on after a kill -9 half-way, in another process, and its receipt is exact', async () => {
    const database = await createTestDatabase();
    const login = async (url: string) => {
      const { body } = await new ApiClient(url).post('/v1/auth/token', {
        grant_type: 'password',
        username: 'admin@example.com',
        password: 'correct horse battery staple',
      });
      return new ApiClient(url, body.access_token);
    };
    const first = await startProcess(database);
    const staff = await login(first.url);
    await staff.post('/v1/tenants', { key: 'large', settings: { auto_register_devices: true } });
    await staff.as(staff.token, { 'x-tenant-key': 'large' }).post('/v1/devices', { device_uid: 'sensor-1' });
    const id = await asAdmin(database.adminUrl, async (admin) => {
      const { rows } = await admin.query(`SELECT id FROM tenants WHERE key = 'large'`);
      return rows[0].id as string;
    });
    await addEvents(database, id, 20_000);
    const before = await rowsOf(database, id);
    const location = (await staff.delete('/v1/tenants/large')).headers.get('location')!;
    await until('some are removed', async () => (await staff.get(location)).body.deleted.events > 2000);
    first.child.kill('SIGKILL');
    await first.ended;
    const left = await rowsOf(database, id);
    expect(left.events).toBeGreaterThan(0);

    const [second, third] = await Promise.all([startProcess(database), startProcess(database)]);
    try {
      const client = await login(second.url);
      // Another process answers the same order when it is repeated. The order cannot be withdrawn.
      const repeated = await client.delete('/v1/tenants/large');
      expect([202, 404]).toContain(repeated.status);
      if (repeated.status === 202) {
        expect(repeated.headers.get('location')).toBe(location);
        const reopened = await client.patch('/v1/tenants/large', { status: 'active' });
        expect([404, 409]).toContain(reopened.status);
      }
      const { deleted } = await receiptOf(client, location);
      expect(deleted.events).toBe(before.events);
      expect(deleted.devices).toBe(before.devices);
      expect(await rowsOf(database, id)).toEqual({});
    } finally {
      for (const { child } of [second, third]) child.kill('SIGKILL');
      await Promise.all([second.ended, third.ended]);
    }
  }, 90_000);

  it('cannot be reopened while it is erased', async () => {
    await service.make.tenant('closing');
    const id = await service.make.tenantId('closing');
    // A transaction locks a row of the tenant, so the erasure waits.
    const location = await asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query('BEGIN');
      await admin.query('SELECT FROM devices WHERE tenant_id = $1 FOR UPDATE', [id]);
      const order = await staff.delete('/v1/tenants/closing');
      expect(order.status).toBe(202);
      const again = await staff.delete('/v1/tenants/closing');
      expect([again.status, again.body.id]).toEqual([202, order.body.id]);
      const answer = await staff.patch('/v1/tenants/closing', { status: 'active' });
      expect([answer.status, answer.body.code]).toEqual([409, 'tenant_erasing']);
      expect((await staff.post('/v1/tenants', { key: 'closing' })).body.code).toBe('tenant_exists');
      const url = order.headers.get('location')!;
      expect((await staff.get(url)).body.status).toBe('erasing');
      return url;
    });
    expect((await receiptOf(staff, location)).deleted.devices).toBe(1);
    expect((await staff.get('/v1/tenants/closing')).status).toBe(404);
  });

  describe('as the role of the service', () => {
    const asService = <T>(tenantId: string, sql: string, args: unknown[]): Promise<T[]> =>
      asAdmin(service.database.appUrl, async (client) => {
        await client.query('BEGIN');
        await client.query('SELECT app_set_tenant($1)', [tenantId]);
        return (await client.query(sql, args)).rows;
      });

    it('is the only way to a row of the trail, or of the events', async () => {
      await service.make.tenant('kept');
      const id = await service.make.tenantId('kept');
      for (const table of ['audit_entries', 'events'])
        await expect(asService(id, `DELETE FROM ${table} WHERE tenant_id = $1`, [id])).rejects.toMatchObject({
          code: '42501',
        });
      await expect(asService(id, `UPDATE erasures SET deleted = '{}'`, [])).rejects.toMatchObject({
        code: '42501',
      });
    });

    it('removes nothing that was not ordered, and nothing of a tenant that is not the current one', async () => {
      const [id, otherId] = [await service.make.tenantId('kept'), await service.make.tenantId('other')];
      expect(await asService(id, 'SELECT app_erase($1, 1000) AS table', [id])).toEqual([{ table: null }]);
      await staff.delete('/v1/tenants/kept');
      expect(await asService(otherId, 'SELECT app_erase($1, 1000) AS table', [id])).toEqual([
        { table: null },
      ]);
    });
  });
});
