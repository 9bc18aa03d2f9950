import { randomUUID } from 'node:crypto';
import { ADMIN, startTestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { until } from '../support/wait.js';

/** Longest delay until another process enforces a revocation. Milliseconds. */
const BOUND_MS = 1000;
/** Concurrent requests to each process, and answers of each kind to wait for. */
const PARALLEL = 4;
const ENOUGH = 6;

interface Ask {
  readonly process: number;
  readonly sentAt: number;
  readonly status: number;
}

/** Every process refuses a revoked right within a second, however much the credential is used. */
describe('revoked under load, two processes on one database', () => {
  let processes: ServiceProcess[];
  let staff: ApiClient;
  let inside: ApiClient;

  beforeAll(async () => {
    const database: TestDatabase = await createTestDatabase();
    const maker = await startTestApp({}, database);
    await maker.make.staff();
    await maker.make.tenant('acme');
    await maker.close();
    const env = { LOG_LEVEL: 'error' };
    processes = await Promise.all([startProcess(database, env), startProcess(database, env)]);
    staff = await logIn(ADMIN.email, ADMIN.password);
    inside = staff.as(staff.token, { 'x-tenant-key': 'acme' });
  }, 60_000);
  afterAll(() => {
    for (const { child } of processes) child.kill('SIGKILL');
    return Promise.all(processes.map(({ ended }) => ended));
  });

  const [first, other] = [() => new ApiClient(processes[0].url), () => new ApiClient(processes[1].url)];
  const grant = (body: object) => first().post('/v1/auth/token', body);
  async function logIn(username: string, password: string): Promise<ApiClient> {
    const { body } = await grant({ grant_type: 'password', username, password });
    return first().as(body.access_token);
  }

  /** Creates a person of acme by an invitation. */
  async function person(role = 'tenant_admin') {
    const [email, password] = [`${randomUUID()}@example.com`, `pass ${randomUUID()}`];
    const { token } = (await inside.post('/v1/invitations', { email, roles: [role] })).body;
    expect((await first().post('/v1/auth/accept-invitation', { token, password })).status).toBe(200);
    const client = await logIn(email, password);
    const { id } = (await client.get('/v1/auth/me')).body.principal;
    const members = (await inside.get('/v1/members?limit=500')).body.data;
    const memberId = members.find((member: { email: string }) => member.email === email).id;
    return { email, password, client, id, memberId };
  }

  /**
   * Sends requests to both processes continuously, through the revocation and after it, and reports which were still
   * allowed.
   */
  async function watch(token: string, path: string, revoke: () => Promise<{ status: number }>) {
    const asked: Ask[] = [];
    let going = true;
    const askers = processes.flatMap(({ url }, process) =>
      Array.from({ length: PARALLEL }, async () => {
        const client = new ApiClient(url, token);
        while (going) {
          const sentAt = performance.now();
          asked.push({ process, sentAt, status: (await client.get(path)).status });
        }
      }),
    );
    const count = (process: number, when: (ask: Ask) => boolean, ok: boolean) =>
      asked.filter((ask) => ask.process === process && when(ask) && (ask.status === 200) === ok).length;
    const both = (when: (ask: Ask) => boolean, ok: boolean) =>
      [0, 1].every((process) => count(process, when, ok) >= ENOUGH);
    await until('it is accepted by both', () => both(() => true, true));
    const { status } = await revoke();
    const revokedAt = performance.now();
    const isLate = ({ sentAt }: Ask) => sentAt > revokedAt + BOUND_MS;
    await until('both have answered after the bound', () => both(isLate, false) || both(isLate, true));
    going = false;
    await Promise.all(askers);
    return [0, 1].map((process) => ({
      revoked: status < 300,
      refused: count(process, isLate, false) >= ENOUGH,
      accepted: count(process, ({ sentAt }) => sentAt > revokedAt + (process === 0 ? 0 : BOUND_MS), true),
    }));
  }
  const NONE = { revoked: true, refused: true, accepted: 0 };

  it('a session, by logging out', async () => {
    const { token } = (await person()).client;
    expect(await watch(token!, '/v1/events', () => first().post('/v1/auth/revoke', { token }))).toEqual([NONE, NONE]);
  });

  it('an API token', async () => {
    const { client } = await person();
    const { id, token } = (await client.post('/v1/tokens', { name: 't', abilities: ['events:read'] })).body;
    expect(await watch(token, '/v1/events', () => client.delete(`/v1/tokens/${id}`))).toEqual([NONE, NONE]);
  });

  it('every session, by a changed password', async () => {
    const { email, password, client } = await person();
    const change = { email, current_password: password, new_password: `new ${randomUUID()}` };
    expect(await watch(client.token!, '/v1/events', () => first().post('/v1/auth/password', change))).toEqual([NONE, NONE]);
  });

  it('a role, taken from a member', async () => {
    const { client, memberId } = await person('operator');
    const demote = () => inside.patch(`/v1/members/${memberId}`, { roles: ['producer'] });
    expect(await watch(client.token!, '/v1/events', demote)).toEqual([NONE, NONE]);
    expect((await other().as(client.token).get('/v1/events')).status).toBe(403);
  });

  it('a permission, taken from a role', async () => {
    const name = `r${Date.now()}`;
    const role = (await inside.post('/v1/roles', { name, permissions: ['events:read'] })).body;
    const { client } = await person(name);
    const change = () => inside.patch(`/v1/roles/${role.id}`, { permissions: ['devices:read'] });
    expect(await watch(client.token!, '/v1/events', change)).toEqual([NONE, NONE]);
  });

  it('a member, disabled', async () => {
    const { client, memberId } = await person();
    const disable = () => inside.patch(`/v1/members/${memberId}`, { status: 'disabled' });
    expect(await watch(client.token!, '/v1/events', disable)).toEqual([NONE, NONE]);
  });

  it.each(['session', 'API token'])('a person, disabled by the platform: their %s', async (kind) => {
    const { client, id } = await person();
    const made = await client.post('/v1/tokens', { name: 't', abilities: ['events:read'] });
    const token: string = kind === 'session' ? client.token! : made.body.token;
    const disable = () => staff.patch(`/v1/users/${id}`, { status: 'disabled' });
    expect(await watch(token, '/v1/events', disable)).toEqual([NONE, NONE]);
  });

  it('a service client, deleted', async () => {
    const client = { name: 's', abilities: ['events:read'], tenant_key: 'acme' };
    const { id, client_secret } = (await staff.post('/v1/service-clients', client)).body;
    const { access_token } = (await grant({ grant_type: 'client_credentials', client_id: id, client_secret })).body;
    expect(await watch(access_token, '/v1/events', () => staff.delete(`/v1/service-clients/${id}`))).toEqual([NONE, NONE]);
  });

  it('an access token of a service, given up', async () => {
    const client = { name: 's', abilities: ['events:read'], tenant_key: 'acme' };
    const { id, client_secret } = (await staff.post('/v1/service-clients', client)).body;
    const { access_token: token } = (await grant({ grant_type: 'client_credentials', client_id: id, client_secret })).body;
    expect(await watch(token, '/v1/events', () => first().post('/v1/auth/revoke', { token }))).toEqual([NONE, NONE]);
  });

  it('a tenant, suspended', async () => {
    const { token } = (await inside.post('/v1/tokens', { name: 't', abilities: ['events:read'] })).body;
    const suspend = () => staff.patch('/v1/tenants/acme', { status: 'suspended' });
    expect(await watch(token, '/v1/events', suspend)).toEqual([NONE, NONE]);
    expect((await other().as(token).get('/v1/events')).body.code).toBe('tenant_suspended');
  });
}); // prettier-ignore
