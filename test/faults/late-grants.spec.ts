import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

/**
 * A process may learn up to a second late that somebody has lost a right. Rights that they give in that second would
 * stay. So the current data decide whether somebody may give rights.
 */
describe('who has just lost a right elsewhere', () => {
  let first: TestApp;
  let second: TestApp;
  let platform: ApiClient;
  let inside: ApiClient;

  beforeAll(async () => {
    first = await startTestApp();
    second = await startTestApp({}, first.database);
    platform = await first.make.staff();
    await first.make.tenant('acme');
    inside = platform.as(platform.token, { 'x-tenant-key': 'acme' });
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  /** A person with their own role that may do everything, and their credentials. */
  const maker = async () => {
    const person = await first.make.person('consumer', 'acme');
    const role = (await inside.post('/v1/roles', { name: `r${Math.random().toString(36).slice(2)}`, permissions: ['*'] })).body;
    const member = (await inside.get('/v1/members?limit=500')).body.data.find(({ user_id }: { user_id: string }) => user_id === person.id).id;
    await inside.patch(`/v1/members/${member}`, { roles: [role.name] });
    const session = await person.logIn();
    const token = (await session.post('/v1/tokens', { name: 't', abilities: ['*'] })).body;
    const service = (await platform.post('/v1/service-clients', { name: 's', abilities: ['*'], tenant_key: 'acme' })).body;
    const grant = { grant_type: 'client_credentials', client_id: service.id, client_secret: service.client_secret };
    const machine = (await first.api.post('/v1/auth/token', grant)).body.access_token as string;
    return { person, role, member, session, token, service, machine };
  };
  type Maker = Awaited<ReturnType<typeof maker>>;

  const LOSSES: [string, (made: Maker) => string, (made: Maker) => Promise<{ status: number }>][] = [
    ['is removed', ({ session }) => session.token!, ({ member }) => inside.delete(`/v1/members/${member}`)],
    ['has another role', ({ session }) => session.token!, ({ member }) => inside.patch(`/v1/members/${member}`, { roles: ['consumer'] })],
    ['has a role that gives less', ({ session }) => session.token!, ({ role }) => inside.patch(`/v1/roles/${role.id}`, { permissions: ['events:read'] })],
    ['is disabled here', ({ session }) => session.token!, ({ member }) => inside.patch(`/v1/members/${member}`, { status: 'disabled' })],
    ['is disabled everywhere', ({ session }) => session.token!, ({ person }) => platform.patch(`/v1/users/${person.id}`, { status: 'disabled' })],
    ['is erased', ({ session }) => session.token!, ({ person }) => platform.delete(`/v1/users/${person.id}`)],
    ['is logged out', ({ session }) => session.token!, ({ session }) => first.api.post('/v1/auth/revoke', { token: session.token })],
    ['has a token that is revoked', ({ token }) => token.token, ({ token }) => inside.delete(`/v1/tokens/${token.id}`)],
    ['has a token, and another role', ({ token }) => token.token, ({ member }) => inside.patch(`/v1/members/${member}`, { roles: ['consumer'] })],
    ['is a service that is deleted', ({ machine }) => machine, ({ service }) => platform.delete(`/v1/service-clients/${service.id}`)],
    ['is a service that gave its token up', ({ machine }) => machine, ({ machine }) => first.api.post('/v1/auth/revoke', { token: machine })],
  ];

  it.each(LOSSES)('gives none to anybody: who %s', async (_, credential, lose) => {
    const friend = await first.make.person('consumer', 'acme');
    const members = (await inside.get('/v1/members?limit=500')).body.data as { id: string; user_id: string }[];
    const place = members.find(({ user_id }) => user_id === friend.id)!.id;
    const GIFTS: [string, string, object][] = [
      ['PATCH', `/v1/members/${place}`, { roles: ['tenant_admin'] }],
      ['POST', '/v1/roles', { name: `g${Math.random().toString(36).slice(2)}`, permissions: ['*'] }],
      ['POST', '/v1/tokens', { name: 'late', abilities: ['*'] }],
      ['POST', '/v1/devices/sensor-1/tokens', { name: 'late' }],
      ['POST', '/v1/invitations', { email: 'friend@example.com', roles: ['tenant_admin'] }],
    ];
    for (const [method, path, body] of GIFTS) {
      const made = await maker();
      const there = second.api.as(credential(made));
      // Now the other process has the credential in its cache.
      expect((await there.get('/v1/members')).status).toBe(200);
      expect((await lose(made)).status).toBeLessThan(300);
      // 400 if the credential has no tenant any more.
      const { status } = await there.send(method, path, { body });
      expect([method, path, [400, 401, 403].includes(status) || status]).toEqual([method, path, true]);
    }
    expect((await inside.get(`/v1/members/${place}`)).body.roles).toEqual(['consumer']);
  }, 60_000);

  it('of the platform neither', async () => {
    const staff = await first.make.staff();
    const there = second.api.as(staff.token);
    const gift = { name: 'late', abilities: ['*'] };
    expect((await there.post('/v1/service-clients', gift)).status).toBe(201);
    await first.api.post('/v1/auth/revoke', { token: staff.token });
    expect((await there.post('/v1/service-clients', gift)).status).toBe(401);
  });
}); // prettier-ignore
