import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { startProcess } from '../support/servers/process.js';
import { StreamClient } from '../support/clients/stream-client.js';
import { scaled, until } from '../support/wait.js';

describe('event stream', () => {
  let service: TestApp;
  let acme: ApiClient;
  const streams: StreamClient[] = [];
  const follow = async (client: ApiClient, query = '', lastEventId = '') => {
    const stream = new StreamClient(client, query, lastEventId);
    streams.push(stream);
    await stream.opened;
    return stream;
  };
  const send = (client: ApiClient, ...uids: string[]) =>
    client.post('/v1/events/batch', { events: uids.map((uid) => event(uid)) });

  beforeAll(async () => {
    service = await startTestApp({ MAX_STREAMS_PER_TENANT: '3', STREAM_HEARTBEAT_SECONDS: '1' });
    acme = await service.make.tenant('acme');
  });
  afterEach(() => streams.splice(0).forEach((stream) => stream.kill()));
  afterAll(() => service.close());

  it('tells of what is stored from now on, as it reads elsewhere, and of no other tenant’s', async () => {
    const globex = await service.make.tenant('globex');
    await send(acme, 'before');
    const stream = await follow(acme);
    expect([stream.status, stream.headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    await send(globex, 'theirs');
    await send(acme, 'a1', 'a2');
    await send(acme, 'a3');
    await stream.until(({ messages }) => messages.length >= 3);
    expect(stream.uids()).toEqual(['a1', 'a2', 'a3']);
    expect(stream.messages[0].data).toEqual((await acme.get('/v1/events/a1')).body);
  });

  it('resumes after the last id; ids and the feed’s cursors are the same', async () => {
    const { next_cursor } = (await acme.get('/v1/events?order=asc&limit=1')).body;
    const whole = await follow(acme, `?cursor=${next_cursor}`);
    await whole.until(({ messages }) => messages.length >= 3);
    const resumed = await follow(acme, `?cursor=${next_cursor}`, whole.messages[0].id);
    await resumed.until(({ messages }) => messages.length >= 2);
    expect(resumed.uids()).toEqual(whole.uids().slice(1));
    const page = await acme.get(`/v1/events?order=asc&cursor=${encodeURIComponent(whole.messages[0].id)}`);
    expect(page.body.data.map((each: { event_uid: string }) => each.event_uid)).toEqual(resumed.uids());
  });

  it('resumes without a gap where the connection was lost before the first event', async () => {
    const lost = await follow(acme);
    lost.kill();
    await send(acme, 'meanwhile');
    const resumed = await follow(acme, '', lost.lastEventId);
    await resumed.until(({ messages }) => messages.length >= 1);
    expect(resumed.uids()).toEqual(['meanwhile']);
  });

  it('filters as the list does, by type, device and payload', async () => {
    const types = await follow(acme, '?type=door.opened&type=door.closed');
    const payload = await follow(acme, '?device_uid=sensor-1&payload.by=Ada');
    await acme.post('/v1/events/batch', {
      events: [
        event('f1', { type: 'door.opened', payload: { by: 'Ada' } }),
        event('f2', { payload: { by: 'Ada' } }),
        event('f3', { type: 'door.closed', payload: { by: 'Eve' } }),
      ],
    });
    await Promise.all([types, payload].map((each) => each.until(({ messages }) => messages.length >= 2)));
    expect([types.uids(), payload.uids()]).toEqual([
      ['f1', 'f3'],
      ['f1', 'f2'],
    ]);
  });

  it.each([
    ['?cursor=nonsense', '', 400, 'invalid_cursor'],
    ['', 'bm8.AAAAAAAAAAA', 400, 'invalid_cursor'],
    ['?payload.by=Ada', '', 422, 'unbounded_filter'],
    ['?colour=red', '', 422, 'unknown_field'],
  ])('refuses %s %s before it begins', async (query, lastEventId, status, code) => {
    const stream = await follow(acme, query, lastEventId);
    await stream.until(() => false);
    expect([stream.status, JSON.parse(stream.body).code]).toEqual([status, code]);
  });

  it('gives a sign of life with its place, which goes on though nothing fits', async () => {
    const stream = await follow(acme, '?type=never');
    const opening = stream.lastEventId;
    await send(acme, 'unfitting');
    await stream.until(({ text, lastEventId }) => text.split(': here').length > 2 && lastEventId !== opening);
    expect(stream.messages).toEqual([]);
    const resumed = await follow(acme, '', stream.lastEventId);
    await send(acme, 'after-silence');
    await resumed.until(({ messages }) => messages.length >= 1);
    expect(resumed.uids()).toEqual(['after-silence']);
  });

  it('has a cap for each tenant, and gives places back', async () => {
    await Promise.all([follow(acme), follow(acme), follow(acme)]);
    const refused = await follow(acme);
    await refused.until(() => false);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5']);
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'throttled',
      violated_policies: ['event-streams'],
    });
    const other = await service.make.tenant('initech');
    expect((await follow(other)).status).toBe(200);
    streams.splice(0).forEach((stream) => stream.kill());
    await until('a place is back', async () => (await follow(acme)).status === 200);
    expect((await service.api.get('/metrics')).text).toMatch(
      /tributary_event_streams_ended_total\{reason="reader"\} \d/,
    );
  });

  describe('ends with a closing event within two seconds if', () => {
    const endOf = async (stream: StreamClient, change: () => Promise<unknown>) => {
      await change();
      await stream.until(({ closed }) => closed, 2_000);
      return stream.problem();
    };

    it('its token is revoked', async () => {
      const { body } = await acme.post('/v1/tokens', { name: 'reader', abilities: ['events:read'] });
      const stream = await follow(acme.as(body.token));
      expect(await endOf(stream, () => acme.delete(`/v1/tokens/${body.id}`))).toBe('unauthenticated');
    });

    it('its tenant is suspended', async () => {
      const hooli = await service.make.tenant('hooli');
      const staff = await service.make.staff();
      const stream = await follow(hooli);
      const suspend = () => staff.patch('/v1/tenants/hooli', { status: 'suspended' });
      expect(await endOf(stream, suspend)).toBe('tenant_suspended');
    });

    it('its person leaves the tenant, whose access token goes on', async () => {
      const person = await service.make.member('consumer', 'acme');
      const stream = await follow(person);
      expect(stream.status).toBe(200);
      const members = (await acme.get('/v1/members?limit=500')).body.data;
      const { id } = members.find(({ roles }: { roles: string[] }) => roles.includes('consumer'));
      expect(await endOf(stream, () => acme.delete(`/v1/members/${id}`))).toBe('tenant_forbidden');
    });
  });

  it('is closed at SIGTERM with a word, and the process ends in time', async () => {
    const { url, child, ended } = await startProcess(service.database);
    const stream = await follow(acme.at(url));
    expect(stream.status).toBe(200);
    const begun = Date.now();
    child.kill('SIGTERM');
    await stream.until(({ closed }) => closed);
    expect(stream.problem()).toBe('draining');
    expect([await ended, Date.now() - begun < scaled(5_000)]).toEqual([0, true]);
  });
});
