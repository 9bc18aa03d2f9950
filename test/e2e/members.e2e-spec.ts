import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from 'typeorm';
import { TENANT_PERMISSIONS } from '#libs/access';
import { PeopleService } from '#libs/auth';
import { Membership } from '../../libs/auth/src/identity/membership.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

describe('people and roles of a tenant', () => {
  let service: TestApp;
  let staff: ApiClient;
  let admin: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    const platform = await service.make.staff();
    staff = platform.as(platform.token, { 'x-tenant-key': 'acme' });
    await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
    admin = await service.make.member('tenant_admin', 'acme');
  });
  afterAll(() => service.close());

  const idOf = async (client: ApiClient, reader = admin): Promise<string> => {
    const user = (await client.get('/v1/auth/me')).body.principal.id;
    const members = (await reader.get('/v1/members?limit=500')).body.data;
    return members.find((member: { user_id: string }) => member.user_id === user).id;
  };
  const role = async (name: string, permissions: string[], client = admin) =>
    (await client.post('/v1/roles', { name, permissions })).body;
  const expectAnswer = async (
    promise: Promise<{ status: number; body: { code?: string } }>,
    status: number,
    code?: string,
  ) => {
    const { body, ...answer } = await promise;
    expect([answer.status, body?.code]).toEqual([status, code]);
  };

  it('are listed and read while one of them is removed in between', async () => {
    const leaver = await service.make.member('consumer', 'acme');
    const id = await idOf(leaver);
    const find = EntityManager.prototype.find;
    jest.spyOn(EntityManager.prototype, 'find').mockImplementation(async function (this: EntityManager, ...args) {
      const rows = await find.apply(this, args);
      if (args[0] === Membership) {
        const sql = 'DELETE FROM memberships WHERE id = $1';
        await asAdmin(service.database.adminUrl, (client) => client.query(sql, [id]));
      }
      return rows;
    });
    try {
      const { status, body } = await admin.get('/v1/members');
      expect([status, body.data.length > 0, body.data.some((each: { id: string }) => each.id === id)]).toEqual([200, true, false]);
      expect((await admin.get(`/v1/members/${id}`)).status).toBe(404);
    } finally {
      jest.restoreAllMocks();
    }
  }); // prettier-ignore

  describe('roles', () => {
    it('are listed with the built-in ones, in pages', async () => {
      await role('zeta', ['events:read']);
      const all = (await admin.get('/v1/roles?limit=500')).body.data;
      const names = all.map((each: { name: string }) => each.name);
      expect(names).toEqual([...names].sort());
      expect(names).toEqual(
        expect.arrayContaining(['consumer', 'operator', 'producer', 'tenant_admin', 'zeta']),
      );
      expect(names).not.toContain('platform_admin');
      const first = await admin.get('/v1/roles?limit=2');
      const second = await admin.get(`/v1/roles?limit=2&cursor=${first.body.next_cursor}`);
      expect([...first.body.data, ...second.body.data]).toEqual(all.slice(0, 4));
      expect((await globex.get('/v1/roles')).text).not.toContain('zeta');
    });

    it('are made, read, changed by version and deleted', async () => {
      const made = await admin.post('/v1/roles', { name: 'crud', permissions: ['events:read'] });
      expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
      const path = `/v1/roles/${made.body.id}`;
      expect(made.headers.get('location')).toBe(path);
      expect((await admin.get(path)).body).toEqual(made.body);
      const changed = await admin.patch(path, { permissions: ['events:*'] }, { 'if-match': '"1"' });
      expect([changed.status, changed.body.permissions]).toEqual([200, ['events:*']]);
      await expectAnswer(
        admin.patch(path, { description: 'x' }, { 'if-match': '"1"' }),
        412,
        'precondition_failed',
      );
      for (const method of ['GET', 'PATCH', 'DELETE'])
        await expectAnswer(
          globex.send(method, path, { body: method === 'PATCH' ? {} : undefined }),
          404,
          'not_found',
        );
      expect((await admin.delete(path)).status).toBe(204);
      await expectAnswer(admin.get(path), 404, 'not_found');
    });

    it('have names of their own and permissions of the catalogue', async () => {
      await role('taken', ['events:read']);
      await expectAnswer(admin.post('/v1/roles', { name: 'taken', permissions: [] }), 409, 'role_exists');
      for (const name of ['tenant_admin', 'platform_admin'])
        await expectAnswer(admin.post('/v1/roles', { name, permissions: [] }), 409, 'role_exists');
      for (const name of ['Big', '', '__proto__', 'a b', 'x'.repeat(80)])
        await expectAnswer(admin.post('/v1/roles', { name, permissions: [] }), 422, 'invalid_value');
      for (const permission of ['tenants:read', 'tenants:*', 'nonsense', 'self:read'])
        await expectAnswer(
          admin.post('/v1/roles', { name: 'bad', permissions: [permission] }),
          422,
          'invalid_value',
        );
      const { body } = await admin.get('/v1/permissions');
      expect(body.data.map((each: { permission: string }) => each.permission)).toEqual([
        ...TENANT_PERMISSIONS,
      ]);
    });

    it('that are built in do not change', async () => {
      expect((await admin.get('/v1/roles/operator')).body).toMatchObject({ name: 'operator', builtin: true });
      await expectAnswer(admin.patch('/v1/roles/operator', { permissions: [] }), 409, 'role_builtin');
      await expectAnswer(admin.delete('/v1/roles/operator'), 409, 'role_builtin');
    });
  });

  describe('members', () => {
    it('hold what their roles and direct grants give, and are told whence', async () => {
      await role('reader', ['events:read', 'devices:read']);
      const client = await service.make.member('producer', 'acme');
      const id = await idOf(client);
      const changed = await admin.patch(`/v1/members/${id}`, {
        roles: ['producer', 'reader'],
        permissions: ['events:read', 'audit:read'],
      });
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
      const { body } = await client.get('/v1/auth/me');
      expect(body.tenants).toEqual([
        expect.objectContaining({ tenant_key: 'acme', roles: ['producer', 'reader'] }),
      ]);
      expect(body.grants).toEqual([
        { permission: 'events:read', from: ['role:reader', 'direct'] },
        { permission: 'events:write', from: ['role:producer'] },
        { permission: 'devices:read', from: ['role:reader'] },
        { permission: 'audit:read', from: ['direct'] },
      ]);
      expect(body.permissions.slice(1)).toEqual(
        body.grants.map((each: { permission: string }) => each.permission),
      );
    });

    it('feel a change of their role, of their roles, and of themselves at once', async () => {
      const made = await role('shifting', ['events:read']);
      const client = await service.make.member('shifting', 'acme');
      const id = await idOf(client);
      await expectAnswer(client.get('/v1/events'), 200);
      await admin.patch(`/v1/roles/${made.id}`, { permissions: ['devices:read'] });
      await expectAnswer(client.get('/v1/events'), 403, 'forbidden');
      await expectAnswer(client.get('/v1/devices'), 200);
      await admin.patch(`/v1/members/${id}`, { roles: ['consumer'] });
      await expectAnswer(client.get('/v1/events'), 200);
      const token = await service.make.member('tenant_admin', 'acme');
      const own = (await token.post('/v1/tokens', { name: 'x', abilities: ['*'] })).body.token;
      await expectAnswer(service.api.as(own).get('/v1/events'), 200);
      await admin.patch(`/v1/members/${await idOf(token)}`, { status: 'disabled' });
      await expectAnswer(service.api.as(own).get('/v1/events'), 403, 'tenant_forbidden');
      await admin.patch(`/v1/members/${id}`, { status: 'disabled' });
      await sleep(0);
      await expectAnswer(client.get('/v1/events?tenant_key=acme'), 403, 'tenant_forbidden');
      await admin.patch(`/v1/members/${id}`, { status: 'active' });
      await expectAnswer(client.get('/v1/events'), 200);
      expect((await admin.delete(`/v1/members/${id}`)).status).toBe(204);
      await expectAnswer(client.get('/v1/events?tenant_key=acme'), 403, 'tenant_forbidden');
      await expectAnswer(admin.get(`/v1/members/${id}`), 404, 'not_found');
    });

    it('grant nobody more than they hold, nor touch who holds more', async () => {
      await role('hr', ['members:*', 'roles:*', 'events:read']);
      const hr = await service.make.member('hr', 'acme');
      const victim = await idOf(await service.make.member('operator', 'acme'));
      const peer = await idOf(await service.make.member('reader', 'acme'));
      const small = await idOf(await service.make.member('zeta', 'acme'));
      const self = await idOf(hr);
      await expectAnswer(hr.patch(`/v1/members/${small}`, { roles: ['tenant_admin'] }), 403, 'forbidden');
      await expectAnswer(hr.patch(`/v1/members/${self}`, { permissions: ['*'] }), 403, 'forbidden');
      await expectAnswer(
        hr.patch(`/v1/members/${small}`, { permissions: ['devices:read'] }),
        403,
        'forbidden',
      );
      await expectAnswer(hr.patch(`/v1/members/${victim}`, { roles: ['zeta'] }), 403, 'forbidden');
      await expectAnswer(hr.delete(`/v1/members/${victim}`), 403, 'forbidden');
      await expectAnswer(hr.delete(`/v1/members/${peer}`), 403, 'forbidden');
      await expectAnswer(hr.post('/v1/roles', { name: 'big', permissions: ['events:*'] }), 403, 'forbidden');
      const big = await role('bigger', ['events:*']);
      await expectAnswer(hr.patch(`/v1/roles/${big.id}`, { permissions: [] }), 403, 'forbidden');
      await expectAnswer(hr.delete(`/v1/roles/${big.id}`), 403, 'forbidden');
      await expectAnswer(hr.patch(`/v1/members/${small}`, { permissions: ['events:read'] }), 200);
      await expectAnswer(hr.post('/v1/roles', { name: 'ok', permissions: ['events:read'] }), 201);
    });

    it('keep their role from being deleted', async () => {
      const made = await role('busy', ['events:read']);
      const id = await idOf(await service.make.member('busy', 'acme'));
      await expectAnswer(admin.delete(`/v1/roles/${made.id}`), 409, 'role_in_use');
      await expectAnswer(admin.patch(`/v1/members/${id}`, { roles: ['nowhere'] }), 422, 'invalid_value');
      await admin.patch(`/v1/members/${id}`, { roles: ['consumer'] });
      expect((await admin.delete(`/v1/roles/${made.id}`)).status).toBe(204);
    });

    it('are changed by who has read them last', async () => {
      const id = await idOf(await service.make.member('consumer', 'acme'));
      await admin.patch(`/v1/members/${id}`, { roles: ['producer'] });
      const late = { 'if-match': '"1"' };
      await expectAnswer(
        admin.patch(`/v1/members/${id}`, { roles: ['consumer'] }, late),
        412,
        'precondition_failed',
      );
      await expectAnswer(admin.delete(`/v1/members/${id}`, late), 412, 'precondition_failed');
    });

    it('are another tenant’s nobody', async () => {
      const id = await idOf(await service.make.member('consumer', 'acme'));
      for (const method of ['GET', 'PATCH', 'DELETE'])
        await expectAnswer(
          globex.send(method, `/v1/members/${id}`, { body: method === 'PATCH' ? {} : undefined }),
          404,
          'not_found',
        );
      const there = (await globex.get('/v1/members')).body.data as { id: string }[];
      expect(there.map((each) => each.id)).not.toContain(id);
    });

    it('are added by platform staff by the id of their account, and by nobody else', async () => {
      const people = service.app.get(PeopleService);
      const ada = await people.create('Ada@Example.com', 'a-long-password-of-ada', 'Ada');
      const body = { user_id: ada.public_id, roles: ['consumer', 'consumer'] };
      await expectAnswer(admin.post('/v1/members', body), 403, 'forbidden');
      const made = await staff.post('/v1/members', body);
      expect([made.status, made.headers.get('location')]).toEqual([201, `/v1/members/${made.body.id}`]);
      expect(made.body).toMatchObject({
        email: 'ada@example.com',
        name: 'Ada',
        roles: ['consumer'],
        status: 'active',
      });
      await expectAnswer(staff.post('/v1/members', body), 409, 'member_exists');
      const { id: client_id, client_secret } = (
        await staff.post('/v1/service-clients', { name: 'x', abilities: ['*', 'tenants:write'] })
      ).body;
      const grant = { grant_type: 'client_credentials', client_id, client_secret };
      const machine = staff.as((await service.api.post('/v1/auth/token', grant)).body.access_token);
      await expectAnswer(machine.post('/v1/members', body), 403, 'forbidden');
      const unknown = { ...body, user_id: randomUUID() };
      await expectAnswer(staff.post('/v1/members', unknown), 422, 'unknown_user');
      const lines = (await admin.get(`/v1/audit?target=member:${made.body.id}`)).body.data;
      expect(lines[0]).toMatchObject({
        action: 'member.create',
        changes: { after: { roles: ['consumer'] } },
      });
    });
  });

  describe('the last tenant_admin', () => {
    it('stays, whoever asks', async () => {
      await service.make.tenant('lonely');
      const only = await service.make.member('tenant_admin', 'lonely');
      const id = await idOf(only, only);
      const master = staff.as(staff.token, { 'x-tenant-key': 'lonely' });
      for (const client of [only, master]) {
        await expectAnswer(client.delete(`/v1/members/${id}`), 409, 'last_admin');
        await expectAnswer(client.patch(`/v1/members/${id}`, { roles: ['operator'] }), 409, 'last_admin');
        await expectAnswer(client.patch(`/v1/members/${id}`, { status: 'disabled' }), 409, 'last_admin');
      }
      await expectAnswer(only.patch(`/v1/members/${id}`, { roles: ['tenant_admin', 'operator'] }), 200);
    });

    it('is not lost when two remove each other at once', async () => {
      await service.make.tenant('duel');
      const one = await service.make.member('tenant_admin', 'duel');
      const two = await service.make.member('tenant_admin', 'duel');
      const [idOne, idTwo] = [await idOf(one, one), await idOf(two, one)];
      const answers = await Promise.all([
        one.delete(`/v1/members/${idTwo}`),
        two.delete(`/v1/members/${idOne}`),
      ]);
      const statuses = answers.map((answer) => answer.status).sort();
      // The second one is the last admin then, or is no longer a member when permissions are checked.
      expect(statuses[0]).toBe(204);
      expect([400, 403, 409]).toContain(statuses[1]);
      const master = staff.as(staff.token, { 'x-tenant-key': 'duel' });
      const { data } = (await master.get('/v1/members')).body as { data: { roles: string[] }[] };
      expect(data.filter(({ roles }) => roles.includes('tenant_admin'))).toHaveLength(1);
    });
  });
});
