import { PLATFORM_PERMISSIONS, TENANT_PERMISSIONS } from '#libs/access';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

/** Attempts to widen rights. */
describe('rights', () => {
  let service: TestApp;
  let platform: ApiClient;
  let staff: ApiClient;
  let admin: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
    staff = platform.as(platform.token, { 'x-tenant-key': 'acme' });
    await service.make.tenant('acme');
    await service.make.tenant('globex');
    admin = await service.make.member('tenant_admin', 'acme');
  });
  afterAll(() => service.close());

  const serviceOf = async (abilities: string[], tenant_key?: string) => {
    const { id, client_secret } = (
      await platform.post('/v1/service-clients', { name: 's', abilities, tenant_key })
    ).body;
    const token = (scope?: string) =>
      service.api.post('/v1/auth/token', { grant_type: 'client_credentials', client_id: id, client_secret, scope });
    const logIn = async (scope?: string) =>
      service.api.as((await token(scope)).body.access_token, tenant_key ? {} : { 'x-tenant-key': 'acme' });
    return { id, token, logIn };
  };
  const memberOf = async (person: { id: string }, reader = admin) =>
    (await reader.get('/v1/members?limit=500')).body.data.find(
      (each: { user_id: string }) => each.user_id === person.id,
    ).id as string;

  describe('of a service', () => {
    const WILDCARDS = ['*', 'events:*', 'audit:*'];
    it.each(WILDCARDS)('with %s are none of the platform, by any scope', async (wildcard) => {
      const { token, logIn } = await serviceOf([wildcard]);
      for (const scope of [...PLATFORM_PERMISSIONS, PLATFORM_PERMISSIONS.join(' '), 'tenants:*', '*', 'self:read'])
        expect([scope, (await token(scope)).body.error]).toEqual([scope, 'invalid_scope']);
      const client = await logIn();
      expect((await client.get('/v1/auth/me')).body.permissions.filter((each: string) => each.startsWith('tenants:'))).toEqual([]);
      for (const path of ['/v1/tenants', '/v1/users', '/v1/service-clients', '/v1/platform/audit'])
        expect([path, (await client.get(path)).status]).toEqual([path, 403]);
    });

    it('reach the platform by name only, and people, links and other services never', async () => {
      const client = await (await serviceOf(['*', 'tenants:read', 'tenants:write'])).logIn();
      expect((await client.get('/v1/tenants')).status).toBe(200);
      const other = await serviceOf(['events:read']);
      const person = await service.make.person('consumer', 'acme');
      const member = await memberOf(person);
      const answers = [
        await client.post('/v1/service-clients', { name: 'x', abilities: ['*'] }),
        await client.post(`/v1/service-clients/${other.id}/rotate`),
        await client.delete(`/v1/service-clients/${other.id}`),
        await client.patch(`/v1/users/${person.id}`, { status: 'disabled' }),
        await client.delete(`/v1/users/${person.id}`),
        await client.post('/v1/members', { user_id: person.id, roles: ['tenant_admin'] }),
        await client.post(`/v1/members/${member}/password-reset`),
        await client.post('/v1/signing-keys/rotate'),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
      const token = (await client.post('/v1/tokens', { name: 't', abilities: ['*'] })).body;
      expect((await service.api.as(token.token).post(`/v1/members/${member}/password-reset`)).status).toBe(403);
    });

    it('end at platform staff', async () => {
      const [me] = (await platform.get('/v1/users?limit=1')).body.data;
      const made = (await staff.post('/v1/members', { user_id: me.id, roles: ['consumer'] })).body;
      const client = await (await serviceOf(['*'], 'acme')).logIn();
      expect((await client.patch(`/v1/members/${made.id}`, { status: 'disabled' })).status).toBe(403);
      expect((await client.delete(`/v1/members/${made.id}`)).status).toBe(403);
      expect((await admin.delete(`/v1/members/${made.id}`)).status).toBe(204);
    });
  });

  it('are judged by a membership’s roles whatever its status', async () => {
    const boss = await service.make.person('tenant_admin', 'acme');
    const id = await memberOf(boss);
    expect((await admin.patch(`/v1/members/${id}`, { status: 'disabled' })).status).toBe(200);
    await admin.post('/v1/roles', { name: 'desk', permissions: ['members:*'] });
    const desk = await service.make.member('producer', 'acme');
    const deskId = await memberOf({ id: (await desk.get('/v1/auth/me')).body.principal.id });
    await admin.patch(`/v1/members/${deskId}`, { roles: ['desk'] });
    expect((await desk.post(`/v1/members/${id}/password-reset`)).status).toBe(403);
    expect((await desk.patch(`/v1/members/${id}`, { status: 'active' })).status).toBe(403);
    expect((await admin.post(`/v1/members/${id}/password-reset`)).status).toBe(201);
  });

  describe('by rotation', () => {
    it('are nobody’s but the owner’s', async () => {
      const { id, token } = (await admin.post('/v1/tokens', { name: 'mine', abilities: ['tokens:*'] })).body;
      const colleague = await service.make.member('tenant_admin', 'acme');
      for (const other of [colleague, staff, await (await serviceOf(['*'], 'acme')).logIn()])
        expect((await other.post(`/v1/tokens/${id}/rotate`)).status).toBe(403);
      expect((await service.api.as(token).post(`/v1/tokens/${id}/rotate`)).status).toBe(201);
      expect((await admin.post(`/v1/tokens/${id}/rotate`)).status).toBe(201);
    });

    it('are never more than the token that asks has', async () => {
      const strong = (await admin.post('/v1/tokens', { name: 'strong', abilities: ['*'] })).body;
      const weak = (await admin.post('/v1/tokens', { name: 'weak', abilities: ['tokens:*'] })).body;
      expect((await service.api.as(weak.token).post(`/v1/tokens/${strong.id}/rotate`)).status).toBe(403);
    });

    it('of a device’s token belong to those who may make one', async () => {
      const made = (await admin.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
      const path = `/v1/devices/sensor-1/tokens/${made.id}/rotate`;
      expect((await staff.post(path)).status).toBe(201);
      const weak = (await admin.post('/v1/tokens', { name: 'weak', abilities: ['tokens:*'] })).body;
      expect((await service.api.as(weak.token).post(path)).status).toBe(403);
    });
  });

  it('of staff leave a line in the tenant’s trail, by API token too; and the list shows whose a token is', async () => {
    const { id, token } = (await staff.post('/v1/tokens', { name: 'staff’s', abilities: ['*'] })).body;
    const client = service.api.as(token);
    for (let i = 0; i < 3; i++) expect((await client.get('/v1/devices')).status).toBe(200);
    expect((await client.get('/v1/devices/sensor-1')).status).toBe(200);
    const lines = (await admin.get(`/v1/audit?action=staff.request&actor=token:${id}`)).body.data;
    expect(lines.map((line: { target: string }) => line.target).sort()).toEqual(['GET /v1/devices', 'GET /v1/devices/:device_uid']);
    const me = (await platform.get('/v1/auth/me')).body.principal;
    const listed = (await admin.get('/v1/tokens?limit=500')).body.data;
    const find = (tokenId: string) => listed.find((each: { id: string }) => each.id === tokenId).owner;
    expect(find(id)).toEqual({ kind: 'user', id: me.id, name: 'Administrator' });
    const crossTenant = await serviceOf(['*']);
    const made = (await (await crossTenant.logIn()).post('/v1/tokens', { name: 's', abilities: ['events:read'] })).body;
    expect((await service.api.as(made.token).get('/v1/events')).status).toBe(200);
    expect((await admin.get(`/v1/audit?action=client.request&actor=token:${made.id}`)).body.data).toHaveLength(1);
    const again = (await admin.get('/v1/tokens?limit=500')).body.data;
    expect(again.find((each: { id: string }) => each.id === made.id).owner).toEqual({ kind: 'client', id: crossTenant.id, name: 's' });
  });

  it('are sets: what is named twice is held once', async () => {
    const twice = { permissions: ['events:read', 'events:read'] };
    const role = (await admin.post('/v1/roles', { name: 'twice', ...twice })).body;
    expect(role.permissions).toEqual(['events:read']);
    const invitation = await admin.post('/v1/invitations', { email: 'twice@example.com', roles: ['twice', 'twice'], ...twice });
    expect(invitation.body).toMatchObject({ roles: ['twice'], permissions: ['events:read'] });
    const token = await admin.post('/v1/tokens', { name: 'twice', abilities: ['events:read', 'events:read'] });
    expect(token.body.abilities).toEqual(['events:read']);
  });

  it('of staff are all that a tenant has, and the platform’s', async () => {
    const { permissions } = (await staff.get('/v1/auth/me')).body;
    expect(permissions).toEqual(['self:read', ...PLATFORM_PERMISSIONS, ...TENANT_PERMISSIONS]);
    const bound = await service.make.login('admin@example.com', 'correct horse battery staple', 'acme');
    expect((await bound.get('/v1/auth/me')).body.permissions).toEqual(['self:read', ...TENANT_PERMISSIONS]);
  });
}); // prettier-ignore
