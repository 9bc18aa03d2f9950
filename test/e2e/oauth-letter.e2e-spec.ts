import { startTestApp, type TestApp } from '../support/app.js';

const ORIGIN = 'https://app.example.com';
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

describe('under a path, for browsers and OAuth clients', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({
      PUBLIC_URL: 'https://host.example/ingest/',
      CORS_ORIGINS: ORIGIN,
      TRUSTED_PROXIES: '127.0.0.1',
    });
  });
  afterAll(() => service.close());

  const client = async () =>
    (
      await (
        await service.make.staff()
      ).post('/v1/service-clients', { name: 'billing', abilities: ['devices:read'] })
    ).body;
  const asked = (authorization: string) =>
    service.api.send('POST', '/v1/auth/token', {
      body: 'grant_type=client_credentials',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization },
    });

  it('tokens name their client, and a person’s answer no empty scope', async () => {
    await service.make.staff();
    const { body } = await service.api.post('/v1/auth/token', {
      grant_type: 'password',
      username: 'admin@example.com',
      password: 'correct horse battery staple',
    });
    expect(claimsOf(body.access_token).client_id).toBe('tributary');
    expect(body).not.toHaveProperty('scope');
    expect((await service.api.as(body.access_token).get('/v1/auth/me')).body.principal.kind).toBe('user');
  });

  it('Basic is one scheme, spaces and one token; the first colon ends the id', async () => {
    const { id, client_secret } = await client();
    const pair = btoa(`${id}:${client_secret}`);
    for (const good of [`Basic ${pair}`, `basic   ${pair}`, `BASIC ${pair}`])
      expect([good, (await asked(good)).status]).toEqual([good, 200]);
    for (const bad of [
      `Basic ${btoa(`${id}:${client_secret}:more`)}`,
      `Basic ${pair} x`,
      `Basic\t${pair}`,
      `Basic ${btoa(id)}`,
      'Basic',
      `Basic ${pair}===`,
    ]) {
      const answer = await asked(bad);
      expect([bad, answer.status, answer.body.error]).toEqual([bad, 401, 'invalid_client']);
    }
  });

  it('a missing permission is told as RFC 6750 says', async () => {
    const { id, client_secret } = await client();
    const { body } = await asked(`Basic ${btoa(`${id}:${client_secret}`)}`);
    const answer = await service.api.as(body.access_token).get('/v1/tenants');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="tenants:read"',
    ]);
  });

  it('addresses stand under PUBLIC_URL', async () => {
    const { body } = await service.api.get('/.well-known/oauth-authorization-server');
    expect(body.response_types_supported).toEqual(['none']);
    expect(body.token_endpoint).toBe('https://host.example/ingest/v1/auth/token');
    const staff = await service.make.staff();
    for (const key of ['aaa', 'bbb'])
      expect((await staff.post('/v1/tenants', { key, name: key })).headers.get('location')).toBe(
        `/ingest/v1/tenants/${key}`,
      );
    expect((await staff.get('/v1/tenants?limit=1')).headers.get('link')).toMatch(
      /^<\/ingest\/v1\/tenants\?limit=1&cursor=/,
    );
  });

  it.each(['/v1/events/export', '/%zz', '/livez', '/nowhere', '/v1/events?a=%zz'])(
    '%s tells caches and pages of the origin',
    async (path) => {
      const answer = await service.api.get(path, { headers: { origin: ORIGIN } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(answer.headers.get('vary')).toMatch(/origin/i);
    },
  );

  it('headers that are too large are told to the page, too', async () => {
    const answer = await service.api.get('/livez', {
      headers: { origin: ORIGIN, 'x-large': 'x'.repeat(20_000) },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([431, ORIGIN]);
  });

  it('a preflight allows the attributes of a CloudEvent, and nothing that is none', async () => {
    const answer = await service.api.send('OPTIONS', '/v1/events', {
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'CE-ID, ce-mine7, x-other, tracestate',
      },
    });
    const allowed = answer.headers.get('access-control-allow-headers')!.split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['ce-id', 'ce-mine7', 'tracestate', 'traceparent', 'if-match', 'last-event-id']),
    );
    expect(allowed).not.toContain('x-other');
  });
});
