import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { describeWithBrowser, startBrowser } from '../support/clients/browser.js';
import { event } from '../support/fixtures.js';

jest.setTimeout(120_000);

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
/** What a page reads of an answer; `blocked` where the browser does not let it. */
interface Seen {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  readonly blocked?: true;
}

/** A page of another origin. */
async function startSite(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describeWithBrowser('a page of another origin', () => {
  let service: TestApp;
  let browser: Browser;
  let app: Server;
  let stranger: Server;
  let page: Page;
  let strange: Page;
  let authorization: string;

  beforeAll(async () => {
    [app, stranger] = await Promise.all([startSite(), startSite()]);
    service = await startTestApp({ CORS_ORIGINS: originOf(app) });
    const acme = await service.make.tenant('acme');
    authorization = `Bearer ${acme.token}`;
    await acme.post('/v1/events', event('e-1'));
    browser = await startBrowser();
    page = await browser.newPage();
    await page.goto(originOf(app));
    strange = await browser.newPage();
    await strange.goto(originOf(stranger));
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    for (const site of [app, stranger]) site?.close();
  });

  /** Fetches from within the page, with its preflights. */
  const fetchIn = (from: Page, path: string, options: Init = {}): Promise<Seen> =>
    from.evaluate(
      async ([url, init]) => {
        const { fetch } = globalThis;
        try {
          const answer = await fetch(url, init);
          const headers = Object.fromEntries(answer.headers.entries());
          return { status: answer.status, headers, text: await answer.text() };
        } catch {
          return { blocked: true as const };
        }
      },
      [service.url + path, options] as const,
    );

  it('sends a CloudEvent in binary mode, with its attributes and its trace', async () => {
    const sent = await fetchIn(page, '/v1/events', {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        'ce-specversion': '1.0',
        'ce-id': 'c-1',
        'ce-source': '/halls/3/sensor-1',
        'ce-type': 'door.opened',
        'ce-line': 'a-7',
        tracestate: 'a=b',
        traceparent: '00-66ef50cb56714881a480e0273a6d2099-ba98833db21b2489-00',
      },
      body: '{"by":"Ada"}',
    });
    expect(sent).toMatchObject({ status: 201, headers: { location: '/v1/events/c-1' } });
    expect(sent.headers).toHaveProperty('x-request-id');
    expect(sent.headers).toHaveProperty('ratelimit');
  });

  it('reads, changes and follows with the headers that it needs', async () => {
    const listed = await fetchIn(page, '/v1/events?limit=1', { headers: { authorization } });
    expect(listed.headers!.link).toMatch(/rel="next"/);
    const device = await fetchIn(page, '/v1/devices/sensor-1', { headers: { authorization } });
    const changed = await fetchIn(page, '/v1/devices/sensor-1', {
      method: 'PATCH',
      headers: {
        authorization,
        'content-type': 'application/merge-patch+json',
        'if-match': device.headers!.etag!,
      },
      body: '{"name":"Door"}',
    });
    expect(changed.status).toBe(200);
  });

  it('reads an export, whether its last reader was of another origin or of none', async () => {
    for (let i = 0; i < 2; i++) {
      expect((await service.api.as(authorization.slice(7)).get('/v1/events/export')).status).toBe(200);
      const { status, headers } = await fetchIn(page, '/v1/events/export', { headers: { authorization } });
      expect([status, headers!['content-disposition']]).toEqual([
        200,
        'attachment; filename="events.ndjson"',
      ]);
    }
  });

  it.each([
    ['/v1/events/%zz', 400, 'invalid_request'],
    ['/v1/nowhere', 404, 'not_found'],
    ['/v1/events?limit=x', 422, 'invalid_type'],
  ])('reads why %s is refused', async (path, status, code) => {
    const seen = await fetchIn(page, path, { headers: { authorization } });
    expect([seen.status, seen.text]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
  });

  it('reads that it has no credential, and that its headers are too large', async () => {
    expect((await fetchIn(page, '/v1/events')).status).toBe(401);
    const large = { authorization, tracestate: 'x'.repeat(20_000) };
    expect((await fetchIn(page, '/v1/events', { headers: large })).status).toBe(431);
  });

  it('is kept out where its origin is not listed, and nothing is stored', async () => {
    const options = {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(event('strange-1')),
    };
    expect(await fetchIn(strange, '/v1/events', options)).toEqual({ blocked: true });
    expect(await fetchIn(strange, '/livez')).toEqual({ blocked: true });
    const { status } = await service.api.as(authorization.slice(7)).get('/v1/events/strange-1');
    expect(status).toBe(404);
  });
});
