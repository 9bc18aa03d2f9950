import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { routesOf } from '../support/routes.js';
import { speak } from '../support/clients/speak.js';

/** Answers of the HTTP parser, the router and the connection, before a handler runs. */
describe('HTTP', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.close());

  const problemOf = (answer: string) => JSON.parse(answer.slice(answer.lastIndexOf('\r\n\r\n')));

  it.each([
    ['no Host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'invalid_request'],
    ['a broken percent sign', 'GET /v1/devices/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'invalid_request'],
    ['an endless parameter', `GET /v1/devices/${'x'.repeat(500)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 414, 'uri_too_long'],
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'invalid_request'],
    ['endless headers', `GET /livez HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['an odd expectation', 'GET /v1/nowhere HTTP/1.1\r\nHost: x\r\nExpect: luck\r\nConnection: close\r\n\r\n', 404, 'not_found'],
  ])('with %s is answered in the one shape, with its headers', async (_, bytes, status, code) => {
    const answer = await speak(service.url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^content-type: application\/problem\+json/im);
    expect(answer).toMatch(/^traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00\r$/im);
    expect(answer).toMatch(/^date: /im);
    const [, id] = /^x-request-id: (.+)\r$/im.exec(answer)!;
    expect(problemOf(answer)).toMatchObject({ status, code, request_id: id });
  }); // prettier-ignore

  it('continues the trace and keeps the id of a caller whose address can’t be read', async () => {
    const trace = 'a'.repeat(32);
    const { headers, body } = await service.api.get('/v1/devices/%ff', {
      headers: { 'x-request-id': 'order-66', traceparent: `00-${trace}-${'b'.repeat(16)}-01` },
    });
    expect([headers.get('x-request-id'), body.request_id]).toEqual(['order-66', 'order-66']);
    expect(headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  });

  it.each(['%zz', '%', '%ff', 'a%C3'])(
    'refuses a query with %s instead of reading another text',
    async (q) => {
      const client = await service.make.staff();
      const answer = await client.get(`/v1/tenants?cursor=${q}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );

  it('keeps the connection where nothing of the request is left unread', async () => {
    const last = 'GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const unknown = 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n';
    expect((await speak(service.url, unknown + last)).match(/HTTP\/1.1 \d+/g)).toEqual([
      'HTTP/1.1 404',
      'HTTP/1.1 200',
    ]);
    const { token } = await service.make.tenant('keeps-connections');
    const post = (body: string) =>
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const stored = JSON.stringify(event());
    // Credential and device are cached by now, so each answer comes in the same turn of the event loop as its request.
    for (const [body, status] of [[stored, 201], [stored, 200], ['{}', 422], ['{', 400], ['{}', 422], ['[]', 422]] as const)
      expect((await speak(service.url, post(body) + last)).match(/HTTP\/1.1 \d+/g)).toEqual([
        `HTTP/1.1 ${status}`,
        'HTTP/1.1 200',
      ]); // prettier-ignore
    const unread = 'POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n';
    expect(await speak(service.url, unread)).toMatch(/^HTTP\/1.1 404 .*^connection: close\r$/ims);
  });

  it.each([
    ['GET', '/v1/tenants/', 404, null],
    ['GET', '/V1/tenants', 404, null],
    ['PUT', '/v1/tenants', 405, 'GET, HEAD, POST'],
    ['DELETE', '/v1/events/batch', 405, 'POST'],
    ['DELETE', '/v1/events/some-event', 405, 'GET, HEAD'],
    ['OPTIONS', '/v1/auth/token', 405, 'POST'],
  ])('%s %s is %i', async (method, path, status, allow) => {
    const answer = await service.api.send(method, path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
  });

  it('challenges with a parameter, as RFC 6750 demands', async () => {
    expect((await service.api.get('/v1/events')).headers.get('www-authenticate')).toBe(
      'Bearer realm="tributary"',
    );
  });

  it.each([
    ['', 'dry_run=true'],
    ['/import', 'dry_run=true'],
    ['', 'tenant_key[]=acme'],
  ])('POST /v1/events%s refuses ?%s, so that nothing is stored by mistake', async (route, query) => {
    const key = `none${route.length}${query.length}`;
    const client = await service.make.tenant(key);
    const { status, body } = await client.post(
      `/v1/events${route}?${query}`,
      JSON.stringify(event('mistake')),
      {
        'content-type': route ? 'application/x-ndjson' : 'application/json',
      },
    );
    expect([status, body?.code]).toEqual([422, 'unknown_field']);
    expect((await client.get('/v1/events/mistake')).status).toBe(404);
  });

  it('refuses a parameter that the route does not know, on every route but those that may not', async () => {
    await service.make.tenant('acme');
    const { token } = await service.make.staff();
    const staff = service.api.as(token, { 'x-tenant-key': 'acme' });
    const lenient: string[] = [];
    for (const { method, path } of await routesOf(service.app)) {
      const address = path.replaceAll(/\{\w+\}/g, randomUUID());
      const { status, body } = await staff.send(method, `${address}?no_such_parameter=1`);
      if (status !== 422 || body.code !== 'unknown_field') lenient.push(`${method} ${path} ${status}`);
    }
    expect(lenient.sort()).toEqual([
      'GET /.well-known/jwks.json 200',
      'GET /.well-known/oauth-authorization-server 200',
      'GET /livez 200',
      'GET /metrics 401',
      'GET /readyz 200',
      'POST /v1/auth/revoke 400',
      'POST /v1/auth/token 400',
    ]);
  });

  it.each(['batch', 'import'])('has no event called %s, but a route that takes POST', async (name) => {
    const acme = await service.make.tenant(`a-${name}`);
    const { status, headers, body } = await acme.get(`/v1/events/${name}?x=1`);
    expect([status, headers.get('allow'), body.code]).toEqual([405, 'POST', 'method_not_allowed']);
  });
});
