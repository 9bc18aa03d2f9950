import { LastSeen } from '#libs/devices';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { routesOf } from '../support/routes.js';
import { until } from '../support/wait.js';

describe('ETags', () => {
  let service: TestApp;
  let staff: ApiClient;
  let acme: ApiClient;
  /** A resource of each route that has an ETag, and patches that each change it. */
  const resources: Record<string, { client: () => ApiClient; path: string; patches: object[] }> = {
    '/v1/devices/{device_uid}': { client: () => acme, path: '/v1/devices/sensor-1', patches: [{ name: 'a' }, { name: null, metadata: { n: 1.5, deep: { a: [1] } } }, { metadata: { deep: null } }] },
    '/v1/tenants/{tenant_key}': { client: () => staff, path: '/v1/tenants/acme', patches: [{ name: 'Acme' }, { settings: { limits: { burst_events: 5000 } } }, { settings: null }] },
    '/v1/roles/{id}': { client: () => acme, path: '', patches: [{ description: 'new' }, { permissions: ['events:read', 'devices:read'] }] },
    '/v1/members/{id}': { client: () => acme, path: '', patches: [{ roles: ['consumer'] }, { permissions: ['events:read'] }] },
  }; // prettier-ignore

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    acme = await service.make.tenant('acme');
    const role = await acme.post('/v1/roles', { name: 'reader', permissions: ['events:read'] });
    resources['/v1/roles/{id}'].path = `/v1/roles/${role.body.id}`;
    const { id } = await service.make.person('operator', 'acme');
    const members = (await acme.get('/v1/members')).body.data as { id: string; user_id: string }[];
    resources['/v1/members/{id}'].path = `/v1/members/${members.find(({ user_id }) => user_id === id)!.id}`;
  });
  afterAll(() => service.close());

  const tagOf = (answer: { headers: Headers }) => answer.headers.get('etag')!;

  it('are tried here for every route that documents one', async () => {
    const routes = (await routesOf(service.app)).filter(({ method, places }) => method === 'GET' && places.some(({ in: place, name }) => place === 'header' && name === 'if-none-match'));
    expect(routes.map(({ path }) => path).sort()).toEqual(Object.keys(resources).sort());
  }); // prettier-ignore

  describe.each(Object.keys(resources))('of %s', (route) => {
    it('change with each change, and stay where nothing changes', async () => {
      const { client, path, patches } = resources[route];
      const seen = new Set([tagOf(await client().get(path))]);
      for (const patch of patches) {
        const changed = await client().patch(path, patch, { 'if-match': [...seen].at(-1)! });
        expect([changed.status, seen.has(tagOf(changed))]).toEqual([200, false]);
        seen.add(tagOf(changed));
        for (const nothing of [patch, {}]) {
          const same = await client().patch(path, nothing);
          expect([same.status, tagOf(same), same.body]).toEqual([200, tagOf(changed), changed.body]);
        }
        const read = await client().get(path);
        expect([tagOf(read), read.body]).toEqual([tagOf(changed), changed.body]);
        expect((await client().get(path, { headers: { 'if-none-match': tagOf(read) } })).status).toBe(304);
        expect((await client().get(path, { headers: { 'if-none-match': `W/${tagOf(read)}` } })).status).toBe(
          304,
        );
      }
      expect(seen.size).toBe(patches.length + 1);
    });

    it('that a proxy has altered are told as such in If-Match, and old ones as old', async () => {
      const { client, path, patches } = resources[route];
      const strong = tagOf(await client().get(path)).replace('W/', '');
      const send = (ifMatch: string) => client().patch(path, {}, { 'if-match': ifMatch });
      for (const altered of [`W/${strong}`, strong.replace(/"$/, '-gzip"'), strong.replace(/"$/, ';br"'), `"0", W/${strong}`]) {
        const { status, body } = await send(altered);
        expect([altered, status, body.code]).toEqual([altered, 412, 'precondition_failed']);
        expect(body.detail).toMatch(/unchanged.*proxy/);
      }
      for (const old of ['"0"', 'W/"0"', '"x"', '7']) {
        const { status, body } = await send(old);
        expect([old, status]).toEqual([old, 412]);
        expect(body.detail).toMatch(/was changed since it was read/);
      }
      for (const good of [strong, `"0", ${strong}`, '*']) expect((await send(good)).status).toBe(200);
      expect(patches.length).toBeGreaterThan(1);
    }); // prettier-ignore
  });

  it('of a device that was seen are others than before, weak, and good for a change', async () => {
    const path = '/v1/devices/seen';
    const made = await acme.post('/v1/devices', { device_uid: 'seen' });
    const tags = [tagOf(made)];
    const lastSeen = service.app.get(LastSeen);
    for (const minutes of [2, 1, 0]) {
      const at = new Date(Date.now() - minutes * 60_000);
      await service.make.inTenant('acme', async () => lastSeen.note(['seen'], at));
      await until('it is written', async () => (await lastSeen.flush(), (await acme.get(path)).body.last_seen_at === at.toISOString()));
      const read = await acme.get(path, { headers: { 'if-none-match': tags.at(-1)! } });
      expect([read.status, read.body.last_seen_at]).toEqual([200, at.toISOString()]);
      expect(tagOf(read)).toMatch(/^W\/"1\.\d+"$/);
      tags.push(tagOf(read));
      expect((await acme.get(path, { headers: { 'if-none-match': tagOf(read) } })).status).toBe(304);
    }
    expect(new Set(tags).size).toBe(4);
    // The versions differ only in last_seen_at, so a patch is accepted with any of these tags.
    for (const tag of tags) expect((await acme.patch(path, {}, { 'if-match': tag })).status).toBe(200);
    const changed = await acme.patch(path, { name: 'new' }, { 'if-match': tags.at(-1)! });
    expect([changed.status, changed.body.name]).toEqual([200, 'new']);
    for (const tag of tags) expect((await acme.patch(path, { name: 'lost' }, { 'if-match': tag })).status).toBe(412);
  }); // prettier-ignore

  it('of a device follow its events', async () => {
    const before = await acme.get('/v1/devices/sensor-1');
    await acme.post('/v1/events', event());
    await until('it is written', async () => {
      await service.app.get(LastSeen).flush();
      return (await acme.get('/v1/devices/sensor-1')).body.last_seen_at !== before.body.last_seen_at;
    });
    const after = await acme.get('/v1/devices/sensor-1', { headers: { 'if-none-match': tagOf(before) } });
    expect([after.status, after.body.last_seen_at]).toEqual([200, expect.any(String)]);
  });
});
