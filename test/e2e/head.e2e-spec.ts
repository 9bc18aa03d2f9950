import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { routesOf } from '../support/routes.js';
import { speak } from '../support/clients/speak.js';
import { metric, until } from '../support/wait.js';

/** OWN headers differ from answer to answer. CONTENT headers depend on the content of an answer. */
const OWN = [
  'date',
  'x-request-id',
  'traceparent',
  'content-length',
  'transfer-encoding',
  'ratelimit',
  'connection',
  'keep-alive',
];
const CONTENT = ['link', 'etag'];

describe('HEAD', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp({ MAX_STREAMS: '3', DOCS_ENABLED: 'true' });
    acme = await service.make.tenant('acme');
    await acme.post('/v1/events', event('e-1'));
  });
  afterAll(() => service.close());

  const named: Record<string, string> = { event_uid: 'e-1', device_uid: 'sensor-1' };
  const fill = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? 'absent');
  const headersOf = (headers: Headers) =>
    Object.fromEntries([...headers].filter(([name]) => ![...OWN, ...CONTENT].includes(name)));

  it('answers the status and the headers of GET on every route, with a credential and without', async () => {
    const routes = (await routesOf(service.app)).filter(({ method }) => method === 'GET');
    expect(routes.length).toBeGreaterThan(20);
    for (const { path } of routes)
      for (const client of [service.api, acme]) {
        const query = path.endsWith('/stats') ? '?interval=hour' : '';
        const get = await client.send('GET', fill(path) + query);
        const head = await client.send('HEAD', fill(path) + query);
        expect([path, head.status]).toEqual([path, get.status === 304 ? 200 : get.status]);
        expect(head.text).toBe('');
        if (get.status === 200)
          expect([path, headersOf(head.headers)]).toEqual([path, headersOf(get.headers)]);
      }
  });

  it('judges the query as GET does', async () => {
    for (const path of [
      '/v1/events?limit=0',
      '/v1/events/stream?nope=1',
      '/v1/events/export?occurred_from=x',
      '/v1/auth/me?a=1',
    ])
      expect((await acme.send('HEAD', path)).status).toBe(422);
  });

  it('opens no stream and runs no export: nothing is held, and nothing is read', async () => {
    for (let i = 0; i < 20; i++)
      for (const path of [
        '/v1/events/stream',
        '/v1/events/export',
        '/v1/events',
        '/v1/events/stats?interval=day',
      ])
        expect((await acme.send('HEAD', path)).status).toBe(200);
    expect(await metric(service.url, 'tributary_event_streams')).toBe(0);
    await until(
      'nothing is in flight',
      async () => (await metric(service.url, 'tributary_http_requests_in_flight')) === 0,
    );
    expect((await acme.get('/v1/events/stream')).status).toBe(200);
  });

  it('tells a device that is there from one that is not, and its ETag', async () => {
    expect((await acme.send('HEAD', '/v1/devices/sensor-1')).headers.get('etag')).toBe('"1"');
    expect((await acme.send('HEAD', '/v1/devices/nothing')).status).toBe(404);
  });

  it.each(['/livez', '/readyz'])('and OPTIONS of %s are answered as GET is', async (path) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { status, headers, text } = await service.api.send(method, path);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(text).toBe(method === 'HEAD' ? '' : '{"status":"ok"}');
    }
  });

  it.each([
    ['gzip, chunked', 501],
    ['deflate, chunked', 501],
    ['gzip,chunked', 501],
    ['Chunked', 201],
  ])('a body with Transfer-Encoding: %s is %i', async (coding, status) => {
    const body = JSON.stringify(event());
    const answer = await speak(
      service.url,
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${acme.token}\r\n` +
        `Content-Type: application/json\r\nTransfer-Encoding: ${coding}\r\n\r\n` +
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 501) expect(answer).toContain('"code":"not_implemented"');
  });
});
