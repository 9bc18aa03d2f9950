import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

const GOOD = 'four unrelated words here';

/** Invitations and reset links are checked when they are made, and again when they are used. */
describe('a link', () => {
  let service: TestApp;
  let platform: ApiClient;
  let admin: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
    for (const key of ['acme', 'globex']) await service.make.tenant(key);
    admin = await service.make.member('tenant_admin', 'acme');
    globex = await service.make.member('tenant_admin', 'globex');
  });
  afterAll(() => service.close());

  const at = (client: ApiClient, key: string) => client.as(client.token, { 'x-tenant-key': key });
  const newEmail = () => `${randomUUID()}@example.com`;
  const invite = async (client: ApiClient, roles: string[], email = newEmail()) => {
    const answer = await client.post('/v1/invitations', { email, roles });
    expect(answer.status).toBe(201);
    return answer.body as { id: string; token: string; email: string };
  };
  const accept = (token: string, client: ApiClient = service.api, password: string | undefined = GOOD) =>
    client.post('/v1/auth/accept-invitation', { token, password });
  const reset = (token: string) =>
    service.api.post('/v1/auth/password', { token, new_password: 'a password from a link' });
  const memberOf = async (userId: string, reader = admin) =>
    (await reader.get('/v1/members?limit=500')).body.data.find(
      (each: { user_id: string }) => each.user_id === userId,
    ).id as string;
  /** Makes a member who may invite and has a role that nobody else has. */
  const inviter = async () => {
    const name = `r${randomUUID().slice(0, 8)}`;
    const role = (await admin.post('/v1/roles', { name, permissions: ['members:*', 'events:*', 'devices:*'] })).body;
    const person = await service.make.person('consumer', 'acme');
    const member = await memberOf(person.id);
    await admin.patch(`/v1/members/${member}`, { roles: [name] });
    return { ...person, member, role, client: await person.logIn() };
  };
  const usersCount = () =>
    asAdmin(service.database.adminUrl, async (client) => Number((await client.query('SELECT count(*) FROM users')).rows[0].count));

  describe('that invites', () => {
    type Maker = Awaited<ReturnType<typeof inviter>>;
    const CHANGES: [string, (maker: Maker) => Promise<{ status: number }>][] = [
      ['is removed', ({ member }) => admin.delete(`/v1/members/${member}`)],
      ['gets another role', ({ member }) => admin.patch(`/v1/members/${member}`, { roles: ['consumer'] })],
      ['is disabled in the tenant, and enabled again', async ({ member }) => {
        await admin.patch(`/v1/members/${member}`, { status: 'disabled' });
        return admin.patch(`/v1/members/${member}`, { status: 'active' });
      }],
      ['is disabled everywhere, and enabled again', async ({ id }) => {
        await platform.patch(`/v1/users/${id}`, { status: 'disabled' });
        return platform.patch(`/v1/users/${id}`, { status: 'active' });
      }],
      ['is erased', ({ id }) => platform.delete(`/v1/users/${id}`)],
      ['has a role that holds less now', ({ role }) => admin.patch(`/v1/roles/${role.id}`, { permissions: ['members:*'] })],
      ['has a role that held less meanwhile', async ({ role }) => {
        await admin.patch(`/v1/roles/${role.id}`, { permissions: ['members:*'] });
        return admin.patch(`/v1/roles/${role.id}`, { permissions: role.permissions });
      }],
    ];
    it.each(CHANGES)('ends where its maker %s', async (_, change) => {
      const maker = await inviter();
      const { token } = await invite(maker.client, ['consumer']);
      const before = await usersCount();
      expect((await change(maker)).status).toBeLessThan(300);
      const left = await usersCount();
      expect((await accept(token)).status).toBe(422);
      expect([before - left <= 1, await usersCount()]).toEqual([true, left]);
    });

    it('ends with a password that others knew, if its maker asks for that', async () => {
      const maker = await inviter();
      const change = (current_password: string, new_password: string, revoke_tokens: boolean) =>
        service.api.post('/v1/auth/password', { email: maker.email, current_password, new_password, revoke_tokens });
      const [first, second] = [await invite(maker.client, ['consumer']), await invite(maker.client, ['consumer'])];
      expect((await change(maker.password, 'a password of one’s own', false)).status).toBe(200);
      expect((await accept(first.token)).status).toBe(200);
      expect((await change('a password of one’s own', 'another of one’s own', true)).status).toBe(200);
      expect((await accept(second.token)).status).toBe(422);
    });

    it('ends with the API token that made it, and with the service', async () => {
      const made = (await admin.post('/v1/tokens', { name: 'inviting', abilities: ['*'] })).body;
      const { token } = await invite(service.api.as(made.token), ['consumer']);
      const other = await invite(service.api.as(made.token), ['consumer']);
      expect((await accept(other.token)).status).toBe(200);
      await admin.delete(`/v1/tokens/${made.id}`);
      expect((await accept(token)).status).toBe(422);
      const client = (await platform.post('/v1/service-clients', { name: 's', abilities: ['*'], tenant_key: 'acme' })).body;
      const grant = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.client_secret };
      const machine = service.api.as((await service.api.post('/v1/auth/token', grant)).body.access_token);
      const { token: third } = await invite(machine, ['consumer']);
      await platform.delete(`/v1/service-clients/${client.id}`);
      expect((await accept(third)).status).toBe(422);
    });

    it('gives the role that it named, and none of the same name that came later', async () => {
      const { id } = (await admin.post('/v1/roles', { name: 'short-lived', permissions: ['events:read'] })).body;
      const { token, ...invitation } = await invite(admin, ['short-lived']);
      expect((await admin.delete(`/v1/roles/${id}`)).status).toBe(204);
      await admin.post('/v1/roles', { name: 'short-lived', permissions: ['*'] });
      expect((await accept(token)).status).toBe(422);
      const { data } = (await admin.get('/v1/invitations?limit=500')).body;
      expect(data.map((each: { id: string }) => each.id)).not.toContain(invitation.id);
    });

    it('ends where the role that it gives has changed', async () => {
      const { id } = (await admin.post('/v1/roles', { name: 'growing', permissions: ['events:read'] })).body;
      const maker = await inviter();
      const { token } = await invite(maker.client, ['growing']);
      await admin.patch(`/v1/roles/${id}`, { permissions: ['*'] });
      expect((await accept(token)).status).toBe(422);
    });

    it.each([2, 4, 8])('lets one of %i in who accept it at once, and leaves no account of the others', async (many) => {
      const { token } = await invite(admin, ['consumer']);
      const before = await usersCount();
      const answers = await Promise.all(Array.from({ length: many }, () => accept(token)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array.from({ length: many - 1 }, () => 422)]);
      expect(await usersCount()).toBe(before + 1);
      expect((await accept(token)).status).toBe(422);
    });

    it('lets one in of several of one address that are accepted at once', async () => {
      const email = newEmail();
      const links = [await invite(admin, ['consumer'], email), await invite(admin, ['operator'], email), await invite(admin, ['producer'], email)];
      const before = await usersCount();
      const answers = await Promise.all(links.map(({ token }) => accept(token)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(await usersCount()).toBe(before + 1);
    });

    it('ends with its tenant', async () => {
      await service.make.tenant('closing');
      const there = at(platform, 'closing');
      const { token } = await invite(there, ['consumer']);
      await platform.patch('/v1/tenants/closing', { status: 'suspended' });
      expect((await accept(token)).status).toBe(422);
    });
  });

  describe('that resets a password', () => {
    const person = async (...tenants: string[]) => service.make.person('consumer', ...tenants);
    const resetOf = async (id: string, client = admin) => {
      const answer = await client.post(`/v1/members/${await memberOf(id, client)}/password-reset`);
      expect(answer.status).toBe(201);
      return answer.body.token as string;
    };

    it('opens no other tenant that its person came into since', async () => {
      const bob = await person('acme');
      const link = await resetOf(bob.id);
      const { token } = await invite(globex, ['tenant_admin'], bob.email);
      expect((await accept(token, await bob.logIn())).status).toBe(200);
      expect((await reset(link)).status).toBe(422);
      expect((await bob.logIn()).token).toBeDefined();
      expect((await admin.post(`/v1/members/${await memberOf(bob.id)}/password-reset`)).status).toBe(403);
      expect((await reset(await resetOf(bob.id, at(platform, 'acme')))).status).toBe(200);
    });

    it.each([
      ['added elsewhere by staff', (id: string) => at(platform, 'globex').post('/v1/members', { user_id: id, roles: ['consumer'] })],
      ['added elsewhere, and removed from there', async (id: string) => {
        const there = at(platform, 'globex');
        const { body } = await there.post('/v1/members', { user_id: id, roles: ['consumer'] });
        return there.delete(`/v1/members/${body.id}`);
      }],
      ['given another role', async (id: string) => admin.patch(`/v1/members/${await memberOf(id)}`, { roles: ['operator'] })],
      ['removed', async (id: string) => admin.delete(`/v1/members/${await memberOf(id)}`)],
      ['disabled and enabled', async (id: string) => {
        await platform.patch(`/v1/users/${id}`, { status: 'disabled' });
        return platform.patch(`/v1/users/${id}`, { status: 'active' });
      }],
    ] as const)('ends where its person was %s', async (_, change) => {
      const bob = await person('acme');
      const link = await resetOf(bob.id);
      expect((await change(bob.id)).status).toBeLessThan(300);
      expect((await reset(link)).status).toBe(422);
    });

    it('ends where its maker may not any more', async () => {
      const bob = await person('acme');
      const maker = await inviter();
      const link = await resetOf(bob.id, maker.client);
      await admin.patch(`/v1/members/${maker.member}`, { roles: ['consumer'] });
      expect((await reset(link)).status).toBe(422);
    });

    it('is good once, also where it is used by several at once', async () => {
      const link = await resetOf((await person('acme')).id);
      const answers = await Promise.all([reset(link), reset(link), reset(link)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    });
  });
}); // prettier-ignore
