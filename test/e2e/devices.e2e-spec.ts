import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

describe('devices', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
  });
  afterAll(() => service.close());

  it('are registered, read, changed and deleted', async () => {
    const made = await acme.post('/v1/devices', {
      device_uid: 'pump/7',
      name: 'Pump',
      type: 'pump',
      metadata: { a: { b: 1, c: 2 } },
    });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([
      201,
      '/v1/devices/pump%2F7',
      '"1"',
    ]);
    expect(made.body).toMatchObject({
      device_uid: 'pump/7',
      name: 'Pump',
      type: 'pump',
      status: 'active',
      last_seen_at: null,
    });
    const changed = await acme.patch(
      '/v1/devices/pump%2F7',
      { name: null, metadata: { a: { b: null, d: 3 } } },
      { 'if-match': '"1"' },
    );
    expect(changed.body).toMatchObject({ name: null, metadata: { a: { c: 2, d: 3 } } });
    expect((await acme.patch('/v1/devices/pump%2F7', { name: 'x' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await acme.get('/v1/devices/pump%2F7')).body).toEqual(changed.body);
    expect((await acme.patch('/v1/devices/pump%2F7', {})).body.metadata).toEqual(changed.body.metadata);
    expect((await acme.patch('/v1/devices/pump%2F7', { metadata: null })).body.metadata).toEqual({});
    expect((await acme.delete('/v1/devices/pump%2F7')).status).toBe(204);
    expect((await acme.get('/v1/devices/pump%2F7')).status).toBe(404);
  });

  it('are not sent again to who has them already', async () => {
    const { headers } = await acme.post('/v1/devices', { device_uid: 'known' });
    const etag = headers.get('etag')!;
    const asked = async (known: string, method = 'GET') => {
      const answer = await acme.send(method, '/v1/devices/known', { headers: { 'if-none-match': known } });
      expect(answer.headers.get('etag')).toBe(etag);
      return [answer.status, answer.text === ''];
    };
    for (const known of [etag, `W/${etag}`, `"9", ${etag}`, '*'])
      expect(await asked(known)).toEqual([304, true]);
    expect(await asked(etag, 'HEAD')).toEqual([304, true]);
    expect(await asked('"9"')).toEqual([200, false]);
    const missing = await acme.get('/v1/devices/missing', { headers: { 'if-none-match': '*' } });
    expect(missing.status).toBe(404);
    await acme.patch('/v1/devices/known', { name: 'new' });
    const changed = await acme.get('/v1/devices/known', { headers: { 'if-none-match': etag } });
    expect([changed.status, changed.body.name]).toEqual([200, 'new']);
  });

  it('have a uid of their own in their tenant, and may share it with another tenant’s', async () => {
    await acme.post('/v1/devices', { device_uid: 'same', name: 'ours' });
    const again = await acme.post('/v1/devices', { device_uid: 'same' });
    expect([again.status, again.body.code]).toEqual([409, 'device_exists']);
    expect((await globex.post('/v1/devices', { device_uid: 'same', name: 'theirs' })).status).toBe(201);
    expect((await acme.get('/v1/devices/same')).body.name).toBe('ours');
    await globex.patch('/v1/devices/same', { name: 'changed' });
    expect((await globex.delete('/v1/devices/same')).status).toBe(204);
    expect((await acme.get('/v1/devices/same')).body.name).toBe('ours');
  });

  it('with events are disabled, not deleted', async () => {
    await acme.post('/v1/devices', { device_uid: 'busy' });
    await acme.post('/v1/events', event(undefined, { device_uid: 'busy' }));
    const answer = await acme.delete('/v1/devices/busy');
    expect([answer.status, answer.body.code]).toEqual([409, 'device_has_events']);
  });

  it.each([
    [{ device_uid: '' }, 'invalid_device_uid'],
    [{ device_uid: '..' }, 'invalid_device_uid'],
    [{ device_uid: 'a b' }, 'invalid_device_uid'],
    [{ device_uid: 'x'.repeat(129) }, 'invalid_device_uid'],
    [{ device_uid: 1 }, 'invalid_device_uid'],
    [{}, 'missing_field'],
    [{ device_uid: 'ok', metadata: [] }, 'invalid_type'],
    [{ device_uid: 'ok', name: 'a\nb' }, 'invalid_value'],
    [{ device_uid: 'ok', status: null }, 'invalid_type'],
    [{ device_uid: 'ok', id: 1 }, 'unknown_field'],
  ])('are validated strictly: %j', async (body, code) => {
    const answer = await acme.post('/v1/devices', body);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  it('are listed by uid, filtered by status, type and prefix, in pages', async () => {
    const hooli = await service.make.tenant('hooli');
    for (let i = 0; i < 5; i++)
      await hooli.post('/v1/devices', {
        device_uid: `d-${i}`,
        name: i === 4 ? 'Lamp' : `Door ${i}`,
        type: i % 2 ? 'odd' : 'even',
      });
    await hooli.patch('/v1/devices/d-3', { status: 'disabled' });
    const uids = async (query: string) =>
      (await hooli.get(`/v1/devices?${query}`)).body.data.map(
        (device: { device_uid: string }) => device.device_uid,
      );
    expect(await uids('')).toEqual(['d-0', 'd-1', 'd-2', 'd-3', 'd-4', 'sensor-1']);
    expect(await uids('type=odd')).toEqual(['d-1', 'd-3']);
    expect(await uids('status=disabled')).toEqual(['d-3']);
    expect(await uids('q=d-')).toEqual(['d-0', 'd-1', 'd-2', 'd-3', 'd-4']);
    expect(await uids('q=Door')).toEqual(['d-0', 'd-1', 'd-2', 'd-3']);
    expect(await uids('q=%25')).toEqual([]);
    const first = (await hooli.get('/v1/devices?limit=4&q=d-')).body;
    expect(await uids(`limit=4&q=d-&cursor=${first.next_cursor}`)).toEqual(['d-4']);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'limit[]=1', 'limit=1&limit=2', 'status=x', 'colour=red'])(
    'refuse the query %s',
    async (query) => {
      expect((await acme.get(`/v1/devices?${query}`)).status).toBe(422);
    },
  );

  it('take no cursor but their own', async () => {
    for (let i = 0; i < 2; i++) await acme.post('/v1/devices', { device_uid: `c-${i}` });
    const { next_cursor } = (await acme.get('/v1/devices?limit=1')).body;
    for (const [client, path] of [
      [globex, `/v1/devices?cursor=${next_cursor}`],
      [acme, `/v1/events?cursor=${next_cursor}`],
      [acme, `/v1/devices?cursor=${next_cursor}x`],
      [acme, '/v1/devices?cursor=%00'],
      [acme, '/v1/devices?cursor='],
    ] as const) {
      const answer = await client.get(path);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
    }
  });

  it('that cannot exist are as missing as those that do not', async () => {
    for (const uid of ['%00', '%F0%9F%98%80', 'x'.repeat(200), 'a%20b'])
      expect((await acme.get(`/v1/devices/${uid}`)).status).toBe(404);
  });
});
