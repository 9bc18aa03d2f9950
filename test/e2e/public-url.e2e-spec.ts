import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { StreamClient } from '../support/clients/stream-client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';

const BASE = '/ingest';

/** Addresses of the service in the headers and the body of an answer. */
function addressesOf({ headers, body }: Answer): string[] {
  const link = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1];
  const texts: string[] = [headers.get('location'), link].filter((each) => each != null);
  // `instance` is the path of the request as it arrived. It is no address to follow.
  JSON.stringify(body, (key, value) => {
    if (key !== 'instance' && typeof value === 'string' && value.includes('/v1/')) texts.push(value);
    return value as unknown;
  });
  return texts;
}

describe('a service that is reached under a path', () => {
  let service: TestApp;
  let acme: ApiClient;
  let staff: ApiClient;

  beforeAll(async () => {
    service = await startTestApp({ PUBLIC_URL: `https://host.example${BASE}/` });
    acme = await service.make.tenant('acme');
    staff = await service.make.staff();
    for (const uid of ['old-0', 'old-1']) await acme.post('/v1/events', event(uid));
    await asAdmin(service.database.adminUrl, async (admin) => {
      const big = JSON.stringify({ text: 'x'.repeat(600_000) });
      await admin.query('UPDATE events SET payload = $1', [big]);
      await admin.query('UPDATE devices SET metadata = $1', [big]);
    });
    await acme.post('/v1/devices', { device_uid: 'sensor-2' });
  });
  afterAll(() => service.close());

  const cases: [string, (api: { acme: ApiClient; staff: ApiClient }) => Promise<Answer>][] = [
    ['an event', ({ acme }) => acme.post('/v1/events', event('a/b'))],
    [
      'an event for later',
      ({ acme }) => acme.post('/v1/events', event('later'), { prefer: 'respond-async' }),
    ],
    ['a device', ({ acme }) => acme.post('/v1/devices', { device_uid: 'x/y' })],
    ['a role', ({ acme }) => acme.post('/v1/roles', { name: 'reader', permissions: ['events:read'] })],
    ['a tenant', ({ staff }) => staff.post('/v1/tenants', { key: 'initech' })],
    ['the next page of devices', ({ acme }) => acme.get('/v1/devices?limit=1')],
    ['the next page of the feed', ({ acme }) => acme.get('/v1/events?order=asc&limit=1')],
    ['a device whose metadata are too large for a list', ({ acme }) => acme.get('/v1/devices?q=sensor-1')],
    ['an event whose payload is too large for a list', ({ acme }) => acme.get('/v1/events?limit=500')],
  ];

  it.each(cases)('hands out, of %s, addresses under it that lead there', async (_, ask) => {
    const answer = await ask({ acme, staff });
    expect(answer.status).toBeLessThan(300);
    const addresses = addressesOf(answer);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect(address).toMatch(/^\/ingest\/v1\//);
      const path = address.slice(BASE.length);
      const reader = path.startsWith('/v1/tenants') ? staff : acme;
      expect([path, (await reader.get(path)).status]).toEqual([path, 200]);
    }
  });

  it('hands out, in an export and a stream, addresses under it', async () => {
    const { text } = await acme.get('/v1/events/export');
    expect(text).toContain(`"href":"${BASE}/v1/events/old-1"`);
    const csv = await acme.get('/v1/events/export', { headers: { accept: 'text/csv' } });
    expect(csv.text).toContain(`""href"":""${BASE}/v1/events/old-1""`);
    // The stream begins after the first event.
    const { next_cursor } = (await acme.get('/v1/events?order=asc&limit=1')).body;
    const stream = new StreamClient(acme, `?cursor=${next_cursor}`);
    await stream.until(({ messages }) => messages.length >= 1);
    stream.kill();
    expect(stream.messages[0]?.data).toMatchObject({
      event_uid: 'old-1',
      payload_omitted: { href: `${BASE}/v1/events/old-1` },
    });
  });

  it('tells where an erasure of a tenant is', async () => {
    await staff.post('/v1/tenants', { key: 'umbrella' });
    const { status, headers } = await staff.delete('/v1/tenants/umbrella');
    expect([status, headers.get('location')]).toEqual([
      202,
      expect.stringMatching(/^\/ingest\/v1\/erasures\/[\w-]+$/),
    ]);
  });
});
