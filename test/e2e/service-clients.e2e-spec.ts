import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { scaled, until } from '../support/wait.js';

/** Overlap that is long enough for two requests on a slow machine. Seconds. */
const OVERLAP = Math.ceil(scaled(500) / 1000);

describe('service clients', () => {
  let service: TestApp;
  let staff: ApiClient;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    acme = await service.make.tenant('acme');
    await service.make.tenant('globex');
  });
  afterAll(() => service.close());

  const make = async (body: object = {}) =>
    (await staff.post('/v1/service-clients', { name: 'billing', abilities: ['events:*'], ...body })).body;
  const token = (client: { id: string; client_secret: string }, more: object = {}) =>
    service.api.post('/v1/auth/token', {
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: client.client_secret,
      ...more,
    });
  const logIn = async (client: { id: string; client_secret: string }, more: object = {}) =>
    service.api.as((await token(client, more)).body.access_token);

  it('are made with a secret that is shown once', async () => {
    const made = await staff.post('/v1/service-clients', { name: 'n', abilities: ['events:read'] });
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(made.body).toMatchObject({ name: 'n', abilities: ['events:read'], tenant_key: null });
    const listed = await staff.get('/v1/service-clients?limit=500');
    expect(listed.body.data.map((each: { id: string }) => each.id)).toContain(made.body.id);
    expect(listed.text).not.toContain(made.body.client_secret);
    expect(listed.text).not.toMatch(/secret|hash/);
  });

  it('get a token by HTTP Basic and by the form, and no refresh token', async () => {
    const client = await make({ tenant_key: 'acme' });
    const basic = Buffer.from(`${client.id}:${client.client_secret}`).toString('base64');
    const answer = await service.api.send('POST', '/v1/auth/token', {
      body: 'grant_type=client_credentials&scope=events%3Aread',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` },
    });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(answer.body.scope).toBe('events:read');
    const narrow = service.api.as(answer.body.access_token);
    expect((await narrow.get('/v1/events')).status).toBe(200);
    expect((await narrow.post('/v1/events', event())).status).toBe(403);
    expect((await (await logIn(client)).post('/v1/events', event())).status).toBe(201);
  });

  it('say once who they are, or twice the same', async () => {
    const { id, client_secret } = await make({ tenant_key: 'acme' });
    const asked = async (more: string) => {
      const { status, body } = await service.api.send('POST', '/v1/auth/token', {
        body: `grant_type=client_credentials${more}`,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${btoa(`${id}:${client_secret}`)}`,
        },
      });
      return [status, body.error];
    };
    expect(await asked(`&client_id=${id}`)).toEqual([200, undefined]);
    expect(await asked('&client_secret=&scope=')).toEqual([200, undefined]);
    expect(await asked('&client_id=another')).toEqual([400, 'invalid_request']);
    expect(await asked(`&client_secret=${client_secret}`)).toEqual([400, 'invalid_request']);
  });

  it('are refused in the words of OAuth', async () => {
    const client = await make();
    const wrong = { ...client, client_secret: (await make()).client_secret };
    for (const answer of [
      await token(wrong),
      await token({ ...client, client_secret: 'x' }),
      await token({ ...client, id: 'x' }),
      await token(client, { client_secret: undefined }),
    ]) {
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/);
    }
    for (const scope of ['devices:read', 'tenants:read', 'nonsense', '*'])
      expect((await token(client, { scope })).body.error).toBe('invalid_scope');
  });

  it('that are bound to a tenant stay there', async () => {
    const bound = await logIn(await make({ tenant_key: 'acme', abilities: ['*'] }));
    expect((await bound.get('/v1/devices')).status).toBe(200);
    expect((await bound.get('/v1/devices?tenant_key=globex')).body.code).toBe('tenant_forbidden');
    expect((await bound.get('/v1/tenants')).status).toBe(403);
    const { body } = await bound.get('/v1/auth/me');
    expect(body).toMatchObject({ principal: { kind: 'client', name: 'billing' }, tenant_key: 'acme' });
  });

  it('that are not name the tenant, which has each request on its record', async () => {
    const client = await make();
    const crossTenant = await logIn(client);
    expect((await crossTenant.get('/v1/events')).body.code).toBe('tenant_required');
    expect((await crossTenant.get('/v1/events?tenant_key=globex')).status).toBe(200);
    expect((await crossTenant.get('/v1/events?tenant_key=acme')).status).toBe(200);
    const lines = (await acme.get(`/v1/audit?actor=client:${client.id}`)).body.data;
    expect(lines).toMatchObject([{ action: 'client.request', target: 'GET /v1/events' }]);
  });

  it('have power over tenants only by its own name, and never over one another', async () => {
    const all = await logIn(await make({ abilities: ['*'] }));
    expect((await all.get('/v1/tenants')).status).toBe(403);
    const strong = await logIn(await make({ abilities: ['tenants:read', 'tenants:write'] }));
    expect((await strong.get('/v1/tenants')).status).toBe(200);
    expect((await strong.post('/v1/service-clients', { name: 'x', abilities: ['*'] })).status).toBe(403);
    expect((await strong.post(`/v1/service-clients/${(await make()).id}/rotate`)).status).toBe(403);
    const bound = { name: 'x', abilities: ['tenants:read'], tenant_key: 'acme' };
    expect((await staff.post('/v1/service-clients', bound)).body.code).toBe('invalid_value');
    const nowhere = { name: 'x', abilities: ['*'], tenant_key: 'nowhere' };
    expect((await staff.post('/v1/service-clients', nowhere)).body.code).toBe('invalid_value');
  });

  it('change their secret with an overlap', async () => {
    const client = await make();
    const rotated = (
      await staff.post(`/v1/service-clients/${client.id}/rotate`, { overlap_seconds: OVERLAP })
    ).body;
    expect([(await token(client)).status, (await token(rotated)).status]).toEqual([200, 200]);
    await until('the old one has ended', async () => (await token(client)).status === 401);
    expect((await token(rotated)).status).toBe(200);
  });

  it('end with their tokens when they are removed, and so do they that nobody knows', async () => {
    const client = await make({ tenant_key: 'acme' });
    const running = await logIn(client);
    expect((await running.get('/v1/events')).status).toBe(200);
    expect((await staff.delete(`/v1/service-clients/${client.id}`)).status).toBe(204);
    expect((await running.get('/v1/events')).status).toBe(401);
    expect((await token(client)).status).toBe(401);
    expect((await staff.delete(`/v1/service-clients/${client.id}`)).status).toBe(404);
    expect((await acme.get('/v1/service-clients')).status).toBe(403);
  });

  describe('give up access tokens', () => {
    const revoke = (token: string, more: object = {}) =>
      service.api.post('/v1/auth/revoke', { token, ...more });
    const tokenOf = async (client: { id: string; client_secret: string }) =>
      (await token(client)).body.access_token as string;
    const statusOf = async (token: string) => (await service.api.as(token).get('/v1/events')).status;
    const sql = (text: string) => asAdmin(service.database.adminUrl, (client) => client.query(text));

    it('of their own: who says who it is must be the one', async () => {
      const [one, two] = [await make({ tenant_key: 'acme' }), await make({ tenant_key: 'acme' })];
      const [first, second] = [await tokenOf(one), await tokenOf(one)];
      const as = ({ id, client_secret }: typeof one) => ({ client_id: id, client_secret });
      const other = await revoke(first, as(two));
      expect([other.status, other.body.error]).toEqual([400, 'invalid_grant']);
      const wrong = await revoke(first, { ...as(one), client_secret: two.client_secret });
      expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
      expect(await statusOf(first)).toBe(200);
      const done = await revoke(first, as(one));
      expect([done.status, done.text]).toEqual([200, '']);
      expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
      expect((await revoke(second)).status).toBe(200);
      expect(await statusOf(second)).toBe(401);
      const lines = (await staff.get(`/v1/platform/audit?action=client.revoke_token`)).body.data;
      expect(lines.map(({ target }: { target: string }) => target)).toEqual([
        `client:${one.id}`,
        `client:${one.id}`,
      ]);
    });

    it('as many at a time as a list holds, from which they go when they are over', async () => {
      const client = await make({ tenant_key: 'acme' });
      const fill = (count: number, end: string) =>
        sql(`INSERT INTO revoked_tokens SELECT gen_random_uuid(), '${client.id}', now() + '${end}'::interval
             FROM generate_series(1, ${count})`);
      await fill(500, '-1 second');
      await fill(999, '100 seconds');
      const [one, two] = [await tokenOf(client), await tokenOf(client)];
      expect((await revoke(one)).status).toBe(200);
      const full = await revoke(two);
      expect([full.status, full.body.error]).toEqual([429, 'temporarily_unavailable']);
      expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(80);
      expect([await statusOf(one), await statusOf(two)]).toEqual([401, 200]);
      expect((await revoke(one)).status).toBe(200);
      await sql(
        `UPDATE revoked_tokens SET expires_at = now() - interval '1 second' WHERE expires_at < now() + interval '2 minutes'`,
      );
      expect((await revoke(two)).status).toBe(200);
      expect([await statusOf(one), await statusOf(two)]).toEqual([401, 401]);
      const { rows } = await sql(
        `SELECT count(*)::int AS left FROM revoked_tokens WHERE client_id = '${client.id}'`,
      );
      expect(rows).toEqual([{ left: 2 }]);
      await staff.delete(`/v1/service-clients/${client.id}`);
      expect((await sql(`SELECT FROM revoked_tokens WHERE client_id = '${client.id}'`)).rowCount).toBe(0);
    });
  });

  describe('own API tokens', () => {
    const own = { name: 'gw', abilities: ['events:read', 'tokens:*'] };
    const make = async (abilities: string[], tenant_key: string | undefined = 'acme') => {
      const made = (await staff.post('/v1/service-clients', { name: 'svc', abilities, tenant_key })).body;
      return { id: made.id as string, client: await logIn(made) };
    };
    const statusOf = async (token: string) => (await service.api.as(token).get('/v1/events')).status;

    it('of at most what they hold, in the tenant where they were made, and they end with their service', async () => {
      const { id, client } = await make(['events:read', 'tokens:*']);
      expect((await client.post('/v1/tokens', { ...own, abilities: ['events:write'] })).status).toBe(403);
      const made = await client.post('/v1/tokens', own);
      expect(made.status).toBe(201);
      const token = service.api.as(made.body.token);
      expect(await statusOf(made.body.token)).toBe(200);
      expect((await token.get('/v1/devices')).status).toBe(403);
      expect((await token.get('/v1/events?tenant_key=globex')).body.code).toBe('tenant_forbidden');
      const me = (await token.get('/v1/auth/me')).body;
      expect(me.principal).toMatchObject({ kind: 'token', id: made.body.id, name: 'svc', email: null });
      const heirs = [
        await token.post('/v1/tokens', own),
        await token.post(`/v1/tokens/${made.body.id}/rotate`),
      ];
      expect(heirs.map(({ status }) => status)).toEqual([201, 201]);
      expect((await staff.delete(`/v1/service-clients/${id}`)).status).toBe(204);
      for (const each of [made, ...heirs]) expect(await statusOf(each.body.token)).toBe(401);
      const listed = (await acme.get('/v1/tokens?limit=500')).body.data;
      expect(listed.map((each: { id: string }) => each.id)).not.toContain(made.body.id);
    });

    it('of a service that roams are bound to the tenant where they were made', async () => {
      const { client } = await make(['*'], undefined);
      const crossTenant = (await client.post('/v1/tokens?tenant_key=acme', own)).body;
      expect((await service.api.as(crossTenant.token).get('/v1/events?tenant_key=globex')).status).toBe(403);
      expect(await statusOf(crossTenant.token)).toBe(200);
    });

    it('are revoked all at once by their service, and no others', async () => {
      const [one, two] = [await make(['events:*', 'tokens:*']), await make(['events:*', 'tokens:*'])];
      const [mine, theirs] = [
        await one.client.post('/v1/tokens', own),
        await two.client.post('/v1/tokens', own),
      ];
      expect((await one.client.delete('/v1/tokens')).status).toBe(204);
      expect([await statusOf(mine.body.token), await statusOf(theirs.body.token)]).toEqual([401, 200]);
    });
  });
});
