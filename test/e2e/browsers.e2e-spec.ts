import { loadConfig } from '#libs/common';
import { startTestApp, type TestApp } from '../support/app.js';

describe('browsers and proxies', () => {
  let plain: TestApp;
  let open: TestApp;
  const ORIGIN = 'https://app.example.com';

  beforeAll(async () => {
    plain = await startTestApp();
    open = await startTestApp(
      {
        CORS_ORIGINS: `${ORIGIN}, http://localhost:5173`,
        TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      },
      plain.database,
    );
  });
  afterAll(async () => {
    await plain.close();
    await open.close();
  });

  it.each(['/livez', '/v1/events', '/nowhere', '/v1/auth/token'])(
    '%s lets a browser do nothing with it',
    async (path) => {
      const { headers } = await plain.api.get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  const preflight = (service: TestApp, origin: string) =>
    service.api.send('OPTIONS', '/v1/events', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it('may call from the origins that are configured, without a credential for the preflight', async () => {
    const asked = await preflight(open, ORIGIN);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/authorization.*x-tenant-key/);
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await open.api.get('/livez', { headers: { origin: 'http://localhost:5173' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('may not from any other', async () => {
    for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, ORIGIN.toUpperCase()]) {
      const asked = await preflight(open, origin);
      expect(asked.status).not.toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await preflight(plain, ORIGIN)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are known by the address that a trusted proxy tells, and by no other’s word', async () => {
    const addressOf = async (service: TestApp, forwarded: string) => {
      const client = await service.make.staff();
      const id = `r-${Math.random()}`;
      const headers = { 'x-forwarded-for': forwarded, 'x-request-id': id };
      await client.post('/v1/tenants', { key: `t${id.slice(4)}` }, headers);
      const { body } = await client.get('/v1/platform/audit?action=tenant.create');
      return body.data.find((line: { request_id: string }) => line.request_id === id).address;
    };
    expect(await addressOf(plain, '203.0.113.9')).toBe('127.0.0.1');
    expect(await addressOf(open, '203.0.113.9')).toBe('203.0.113.9');
    expect(await addressOf(open, '203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
    expect(await addressOf(open, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
    for (const spelling of ['203.0.113.9:4711', '::FFFF:203.0.113.9', '[::ffff:cb00:7109]:80'])
      expect(await addressOf(open, spelling)).toBe('203.0.113.9');
    expect(await addressOf(open, '2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
    expect(await addressOf(open, 'unknown')).toBe('127.0.0.1');
    const warnings = (service: TestApp) => service.logs.filter((line) => line.includes('TRUSTED_PROXIES'));
    expect(warnings(plain)).toHaveLength(1);
    expect(warnings(open)).toHaveLength(0);
  });

  it.each([
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', 'app.example.com'],
    ['TRUSTED_PROXIES', 'true'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['ADMIN_PASSWORD', 'short'],
    ['TOKEN_MAX_DAYS', '0'],
  ])('the service does not start with %s=%s', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });

  // This test is the last one: Passport is shared by the whole process and knows only the issuer of the newest app.
  it('are told of TLS where the service is known by it, and let Swagger UI run its own scripts only', async () => {
    const tls = await startTestApp(
      { PUBLIC_URL: 'https://tributary.test', DOCS_ENABLED: 'true' },
      plain.database,
    );
    const { status, headers } = await tls.api.get('/docs');
    await tls.close();
    expect(status).toBe(200);
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    expect(headers.get('content-security-policy')).toMatch(
      /script-src 'self' 'unsafe-inline';.*frame-ancestors 'none'/,
    );
    for (const path of ['/docs', '/openapi.json']) expect((await plain.api.get(path)).status).toBe(404);
  });
});
