import { randomUUID } from 'node:crypto';
import { PeriodicTasks } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { until } from '../support/wait.js';

const GOOD = 'four unrelated words here';

/** The erasure of a person removes all their data from every table. */
describe('a person who is erased', () => {
  let service: TestApp;
  let platform: ApiClient;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
    await service.make.tenant('acme');
    acme = await service.make.member('tenant_admin', 'acme');
  });
  afterAll(() => service.close());

  /** Every row of every table that contains the text in any column. */
  const traces = (text: string) =>
    asAdmin(service.database.adminUrl, async (client) => {
      const { rows: tables } = await client.query(
        `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`,
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const { rows } = await client.query(
          `SELECT row_to_json(t)::text AS row FROM ${name} t WHERE strpos(lower(row_to_json(t)::text), lower($1)) > 0`,
          [text],
        );
        found.push(...rows.map(({ row }) => `${name}: ${row}`));
      }
      return found;
    });
  const canary = () => `canary${randomUUID().slice(0, 8)}`;
  /** Makes a person by an invitation and logs them in. Their name and address contain the canary. */
  const settle = async (admin: ApiClient, mark: string) => {
    const email = `${mark}@example.com`;
    const { token } = (await admin.post('/v1/invitations', { email, roles: ['tenant_admin'] })).body;
    await service.api.post('/v1/auth/accept-invitation', { token, password: GOOD, name: `Person ${mark}` });
    const { access_token } = (
      await service.api.post('/v1/auth/token', { grant_type: 'password', username: email, password: GOOD })
    ).body;
    const session = service.api.as(access_token);
    const { principal } = (await session.get('/v1/auth/me')).body;
    return { email, id: principal.id as string, session };
  };
  const busy = async (person: { session: ApiClient; id: string }, admin: ApiClient, mark: string) => {
    const own = person.session;
    const made = await own.post('/v1/tokens', { name: `token of ${mark}`, abilities: ['*'] });
    await own.post('/v1/invitations', { email: `friend.${mark}@example.com`, roles: ['consumer'] });
    const { data } = (await admin.get('/v1/members?limit=500')).body;
    const member = data.find((each: { user_id: string }) => each.user_id === person.id).id;
    await admin.post(`/v1/members/${member}/password-reset`);
    return service.api.as(made.body.token);
  };

  it('leaves a public id in the trails and nothing else anywhere, at once', async () => {
    const mark = canary();
    const person = await settle(acme, mark);
    const token = await busy(person, acme, mark);
    await service.api.post('/v1/auth/token', { grant_type: 'password', username: person.email, password: 'wrong' });
    expect((await traces(mark)).length).toBeGreaterThan(2);
    const named = (await acme.get(`/v1/audit?actor=user:${person.id}`)).body.data;
    expect(named[0].actor_name).toBe(`Person ${mark}`);
    expect((await platform.delete(`/v1/users/${person.id}`)).status).toBe(204);
    for (const client of [person.session, token]) expect((await client.get('/v1/devices')).status).toBe(401);
    expect(await traces(mark)).toEqual([]);
    expect((await traces(person.id)).length).toBeGreaterThan(0);
    const nameless = (await acme.get(`/v1/audit?actor=user:${person.id}`)).body.data;
    expect(nameless[0].actor_name).toBe(null);
    expect((await acme.get(`/v1/audit?action=user.delete&target=user:${person.id}`)).body.data).toHaveLength(1);
    expect((await platform.delete(`/v1/users/${person.id}`)).status).toBe(404);
  });

  it('is any but the last administrator of the platform, and by people of the platform alone', async () => {
    const { id } = (await platform.get('/v1/auth/me')).body.principal;
    const last = await platform.delete(`/v1/users/${id}`);
    expect([last.status, last.body.code]).toEqual([409, 'last_admin']);
    expect((await acme.delete(`/v1/users/${id}`)).status).toBe(403);
  });

  it('goes with the only tenant that they belong to, and stays with another', async () => {
    const key = `gone-${randomUUID().slice(0, 8)}`;
    const [tenantMark, ownMark, removedMark, sharedMark] = [canary(), canary(), canary(), canary()];
    await platform.post('/v1/tenants', { key, name: `Tenant ${tenantMark}` });
    await platform.patch(`/v1/tenants/${key}`, { name: `Renamed ${tenantMark}` });
    const there = platform.as(platform.token, { 'x-tenant-key': key });
    await platform.post('/v1/service-clients', { name: `client ${tenantMark}`, abilities: ['*'], tenant_key: key });
    const own = await settle(there, ownMark);
    await busy(own, there, ownMark);
    const removed = await settle(there, removedMark);
    const { data } = (await there.get('/v1/members?limit=500')).body;
    const member = data.find((each: { user_id: string }) => each.user_id === removed.id).id;
    await there.delete(`/v1/members/${member}`);
    const shared = await settle(there, sharedMark);
    const { token } = (await acme.post('/v1/invitations', { email: shared.email, roles: ['consumer'] })).body;
    await shared.session.post('/v1/auth/accept-invitation', { token });

    const answer = await platform.delete(`/v1/tenants/${key}`);
    const receipt = answer.headers.get('location')!;
    await until('the tenant is erased', async () => (await platform.get(receipt)).body.status === 'done');
    for (const mark of [tenantMark, ownMark, removedMark]) expect(await traces(mark)).toEqual([]);
    expect((await platform.get(receipt)).body.deleted.users).toBe(2);
    const kept = (await platform.get(`/v1/users/${shared.id}`)).body;
    expect([kept.email, kept.proved_by]).toEqual([shared.email, ['acme']]);
    expect((await shared.session.get('/v1/devices')).status).toBe(200);
  });

  it('has the answer of a password change list the API tokens that live on, and end them if asked', async () => {
    const mark = canary();
    const person = await settle(acme, mark);
    const token = await busy(person, acme, mark);
    const next = { current_password: GOOD, new_password: 'other unrelated words here' };
    const kept = await person.session.post('/v1/auth/password', next);
    expect(kept.status).toBe(200);
    expect(kept.body).toMatchObject({ revoked_tokens: 0, tokens: [{ tenant_key: 'acme', name: `token of ${mark}`, abilities: ['*'] }] });
    expect((await token.get('/v1/devices')).status).toBe(200);
    const ended = await service.api.post('/v1/auth/password', {
      email: person.email, current_password: next.new_password, new_password: GOOD, revoke_tokens: true, tenant_key: 'acme',
    });
    expect([ended.status, ended.body]).toEqual([200, { revoked_tokens: 1, tokens: [] }]);
    expect((await token.get('/v1/devices')).status).toBe(401);
  });

  it('is not what a device is: its token ends at once with it, and is not that of its successor', async () => {
    await acme.post('/v1/devices', { device_uid: 'twice' });
    const { token } = (await acme.post('/v1/devices/twice/tokens', { name: 't' })).body;
    const device = service.api.as(token);
    const send = () => device.post('/v1/events', { event_uid: randomUUID(), device_uid: 'twice', type: 't', payload: {}, odd: 1 });
    expect((await send()).status).toBe(422);
    expect((await acme.delete('/v1/devices/twice')).status).toBe(204);
    await acme.post('/v1/devices', { device_uid: 'twice' });
    expect((await send()).status).toBe(401);
  });

  it('has trails that a tenant may have shortened, and no line that is younger', async () => {
    await service.make.tenant('forgetful');
    const there = platform.as(platform.token, { 'x-tenant-key': 'forgetful' });
    const id = await service.make.tenantId('forgetful');
    const age = (days: number, action: string) =>
      asAdmin(service.database.adminUrl, (client) =>
        client.query(
          `INSERT INTO audit_entries (tenant_id, created_at, actor, action, target, outcome) VALUES ($1, now() - make_interval(days => $2), 'system', $3, 't', 'done')`,
          [id, days, action],
        ),
      );
    const left = async () => {
      const { data } = (await there.get('/v1/audit?actor=system')).body;
      return data.map((line: { action: string }) => line.action).filter((action: string) => action.startsWith('old.'));
    };
    // The lines are inserted from old to new, as a trail grows.
    await asAdmin(service.database.adminUrl, (client) => client.query('DELETE FROM audit_entries WHERE tenant_id = $1', [id]));
    for (const days of [40, 31, 29, 1]) await age(days, `old.${days}`);
    const chores = service.app.get(PeriodicTasks);
    await chores.run('audit-retention');
    expect(await left()).toHaveLength(4);
    expect((await platform.patch('/v1/tenants/forgetful', { settings: { audit_retention_days: 30 } })).body.settings.audit_retention_days).toBe(30);
    await chores.run('audit-retention');
    expect(await left()).toEqual(['old.1', 'old.29']);
  });
}); // prettier-ignore
