import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

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

  /** Moves the use of refresh tokens into the past, as if the database's clock had advanced. */
  const pass = (seconds: number) =>
    asAdmin(service.database.adminUrl, (client) =>
      client.query('UPDATE refresh_tokens SET used_at = used_at - make_interval(secs => $1)', [seconds]),
    );

  it('answers the same successor to a client that lost the answer, for thirty seconds', async () => {
    const first = await logIn();
    const second = (await refresh(first.refresh_token)).body;
    await pass(25);
    const again = await refresh(first.refresh_token);
    expect([again.status, again.body.refresh_token]).toEqual([200, second.refresh_token]);
    expect(await statusOf(again.body.access_token)).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('refuses the repetition where the successor was used, and goes on', async () => {
    const first = await logIn();
    const second = (await refresh(first.refresh_token)).body;
    const third = (await refresh(second.refresh_token)).body;
    expectGone(await refresh(first.refresh_token));
    expect(await statusOf(third.access_token)).toBe(200);
    expect((await refresh(third.refresh_token)).status).toBe(200);
  });

  it('ends whole where a used refresh token comes again later', async () => {
    const first = await logIn();
    const second = (await refresh(first.refresh_token)).body;
    const other = await logIn();
    await pass(31);
    expectGone(await refresh(first.refresh_token));
    expectGone(await refresh(second.refresh_token));
    expect(await statusOf(first.access_token)).toBe(401);
    expect(await statusOf(second.access_token)).toBe(401);
    expect(await statusOf(other.access_token)).toBe(200);
    const { body } = await staff.get('/v1/platform/audit?action=session.reuse');
    expect(body.data).toHaveLength(1);
  });

  it('gives all who refresh at once the same successor, in two processes too', async () => {
    const second = await startTestApp({}, service.database);
    const { refresh_token } = await logIn();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? second : service).api.post('/v1/auth/token', { grant_type: 'refresh_token', refresh_token }),
      ),
    );
    await second.close();
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
    const successors = new Set(answers.map((answer) => answer.body.refresh_token));
    expect(successors.size).toBe(1);
    expect((await refresh([...successors][0])).status).toBe(200);
  });

  describe('in the list of one’s own', () => {
    it('says since when, from where and which one asks, and is ended alone or with all others', async () => {
      const person = await service.make.person('consumer', 'acme');
      const [one, two, three] = [await person.logIn(), await person.logIn(), await person.logIn()];
      const { data } = (await one.get('/v1/auth/sessions')).body;
      expect(data).toHaveLength(3);
      expect(data.filter((each: { current: boolean }) => each.current)).toHaveLength(1);
      expect(data[0]).toEqual({
        id: expect.any(String), current: expect.any(Boolean), tenant_key: null, scope: null, address: '127.0.0.1',
        created_at: expect.any(String), last_used_at: expect.any(String), expires_at: expect.any(String),
      }); // prettier-ignore
      const idOf = async (client: ApiClient) =>
        (await client.get('/v1/auth/sessions')).body.data.find((each: { current: boolean }) => each.current)
          .id;
      expect((await one.delete(`/v1/auth/sessions/${await idOf(two)}`)).status).toBe(204);
      expect([await statusOf(two.token!), await statusOf(three.token!)]).toEqual([401, 200]);
      expect((await one.delete('/v1/auth/sessions')).status).toBe(204);
      expect([await statusOf(one.token!), await statusOf(three.token!)]).toEqual([200, 401]);
      expect((await one.delete(`/v1/auth/sessions/${await idOf(one)}`)).status).toBe(204);
      expect(await statusOf(one.token!)).toBe(401);
    });

    it('comes in pages, and is nobody else’s to see or to end', async () => {
      const person = await service.make.person('consumer', 'acme');
      const [one] = [await person.logIn(), await person.logIn()];
      const page = (await one.get('/v1/auth/sessions?limit=1')).body;
      const rest = (await one.get(`/v1/auth/sessions?limit=1&cursor=${page.next_cursor}`)).body;
      expect([page.data.length, rest.data.length, rest.next_cursor]).toEqual([1, 1, null]);
      const stranger = await service.make.member('tenant_admin', 'acme');
      for (const { id } of page.data)
        expect((await stranger.delete(`/v1/auth/sessions/${id}`)).status).toBe(404);
      expect(await statusOf(one.token!)).toBe(200);
      const token = await service.make.token('acme');
      for (const answer of [await token.get('/v1/auth/sessions'), await token.delete('/v1/auth/sessions')])
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    });
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

  it('keeps its scope, and speaks for the person no further than that', async () => {
    const { email, password } = await service.make.person('tenant_admin', 'acme');
    const login = { grant_type: 'password', username: email, password };
    const opened = (
      await service.api.post('/v1/auth/token', { ...login, scope: ' members:write  events:read ' })
    ).body;
    expect(opened.scope).toBe('members:write events:read');
    const narrow = service.api.as((await refresh(opened.refresh_token)).body.access_token);
    expect((await narrow.get('/v1/auth/me')).body.permissions).toEqual([
      'self:read',
      'events:read',
      'members:write',
    ]);
    const granted = { email: 'new@example.com', roles: ['tenant_admin'] };
    const self = { name: 't', abilities: ['events:read'] };
    for (const answer of [
      await narrow.get('/v1/auth/sessions'),
      await narrow.delete('/v1/auth/sessions'),
      await narrow.post('/v1/tokens', self),
      await narrow.post('/v1/invitations', granted),
      await narrow.post('/v1/auth/accept-invitation', { token: 'x', password }),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    const [listed] = (
      await (await service.make.login(email, password)).get('/v1/auth/sessions')
    ).body.data.filter(({ scope }: { scope: string | null }) => scope !== null);
    expect(listed.scope).toBe('members:write events:read');
    const none = await service.api.post('/v1/auth/token', { ...login, scope: 'events:fly' });
    expect([none.status, none.body.error]).toEqual([400, 'invalid_scope']);
  });

  it('resets nobody by a narrowed token who holds more than that', async () => {
    const [maker, admin] = [
      await service.make.person('tenant_admin', 'acme'),
      await service.make.person('tenant_admin', 'acme'),
    ];
    const members = (await (await maker.logIn()).get('/v1/members?limit=500')).body.data;
    const { id } = members.find(({ email }: { email: string }) => email === admin.email);
    const reset = async (scope?: string) => {
      const login = { grant_type: 'password', username: maker.email, password: maker.password, scope };
      const { access_token } = (await service.api.post('/v1/auth/token', login)).body;
      return (await service.api.as(access_token).post(`/v1/members/${id}/password-reset`)).status;
    };
    expect([await reset('members:write'), await reset()]).toEqual([403, 201]);
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
