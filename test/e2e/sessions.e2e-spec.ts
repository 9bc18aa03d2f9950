import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/client.js';
import { asAdmin } from '../support/database.js';

describe('a session', () => {
  let service: TestApp;
  let staff: ApiClient;
  const grant = { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  const logIn = async (more: object = {}) =>
    (await service.api.post('/v1/auth/token', { ...grant, ...more })).body;
  const refresh = (refresh_token: string) =>
    service.api.post('/v1/auth/token', { grant_type: 'refresh_token', refresh_token });
  const revoke = (token: string) => service.api.post('/v1/auth/revoke', { token });
  const statusOf = async (token: string) => (await service.api.as(token).get('/v1/auth/me')).status;
  const expectGone = (answer: Answer) =>
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);

  it('is refreshed with a token that is good once', async () => {
    const first = await logIn();
    const second = await refresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.headers.get('cache-control')).toBe('no-store');
    expect(second.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect(await statusOf(second.body.access_token)).toBe(200);
    expect((await refresh(second.body.refresh_token)).status).toBe(200);
  });

  it('ends whole where a used refresh token comes again', async () => {
    const first = await logIn();
    const second = (await refresh(first.refresh_token)).body;
    const other = await logIn();
    expectGone(await refresh(first.refresh_token));
    expectGone(await refresh(second.refresh_token));
    expect(await statusOf(first.access_token)).toBe(401);
    expect(await statusOf(second.access_token)).toBe(401);
    expect(await statusOf(other.access_token)).toBe(200);
    const { body } = await staff.get('/v1/platform/audit?action=session.reuse');
    expect(body.data).toHaveLength(1);
  });

  it('lets one of two who refresh at once win, and then ends', async () => {
    const { refresh_token } = await logIn();
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
    const winner = answers.find((answer) => answer.status === 200)!;
    expectGone(await refresh(winner.body.refresh_token));
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['a token of another kind', `trb_acme_${'0'.repeat(40)}_00000000`],
    ['an unknown one', 'trr_7f5bd1ae0b4c0b51a1c0e0ab7f1a2b3c4d5e6f70_00000000'],
  ])('is not refreshed with %s', async (_, token) => expectGone(await refresh(token)));

  it('keeps its tenant', async () => {
    const bound = await logIn({ tenant_key: 'acme' });
    const next = (await refresh(bound.refresh_token)).body;
    const me = await service.api.as(next.access_token).get('/v1/auth/me');
    expect(me.body.tenant_key).toBe('acme');
    expect((await service.api.as(next.access_token).get('/v1/tenants')).status).toBe(403);
  });

  it.each(['refresh_token', 'access_token'] as const)(
    'ends at once when its %s is revoked',
    async (which) => {
      const tokens = await logIn();
      const answer = await revoke(tokens[which]);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(await statusOf(tokens.access_token)).toBe(401);
      expectGone(await refresh(tokens.refresh_token));
      expect((await revoke(tokens[which])).status).toBe(200);
    },
  );

  it('is revoked by a form as by JSON, and nothing unknown is an error but nothing at all', async () => {
    const form = (body: string) =>
      service.api.send('POST', '/v1/auth/revoke', {
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await form('token=unknown&token_type_hint=refresh_token')).status).toBe(200);
    const tokens = await logIn();
    expect((await form(`token=${tokens.refresh_token}`)).status).toBe(200);
    expect(await statusOf(tokens.access_token)).toBe(401);
    for (const empty of [await form('token='), await form(''), await revoke('')])
      expect([empty.status, empty.body.error]).toEqual([400, 'invalid_request']);
  });

  it('API tokens are given up the same way', async () => {
    const client = await service.make.token('acme');
    expect((await client.get('/v1/events')).status).toBe(200);
    await revoke(client.token!.replace(/.$/, 'x'));
    expect((await client.get('/v1/events')).status).toBe(200);
    await revoke(client.token!);
    expect((await client.get('/v1/events')).status).toBe(401);
  });

  it('leaves no plaintext in the database', async () => {
    const { refresh_token } = await logIn();
    const rows = await asAdmin(service.database.adminUrl, (client) =>
      client.query('SELECT row_to_json(t)::text AS row FROM refresh_tokens t'),
    );
    expect(rows.rowCount).toBeGreaterThan(5);
    const hex = Buffer.from(refresh_token).toString('hex');
    for (const { row } of rows.rows)
      for (const secret of [refresh_token, hex]) expect(row).not.toContain(secret);
  });

  it('is announced to clients that ask (RFC 8414)', async () => {
    const { body } = await service.api.get('/.well-known/oauth-authorization-server');
    expect(body).toMatchObject({
      issuer: 'http://tributary.test',
      token_endpoint: 'http://tributary.test/v1/auth/token',
      revocation_endpoint: 'http://tributary.test/v1/auth/revoke',
      jwks_uri: 'http://tributary.test/.well-known/jwks.json',
      grant_types_supported: expect.arrayContaining(['password', 'refresh_token']),
    });
  });
});
