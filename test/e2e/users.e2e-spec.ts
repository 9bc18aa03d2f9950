import { randomUUID } from 'node:crypto';
import { PeopleService } from '#libs/auth';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

const GOOD = 'four unrelated words here';

describe('people, as the platform sees them', () => {
  let service: TestApp;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  const person = async () => {
    const email = `${randomUUID()}@example.com`;
    const people = service.app.get(PeopleService);
    await people.create(email, GOOD);
    await service.make.inTenant('acme', () => people.join(email, ['tenant_admin']));
    const [user] = (await staff.get(`/v1/users?email=${email}`)).body.data;
    return { email, id: user.id as string, client: await service.make.login(email, GOOD) };
  };
  const set = (id: string, status: string, client = staff) => client.patch(`/v1/users/${id}`, { status });
  const statusOf = async (token: string) => (await service.api.as(token).get('/v1/events')).status;

  it('are listed in pages, found by their address, and show nothing secret', async () => {
    const { email, id } = await person();
    const found = await staff.get(`/v1/users?email=${email.toUpperCase()}`);
    expect(found.body.data).toEqual([
      { id, email, name: '', status: 'active', staff: false, proved_by: [], created_at: expect.any(String) },
    ]);
    expect((await staff.get(`/v1/users/${id}`)).body).toEqual(found.body.data[0]);
    const first = (await staff.get('/v1/users?limit=1')).body;
    const next = (await staff.get(`/v1/users?limit=1&cursor=${first.next_cursor}`)).body;
    expect(next.data[0].id).not.toBe(first.data[0].id);
    expect((await staff.get('/v1/users?limit=500')).text).not.toMatch(/argon2|password|hash/);
  });

  it('are disabled at once, with all that is theirs, and enabled again without their sessions', async () => {
    const { email, id, client } = await person();
    const { token } = (await client.post('/v1/tokens', { name: 't', abilities: ['events:read'] })).body;
    expect([await statusOf(client.token!), await statusOf(token)]).toEqual([200, 200]);
    const disabled = await set(id, 'disabled');
    expect([disabled.status, disabled.body.status]).toEqual([200, 'disabled']);
    expect([await statusOf(client.token!), await statusOf(token)]).toEqual([401, 401]);
    const grant = { grant_type: 'password', username: email, password: GOOD };
    expect((await service.api.post('/v1/auth/token', grant)).body.error).toBe('invalid_grant');
    expect((await staff.get('/v1/users?status=disabled')).body.data.map((user: { id: string }) => user.id)).toContain(id);
    expect((await set(id, 'active')).body.status).toBe('active');
    expect([await statusOf(client.token!), await statusOf(token)]).toEqual([401, 200]);
    expect((await service.api.post('/v1/auth/token', grant)).status).toBe(200);
    const trail = (await staff.get(`/v1/platform/audit?target=user:${id}&action=user.update`)).body.data;
    expect(trail.map((line: { changes: object }) => line.changes)).toEqual([
      { before: { status: 'disabled' }, after: { status: 'active' } },
      { before: { status: 'active' }, after: { status: 'disabled' } },
    ]);
  }); // prettier-ignore

  it('never leave the platform without an administrator', async () => {
    const [{ id }] = (await staff.get(`/v1/users?email=${ADMIN.email}`)).body.data;
    const answer = await set(id, 'disabled');
    expect([answer.status, answer.body.code]).toEqual([409, 'last_admin']);
    expect((await staff.get('/v1/auth/me')).status).toBe(200);
  });

  it('are disabled by people of the platform alone', async () => {
    const { id, client } = await person();
    expect((await set(id, 'disabled', client)).status).toBe(403);
    const made = (await staff.post('/v1/service-clients', { name: 's', abilities: ['tenants:write'] })).body;
    const grant = { grant_type: 'client_credentials', client_id: made.id, client_secret: made.client_secret };
    const { access_token } = (await service.api.post('/v1/auth/token', grant)).body;
    expect((await set(id, 'disabled', service.api.as(access_token))).status).toBe(403);
    expect((await set(randomUUID(), 'disabled')).status).toBe(404);
    expect((await set(id, 'gone')).status).toBe(422);
  });
});
