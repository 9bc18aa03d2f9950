import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { ApiClient } from '../support/clients/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { freePort } from '../support/servers/process.js';
import { describeWithProxy, type Proxy, startNginx } from './programs.js';

jest.setTimeout(120_000);

/** An answer's bytes as they came: fetch would inflate them. */
const raw = (url: string, headers: Record<string, string>) =>
  new Promise<{ headers: NodeJS.Dict<string | string[]>; bytes: Buffer }>((resolve, reject) => {
    get(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    }).on('error', reject);
  });

describeWithProxy('nginx')('behind nginx, under a path, compressed and buffered', () => {
  let service: TestApp;
  let nginx: Proxy;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp({ PUBLIC_URL: 'https://host.example/ingest', TRUSTED_PROXIES: '127.0.0.1' });
    nginx = await startNginx(service.url);
    const { token } = await service.make.tenant('acme');
    acme = new ApiClient(`${nginx.url}/ingest`, token);
  });
  afterAll(async () => {
    await nginx?.stop();
    await service?.close();
  });

  it('is the service under its path, and somebody else beside it', async () => {
    expect((await acme.get('/readyz')).status).toBe(200);
    expect((await fetch(`${nginx.url}/readyz`)).status).toBe(404);
  });

  it('hands out addresses that lead back through it', async () => {
    const outside = new ApiClient(nginx.url, acme.token);
    const made = await acme.post('/v1/events', event('n-1'));
    expect(made.status).toBe(201);
    const location = made.headers.get('location')!;
    expect((await outside.get(location)).body.event_uid).toBe('n-1');
    for (const uid of ['n-2', 'n-3']) await acme.post('/v1/events', event(uid));
    const seen: string[] = [];
    let next: string | undefined = '/ingest/v1/events?order=asc&limit=1';
    while (next && seen.length < 3) {
      const page = await outside.get(next);
      seen.push(...page.body.data.map((each: { event_uid: string }) => each.event_uid));
      next = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(['n-1', 'n-2', 'n-3']);
  });

  it('gives answers that nginx compresses, with tags that a change by them is told of rightly', async () => {
    const authorization = `Bearer ${acme.token}`;
    await acme.post('/v1/roles', {
      name: 'reader',
      permissions: ['events:read'],
      description: 'x'.repeat(100),
    });
    const [role] = (await acme.get('/v1/roles')).body.data.filter(
      ({ name }: { name: string }) => name === 'reader',
    );
    const path = `/v1/roles/${role.id}`;
    const zipped = await raw(`${acme.url}${path}`, { authorization, 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(zipped.bytes).toString())).toMatchObject({ name: 'reader' });
    // nginx makes the tag weak: the service knows whose mark that is, and takes it for the version that it names.
    const tag = zipped.headers.etag as string;
    expect(tag).toMatch(/^W\//);
    const unchanged = await acme.get(path, { headers: { 'if-none-match': tag } });
    expect(unchanged.status).toBe(304);
    const refused = await acme.patch(path, { description: 'y' }, { 'if-match': tag });
    expect([refused.status, refused.body.detail]).toEqual([
      412,
      expect.not.stringContaining('was changed since'),
    ]);
    const strong = (await acme.get(path, { headers: { 'accept-encoding': 'identity' } })).headers.get(
      'etag',
    )!;
    expect((await acme.patch(path, { description: 'y' }, { 'if-match': strong })).status).toBe(200);
  });

  it('takes an import that nginx holds back until it has all of it, and answers it whole', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `${JSON.stringify(event(`i-${i}`))}\n`).join('');
    const { status, text } = await acme.send('POST', '/v1/events/import', {
      body: lines,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(status).toBe(200);
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toEqual({
      summary: { created: 5_000 },
      lines: 5_000,
    });
    const exported = await acme.get('/v1/events/export');
    expect(exported.text.trim().split('\n')).toHaveLength(5_003);
  });

  it('streams through its buffers, at once', async () => {
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${acme.token}`, accept: 'text/event-stream' };
    const answer = await fetch(`${acme.url}/v1/events/stream`, { headers, signal: controller.signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    await acme.post('/v1/events', event('live-1'));
    // It comes while the stream is open: a buffer would keep it until the stream ends.
    while (!text.includes('live-1')) text += (await reader.read()).value ?? '';
    controller.abort();
    expect(text).toContain('"event_uid":"live-1"');
  });

  it('tells the client’s own address by the header that nginx sets', async () => {
    const staff = new ApiClient(`${nginx.url}/ingest`, (await service.make.staff()).token);
    const made = await staff.post('/v1/tenants', { key: 'initech' }, { 'x-forwarded-for': '203.0.113.9' });
    expect(made.status).toBe(201);
    const { body } = await staff.get('/v1/platform/audit?action=tenant.create&limit=1');
    expect(body.data[0].address).toBe('203.0.113.9');
  });

  it('is 502 of nginx, and no half answer, where the service is gone', async () => {
    const gone = await startNginx(`http://127.0.0.1:${await freePort()}`);
    expect((await fetch(`${gone.url}/ingest/readyz`)).status).toBe(502);
    await gone.stop();
  });
});
