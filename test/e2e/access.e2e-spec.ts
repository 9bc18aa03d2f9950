import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { scaled, until } from '../support/wait.js';

describe('access', () => {
  let service: TestApp;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    for (const key of ['acme', 'globex']) await service.make.tenant(key);
  });
  afterAll(() => service.close());

  describe('login', () => {
    const grant = { grant_type: 'password', username: ADMIN.email, password: ADMIN.password };

    it('answers an access token, form-encoded as OAuth says and as JSON', async () => {
      const form = await service.api.send('POST', '/v1/auth/token', {
        body: new URLSearchParams({ ...grant, client_id: 'ignored' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(form.status).toBe(200);
      expect(form.headers.get('cache-control')).toBe('no-store');
      expect(form.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
      expect((await service.api.post('/v1/auth/token', grant)).status).toBe(200);
    });

    it.each([
      ['a wrong password', { ...grant, password: 'wrong' }, 'invalid_grant'],
      ['an unknown account', { ...grant, username: 'x@example.com' }, 'invalid_grant'],
      ['a tenant that is none', { ...grant, tenant_key: 'nowhere' }, 'invalid_grant'],
      ['another grant', { ...grant, grant_type: 'implicit' }, 'unsupported_grant_type'],
      ['no password', { ...grant, password: undefined }, 'invalid_request'],
      ['a password that is no text', { ...grant, password: { $ne: 1 } }, 'invalid_request'],
      ['no JSON', '{', 'invalid_request'],
    ])('with %s fails in the words of RFC 6749', async (_, body, error) => {
      const answer = await service.api.post('/v1/auth/token', body);
      expect([answer.status, answer.body]).toEqual([400, { error, error_description: expect.any(String) }]);
    });

    it.each([
      ['in the form', 'grant_type=password&username=a%00b%40example.com&password=x', {}, 400],
      ['in HTTP Basic', 'grant_type=client_credentials', { authorization: `Basic ${btoa('a%00b:c')}` }, 401],
    ])('refuses U+0000 %s, which PostgreSQL could not hold', async (_, body, more, status) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more };
      expect((await service.api.send('POST', '/v1/auth/token', { body, headers })).status).toBe(status);
    });

    it.each([
      ['a parameter that is given twice', 'grant_type=password&grant_type=password'],
      ['a grant without a value, which counts as left out', 'grant_type=&username=a&password=b'],
      ['a broken percent sign', 'grant_type=password&username=a&password=%zz'],
      ['bytes that are not UTF-8', 'grant_type=password&username=a&password=%ff'],
    ])('refuses a form with %s', async (_, body) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await service.api.send('POST', '/v1/auth/token', { body, headers });
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    });

    it('takes a parameter without a value for one that is left out', async () => {
      const { status } = await service.api.send('POST', '/v1/auth/token', {
        body: `${new URLSearchParams(grant).toString()}&tenant_key=&scope=`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(status).toBe(200);
    });

    it('describes its errors in the characters that RFC 6749 allows', async () => {
      for (const body of ['{"a":\\}', '{"a":\u00fc}', '{"grant_type":"\u00fc"']) {
        const { error_description } = (await service.api.post('/v1/auth/token', body)).body;
        expect(error_description).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/);
      }
    });
  });

  describe('a credential', () => {
    const expectUnauthenticated = async (client: ApiClient) => {
      const answer = await client.get('/v1/events');
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    };

    it('must be there and be one', async () => {
      await expectUnauthenticated(service.api);
      await expectUnauthenticated(service.api.as('nonsense'));
      await expectUnauthenticated(service.api.as('trb_acme_nonsense'));
      await expectUnauthenticated(service.api.as(undefined, { authorization: 'Basic YTpi' }));
    });

    it('is judged before the body is looked at', async () => {
      const answer = await service.api.post('/v1/events', '{');
      expect(answer.status).toBe(401);
    });

    it('that is an altered, expired or revoked API token is refused', async () => {
      const soon = new Date(Date.now() + scaled(500)).toISOString();
      const short = await service.make.token('acme', ['*'], soon);
      const altered = short.token!.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      await expectUnauthenticated(service.api.as(altered));
      await until('it has expired', () => Date.now() > Date.parse(soon));
      await expectUnauthenticated(short);
      const admin = await service.make.token('acme');
      const made = await admin.post('/v1/tokens', { name: 'x', abilities: ['events:read'] });
      const client = service.api.as(made.body.token);
      expect((await client.get('/v1/events')).status).toBe(200);
      expect((await admin.delete(`/v1/tokens/${made.body.id}`)).status).toBe(204);
      await expectUnauthenticated(client);
    });
  });

  describe('an API token', () => {
    it('is shown once, and never more than its maker holds', async () => {
      const admin = await service.make.token('acme');
      const made = await admin.post('/v1/tokens', {
        name: 'reader',
        abilities: ['events:read', 'tokens:*'],
        expires_at: '2099-01-01T00:00:00Z',
      });
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(Object.keys(made.body).sort()).toEqual([
        'abilities',
        'created_at',
        'expires_at',
        'id',
        'last_used_at',
        'name',
        'token',
      ]);
      const listed = await admin.get('/v1/tokens');
      expect(listed.text).not.toContain(made.body.token);
      expect(listed.body.data.find((token: { id: string }) => token.id === made.body.id)).not.toHaveProperty(
        'token',
      );
      const reader = service.api.as(made.body.token);
      for (const abilities of [['*'], ['events:*'], ['devices:read']]) {
        const more = await reader.post('/v1/tokens', { name: 'more', abilities });
        expect([more.status, more.body.code]).toEqual([403, 'forbidden']);
      }
      expect((await reader.post('/v1/tokens', { name: 'same', abilities: ['events:read'] })).status).toBe(
        201,
      );
    });

    it('never reaches tenants themselves, whatever * says', async () => {
      const all = await service.make.token('acme', ['*']);
      expect((await all.get('/v1/tenants')).status).toBe(403);
      expect((await all.post('/v1/tokens', { name: 'x', abilities: ['tenants:read'] })).status).toBe(422);
    });

    it('ends with what its owner may do', async () => {
      const owner = await service.make.member('tenant_admin', 'acme');
      const made = await owner.post('/v1/tokens', { name: 'x', abilities: ['*'] });
      const me = await service.api.as(made.body.token).get('/v1/auth/me');
      expect(me.body.permissions).toEqual([
        'self:read',
        'events:read',
        'events:write',
        'devices:read',
        'devices:write',
        'tokens:read',
        'tokens:write',
        'members:read',
        'members:write',
        'roles:read',
        'roles:write',
        'audit:read',
        'usage:read',
        'dead_letters:read',
        'dead_letters:write',
      ]);
    });
  });

  describe('the tenant', () => {
    const expectAnswer = async (
      promise: Promise<{ status: number; body: { code?: string } }>,
      status: number,
      code?: string,
    ) => {
      const answer = await promise;
      expect([answer.status, answer.body?.code]).toEqual([status, code]);
    };

    it('is the token’s; selectors must agree with it', async () => {
      const acme = await service.make.token('acme');
      await expectAnswer(acme.get('/v1/events?tenant_key=acme'), 200);
      await expectAnswer(acme.get('/v1/events?tenant_key=globex'), 403, 'tenant_forbidden');
      await expectAnswer(
        acme.as(acme.token, { 'x-tenant-key': 'globex' }).get('/v1/events'),
        403,
        'tenant_forbidden',
      );
      await expectAnswer(
        acme.post('/v1/events', { ...event(), tenant_key: 'globex' }),
        403,
        'tenant_forbidden',
      );
      await expectAnswer(acme.post('/v1/events', { ...event(), tenant_key: 'acme' }), 201);
      await expectAnswer(acme.post('/v1/events/batch', { events: [event()], tenant_key: 'acme' }), 200);
    });

    it('is named where the credential has several; a missing one and a foreign one are told the same', async () => {
      const both = await service.make.member('operator', 'acme', 'globex');
      await service.make.tenant('closed');
      await expectAnswer(both.get('/v1/events'), 400, 'tenant_required');
      await expectAnswer(both.get('/v1/events?tenant_key=globex'), 200);
      await expectAnswer(
        both.as(both.token, { 'x-tenant-key': 'acme' }).get('/v1/events?tenant_key=globex'),
        400,
        'tenant_ambiguous',
      );
      const foreign = await both.get('/v1/events?tenant_key=closed');
      const missing = await both.get('/v1/events?tenant_key=nowhere');
      const strange = await both.get('/v1/events?tenant_key=%00');
      for (const answer of [foreign, missing, strange]) {
        expect(answer.status).toBe(403);
        expect({ ...answer.body, request_id: '' }).toEqual({ ...foreign.body, request_id: '' });
      }
      for (const tenant_key of [5, null, {}, ['acme'], ['acme', 'globex']])
        await expectAnswer(both.post('/v1/events', { ...event(), tenant_key }), 422, 'invalid_type');
    });

    it('may be named twice by the same means, where both agree', async () => {
      const both = await service.make.member('operator', 'acme', 'globex');
      const named = (key: string) => both.get('/v1/events', { headers: { 'x-tenant-key': key } });
      // Node joins the values of a header that was sent twice with a comma.
      await expectAnswer(named('acme, acme'), 200);
      await expectAnswer(named('acme, globex'), 400, 'tenant_ambiguous');
      await expectAnswer(both.get('/v1/events?tenant_key=acme&tenant_key=acme'), 200);
      await expectAnswer(both.get('/v1/events?tenant_key=acme&tenant_key=globex'), 400, 'tenant_ambiguous');
    });

    it('is the only one of a person with one membership, and the one an access token is bound to', async () => {
      const one = await service.make.member('consumer', 'acme');
      await expectAnswer(one.get('/v1/events'), 200);
      const bound = await service.make.login(ADMIN.email, ADMIN.password, 'acme');
      await expectAnswer(bound.get('/v1/events'), 200);
      await expectAnswer(bound.get('/v1/events?tenant_key=globex'), 403, 'tenant_forbidden');
      await expectAnswer(bound.get('/v1/tenants'), 403, 'forbidden');
    });

    it('is anyone for platform staff, by name', async () => {
      await expectAnswer(staff.get('/v1/events'), 400, 'tenant_required');
      await expectAnswer(staff.get('/v1/events?tenant_key=globex'), 200);
    });
  });

  it.each([
    ['tenant_admin', [200, 422, 200, 422, 200, 422]],
    ['operator', [200, 422, 200, 422, 403, 403]],
    ['producer', [403, 422, 403, 403, 403, 403]],
    ['consumer', [200, 403, 200, 403, 403, 403]],
  ])('the role %s may do what the table says', async (role, expected) => {
    const client = await service.make.member(role, 'acme');
    const statuses: number[] = [];
    for (const path of ['/v1/events', '/v1/devices', '/v1/tokens']) {
      statuses.push((await client.get(path)).status);
      statuses.push((await client.post(path, {})).status);
    }
    expect(statuses).toEqual(expected);
  });

  it('publishes the key that verifies its tokens', async () => {
    const { body } = await service.api.get('/.well-known/jwks.json');
    expect(body.keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: expect.any(String),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });

  it('logs neither secrets nor payloads, and names the tenant in every request of one', async () => {
    const acme = await service.make.token('acme');
    await acme.post('/v1/events', event('logged', { payload: { secret: 'payload-canary' } }));
    const logs = service.logs.join('');
    for (const secret of [acme.token!, staff.token!, ADMIN.password, 'payload-canary'])
      expect(logs).not.toContain(secret);
    const requests = service.logs
      .map((line) => JSON.parse(line))
      .filter((line) => line.route === '/v1/events' && line.status < 400);
    expect(requests.length).toBeGreaterThan(0);
    for (const line of requests)
      expect(line).toMatchObject({
        tenant_id: expect.any(String),
        request_id: expect.any(String),
        actor: expect.any(String),
      });
  });
});
