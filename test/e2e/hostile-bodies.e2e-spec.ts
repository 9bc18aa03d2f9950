import { IngestWriter } from '../../libs/events/src/ingest/ingest.writer.js';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { StreamClient } from '../support/clients/stream-client.js';
import { event } from '../support/fixtures.js';
import { UNLIMITED } from '../support/unlimited.js';

const LIMIT = 262_144;
const CE = 'application/cloudevents-batch+json';

describe('a hostile body', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', {
      limits: UNLIMITED,
    });
  });
  afterAll(() => service.close());

  const raw = (uid: string, payload: string) =>
    `{"event_uid":"${uid}","device_uid":"sensor-1","type":"t","payload":${payload}}`;
  const batch = (items: readonly string[]) =>
    acme.send('POST', '/v1/events/batch', { body: `{"events":[${items.join()}]}` });

  it.each([
    '1e999',
    '"\\ud800"',
    '{"a":1,"a":1}',
    '1',
    '{}',
    '[]',
    'null',
    raw('x', '{}'),
    `${'['.repeat(70)}${']'.repeat(70)}`,
  ])('of 1,001 items, kind %#, is too large a batch, whatever else is wrong or follows', async (item) => {
    const items = Array.from({ length: 1001 }, () => item).join();
    for (const body of [`{"events":[${items}]}`, `{"events":[${items},}}} no JSON at all`]) {
      const answer = await acme.send('POST', '/v1/events/batch', { body });
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        413,
        'batch_too_large',
        '/events',
      ]);
    }
    for (const path of ['/v1/events', '/v1/events/batch']) {
      const answer = await acme.send('POST', path, { body: `[${items}]`, headers: { 'content-type': CE } });
      expect([answer.status, answer.body.code]).toEqual([413, 'batch_too_large']);
    }
  });

  it.each([3, 1000])(
    'of %i items with faults of every kind tells each item’s and stores the others',
    async (count) => {
      const faulty = [
        '{"a":1e999}',
        '{"a":"\\ud800"}',
        '{"a":1,"a":1}',
        `${'['.repeat(100)}${']'.repeat(100)}`,
        '{"a":0e-99999}',
      ];
      const codes = [
        'number_out_of_range',
        'invalid_unicode',
        'duplicate_key',
        'too_deep',
        'number_out_of_range',
      ];
      const items = Array.from({ length: count }, (_, i) =>
        raw(`mixed-${count}-${i}`, i % 2 ? '{}' : faulty[(i / 2) % 5]),
      );
      const { status, body } = await batch(items);
      expect(status).toBe(207);
      expect(
        body.items.map(
          ({ outcome, error }: { outcome: string; error?: { code: string } }) => error?.code ?? outcome,
        ),
      ).toEqual(items.map((_, i) => (i % 2 ? 'created' : codes[(i / 2) % 5])));
    },
  );

  it('of unknown fields tells of twenty at most, on every route that takes a body', async () => {
    const fields = Array.from({ length: 50_000 }, (_, i) => `"f${i}":1`).join();
    const routes: [string, string, string][] = [
      ['POST', '/v1/events', 'application/json'],
      ['POST', '/v1/events/batch', 'application/json'],
      ['POST', '/v1/devices', 'application/json'],
      ['PATCH', '/v1/devices/sensor-1', 'application/merge-patch+json'],
      ['POST', '/v1/tokens', 'application/json'],
      ['POST', '/v1/roles', 'application/json'],
    ];
    for (const [method, path, type] of routes) {
      const { status, body } = await acme.send(method, path, {
        body: `{${fields}}`,
        headers: { 'content-type': type },
      });
      expect([path, status, body.code]).toEqual([path, 422, 'unknown_field']);
      expect(body.errors.length).toBeLessThanOrEqual(20);
    }
    const abilities = Array.from({ length: 100_000 }, () => '1').join();
    const { status, body } = await acme.send('POST', '/v1/tokens', {
      body: `{"name":"n","abilities":[${abilities}]}`,
    });
    expect(status).toBe(422);
    expect(body.errors.length).toBeLessThanOrEqual(20);
  });

  it('of CloudEvents attributes is too large at some, in all JSON modes', async () => {
    const attributes = Array.from({ length: 4000 }, (_, i) => `"a${i.toString(36)}":1`).join();
    const one = `{"specversion":"1.0","id":"ce-1","source":"/sensor-1","type":"t",${attributes}}`;
    const single = await acme.send('POST', '/v1/events', {
      body: one,
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    expect([single.status, single.body.code]).toEqual([413, 'event_too_large']);
    const many = await acme.send('POST', '/v1/events', { body: `[${one}]`, headers: { 'content-type': CE } });
    expect(many.body.items[0].error.code).toBe('event_too_large');
  });

  it.each([
    ['zeros', '0e-16383', 5000],
    ['large numbers', '1e308', 43_000],
    ['small numbers', '1e-300', 1000],
  ])('of %s is judged by what PostgreSQL would write', async (_, literal, count) => {
    const payload = `{"a":[${Array.from({ length: count }, () => literal).join()}]}`;
    const answer = await acme.send('POST', '/v1/events', { body: raw('expanded', payload) });
    expect([answer.status, answer.body.code]).toEqual([413, 'event_too_large']);
    const { body } = await batch([raw('expanded', payload), raw(`beside-${literal}`, '{}')]);
    expect(
      body.items.map(({ outcome, status }: { outcome: string; status: number }) => [outcome, status]),
    ).toEqual([
      ['invalid', 413],
      ['created', 201],
    ]);
  });

  it.each([
    ['a plain text', (room: number) => `{"a": "${'x'.repeat(room - 9)}"}`],
    ['spaces that are not stored', (room: number) => `{"a":${' '.repeat(50_000)}"${'x'.repeat(room - 9)}"}`],
    ['escapes that are not stored', (room: number) => `{"a":"${'\\u0041'.repeat(room - 9)}"}`],
    [
      'numbers written out',
      (room: number) => `{"a":[1e300,${'1e300,'.repeat(700)}"${'x'.repeat(room - 7 - 701 * 303 - 2 - 2)}"]}`,
    ],
    [
      'commas, each with its space',
      (room: number) => `{"a":[${'1,'.repeat((room - 11) / 3)}"${'x'.repeat((room - 11) % 3)}"]}`,
    ],
  ])('of %s may have 262,144 bytes as stored, and one more is too large', async (name, make) => {
    const uid = `edge-${name.replaceAll(' ', '-').replace(',', '')}`;
    const fits = make(LIMIT);
    expect((await acme.send('POST', '/v1/events', { body: raw(uid, fits) })).status).toBe(201);
    const read = await acme.get(`/v1/events/${uid}`);
    const at = read.text.indexOf('"payload":') + 10;
    expect(Buffer.byteLength(read.text.slice(at, -1))).toBe(LIMIT);
    expect(read.body.payload).toEqual(JSON.parse(fits));
    const over = await acme.send('POST', '/v1/events', { body: raw(`${uid}-over`, make(LIMIT + 1)) });
    expect([over.status, over.body.code]).toEqual([413, 'event_too_large']);
  });

  it('that PostgreSQL refuses after all takes a bounded number of transactions', async () => {
    const tenant = (await service.app.get(TenantsService).byKey('acme'))!;
    const validatedEvent = (i: number, payload: string) => ({
      eventUid: `last-resort-${i}`,
      deviceUid: 'sensor-1',
      type: 't',
      occurredAt: null,
      late: false,
      payload,
      extensions: null,
      pointer: `/events/${i}`,
    });
    const begun = jest.spyOn(service.app.get(TenantContext), 'runAs');
    const writer = service.app.get(IngestWriter);
    const one = await writer.write(
      tenant,
      Array.from({ length: 1000 }, (_, i) => validatedEvent(i, i === 711 ? '{"a":0e-99999}' : '{}')),
    );
    expect(one.map(({ outcome }) => outcome)).toEqual(one.map((_, i) => (i === 711 ? 'invalid' : 'created')));
    expect(begun.mock.calls.length).toBeLessThanOrEqual(64);
    begun.mockClear();
    const all = await writer.write(
      tenant,
      Array.from({ length: 1000 }, (_, i) => validatedEvent(i, '{"a":0e-99999}')),
    );
    expect(begun.mock.calls.length).toBeLessThanOrEqual(64);
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['invalid', 'failed']));
    begun.mockRestore();
  });

  it('that was stored before sizes were judged as stored is read alone, and left out of lists, feed, export and stream', async () => {
    const globex = await service.make.tenant('globex');
    const tenant = (await service.app.get(TenantsService).byKey('globex'))!;
    const payload = `{"a":[${Array.from({ length: 400 }, () => '0e-16383').join()}]}`;
    const old = ['old-1', 'old-2'].map((eventUid) => ({
      eventUid,
      deviceUid: 'sensor-1',
      type: 't',
      occurredAt: null,
      late: false,
      payload,
      extensions: null,
      pointer: '',
    }));
    const stream = new StreamClient(globex);
    await stream.opened;
    await service.app.get(IngestWriter).write(tenant, old);
    await globex.post('/v1/events', event('new-1', { type: 't' }));
    const marker = { bytes: 9 + 400 * 16_385 + 399 * 2, href: '/v1/events/old-1' };
    const pages = await Promise.all(
      ['/v1/events', '/v1/events?order=asc', '/v1/events?type=t', '/v1/events?device_uid=sensor-1'].map(
        (path) => globex.get(path),
      ),
    );
    for (const { status, body } of pages) {
      expect([status, body.data.length]).toEqual([200, 3]);
      const found = body.data.find((each: { event_uid: string }) => each.event_uid === 'old-1');
      expect(found).not.toHaveProperty('payload');
      expect(found.payload_omitted).toEqual(marker);
    }
    const ndjson = (await globex.get('/v1/events/export')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(ndjson.map((each: object) => 'payload_omitted' in each)).toEqual([true, true, false]);
    const csv = await globex.get('/v1/events/export', { headers: { accept: 'text/csv' } });
    expect(csv.text).toContain('""payload_omitted""');
    await stream.until(({ messages }) => messages.length >= 3);
    stream.kill();
    expect(stream.uids()).toEqual(['old-1', 'old-2', 'new-1']);
    const streamed = stream.messages.map(({ data }) => data);
    expect(streamed.map((each) => 'payload' in each)).toEqual([false, false, true]);
    expect(streamed[0].payload_omitted).toEqual(marker);
    const alone = await globex.get('/v1/events/old-1');
    expect([alone.status, alone.body.payload.a.length]).toEqual([200, 400]);
    expect((await globex.get('/v1/events/stats?interval=day')).body.data[0].count).toBe(3);
  }, 60_000);

  it('leaves nothing behind that cannot be read', async () => {
    expect((await acme.post('/v1/events', event('after'))).status).toBe(201);
    expect((await acme.get('/v1/events?limit=500')).status).toBe(200);
    expect((await acme.get('/v1/events/export')).status).toBe(200);
  });
});
