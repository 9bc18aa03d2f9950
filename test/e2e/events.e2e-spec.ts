import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

describe('events', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    globex = await service.make.tenant('globex');
  });
  afterAll(() => service.close());

  describe('one event', () => {
    it('is created, then a duplicate, then a conflict', async () => {
      const first = await acme.post('/v1/events', event('one'));
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({ outcome: 'created', event_uid: 'one' });
      expect(first.headers.get('location')).toBe('/v1/events/one');
      const again = await acme.post('/v1/events', event('one'));
      expect([again.status, again.body]).toEqual([200, { ...first.body, outcome: 'duplicate' }]);
      const other = await acme.post('/v1/events', event('one', { payload: { celsius: 22 } }));
      expect([other.status, other.body.code]).toEqual([409, 'event_conflict']);
      const stored = await acme.get('/v1/events/one');
      expect(stored.body).toMatchObject({
        event_uid: 'one',
        device_uid: 'sensor-1',
        payload: { celsius: 21.5 },
        late: false,
      });
    });

    it('is the same by value, not by spelling', async () => {
      const body = (payload: string, more = '') =>
        `{"event_uid":"spelt","device_uid":"sensor-1","type":"t","payload":${payload}${more}}`;
      expect((await acme.post('/v1/events', body('{"a":1.0,"b":[1e2,"\\u00e9"]}'))).status).toBe(201);
      expect((await acme.post('/v1/events', body('{ "b":[100, "é"], "a":1 }'))).status).toBe(200);
      expect((await acme.post('/v1/events', body('{"a":1,"b":[100,"e"]}'))).status).toBe(409);
      expect(
        (
          await acme.post(
            '/v1/events',
            body('{"a":1,"b":[100,"é"]}', ',"occurred_at":"2026-01-01T00:00:00Z"'),
          )
        ).status,
      ).toBe(422);
    });

    it('conflicts by type, by device and by a time that is given', async () => {
      await acme.post('/v1/devices', { device_uid: 'sensor-2' });
      const at = new Date(Date.now() - 1000).toISOString();
      await acme.post('/v1/events', event('exact', { occurred_at: at }));
      expect((await acme.post('/v1/events', event('exact'))).status).toBe(200);
      expect(
        (await acme.post('/v1/events', event('exact', { occurred_at: at.replace('Z', '9Z') }))).status,
      ).toBe(200);
      expect((await acme.post('/v1/events', event('exact', { type: 'other' }))).status).toBe(409);
      expect((await acme.post('/v1/events', event('exact', { device_uid: 'sensor-2' }))).status).toBe(409);
      expect(
        (await acme.post('/v1/events', event('exact', { occurred_at: new Date().toISOString() }))).status,
      ).toBe(409);
    });

    it('keeps decimals as they were written', async () => {
      const payload = '{"n": 0.12345678901234567890123, "m": 1.10}';
      await acme.post(
        '/v1/events',
        `{"event_uid":"decimal","device_uid":"sensor-1","type":"t","payload":${payload}}`,
      );
      expect((await acme.get('/v1/events/decimal')).text).toContain('"n": 0.12345678901234567890123');
    });

    it('has its time of receipt where it gives none', async () => {
      const { body } = await acme.post('/v1/events', event('timeless'));
      const stored = (await acme.get('/v1/events/timeless')).body;
      expect([stored.occurred_at, stored.received_at]).toEqual([body.received_at, body.received_at]);
    });

    it('is refused for an unknown or a disabled device, and a stored one stays a duplicate', async () => {
      const unknown = await acme.post('/v1/events', event('u1', { device_uid: 'nobody' }));
      expect([unknown.status, unknown.body.code, unknown.body.errors[0].pointer]).toEqual([
        422,
        'unknown_device',
        '/device_uid',
      ]);
      await acme.post('/v1/devices', { device_uid: 'quiet' });
      await acme.post('/v1/events', event('q1', { device_uid: 'quiet' }));
      await acme.patch('/v1/devices/quiet', { status: 'disabled' });
      const disabled = await acme.post('/v1/events', event('q2', { device_uid: 'quiet' }));
      expect([disabled.status, disabled.body.code]).toEqual([403, 'device_disabled']);
      expect((await acme.post('/v1/events', event('q1', { device_uid: 'quiet' }))).status).toBe(200);
    });

    it('is stored once, however many send it at the same time', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => acme.post('/v1/events', event('race'))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(39).fill(200), 201]);
    });

    it('belongs to one tenant: the other has its own under the same uid, and a missing one looks the same', async () => {
      expect((await acme.post('/v1/events', event('shared', { payload: { mine: 1 } }))).status).toBe(201);
      const missing = await globex.get('/v1/events/shared');
      const madeUp = await globex.get('/v1/events/made-up');
      const bare = (answer: typeof missing) => ({ ...answer.body, request_id: '', instance: '' });
      expect([missing.status, bare(missing)]).toEqual([404, bare(madeUp)]);
      expect((await globex.post('/v1/events', event('shared', { payload: { theirs: 1 } }))).status).toBe(201);
      expect((await acme.get('/v1/events/shared')).body.payload).toEqual({ mine: 1 });
    });
  });

  describe('a batch', () => {
    it('of 1,000 with five bad ones stores 995 and says of each bad one what and where', async () => {
      const events: object[] = Array.from({ length: 1000 }, (_, i) => event(`bulk-${i}`));
      events[10] = event('bulk 10');
      events[200] = { ...event('bulk-200'), extra: 1 };
      events[300] = event('bulk-300', { occurred_at: '2024-02-30T00:00:00Z' });
      events[400] = event('bulk-400', { device_uid: 'nobody' });
      events[999] = event('bulk-0', { payload: { other: true } });
      const { status, body } = await acme.post('/v1/events/batch', { events });
      expect(status).toBe(207);
      expect(body.summary).toEqual({ created: 995, invalid: 3, unknown_device: 1, conflict: 1 });
      const bad = body.items.filter((item: { error?: object }) => item.error);
      expect(
        bad.map((item: { index: number; error: { code: string; pointer: string } }) => [
          item.index,
          item.error.code,
          item.error.pointer,
        ]),
      ).toEqual([
        [10, 'invalid_event_uid', '/events/10/event_uid'],
        [200, 'unknown_field', '/events/200/extra'],
        [300, 'invalid_timestamp', '/events/300/occurred_at'],
        [400, 'unknown_device', '/events/400/device_uid'],
        [999, 'event_conflict', '/events/999/event_uid'],
      ]);
      expect(body.items[10]).toEqual({
        index: 10,
        event_uid: 'bulk 10',
        outcome: 'invalid',
        status: 422,
        retryable: false,
        error: expect.anything(),
      });
      expect(body.items).toHaveLength(1000);
    });

    it('sent again is all duplicates, and return=minimal lists only what failed', async () => {
      const batch = { events: [event('m1'), event('m2')] };
      expect((await acme.post('/v1/events/batch', batch)).status).toBe(200);
      const again = await acme.post(
        '/v1/events/batch',
        { events: [...batch.events, event('m1', { type: 'x' })] },
        { prefer: 'return=minimal' },
      );
      expect(again.status).toBe(207);
      expect(again.headers.get('preference-applied')).toBe('return=minimal');
      expect(again.body.summary).toEqual({ duplicate: 2, conflict: 1 });
      expect(again.body.items.map((item: { index: number }) => item.index)).toEqual([2]);
    });

    it.each([
      ['return="minimal"', 'return=minimal'],
      ['RETURN = Minimal; x=y', 'return=minimal'],
      ['handling=lenient, return=minimal, return=representation', 'return=minimal'],
      ['return=representation, return=minimal', null],
      ['return', null],
    ])('with Prefer: %s, of which the first counts (RFC 7240)', async (prefer, applied) => {
      const answer = await acme.post('/v1/events/batch', { events: [event()] }, { prefer });
      expect(answer.headers.get('preference-applied')).toBe(applied);
      expect(answer.body.items).toHaveLength(applied ? 0 : 1);
    });

    it('with the same uid twice: the first counts', async () => {
      const { body } = await acme.post('/v1/events/batch', {
        events: [event('twice'), event('twice'), event('twice', { type: 'x' })],
      });
      expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
        'created',
        'duplicate',
        'conflict',
      ]);
    });

    it('with the same uid twice: the first that can be stored counts', async () => {
      const { body } = await acme.post('/v1/events/batch', {
        events: [event('second', { device_uid: 'nobody' }), event('second'), event('second')],
      });
      expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
        'unknown_device',
        'created',
        'duplicate',
      ]);
    });

    it('keeps faults of one event from its neighbours, down to its JSON', async () => {
      const good = (uid: string) => JSON.stringify(event(uid));
      const odd = (payload: string) =>
        `{"event_uid":"odd","device_uid":"sensor-1","type":"t","payload":${payload}}`;
      const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;
      const bad = ['{"a":1,"a":2}', '{"a":"\\u0000"}', '{"a":1e400}', deep, '[1]'];
      const { body } = await acme.post(
        '/v1/events/batch',
        `{"events":[${good('n1')},${bad.map(odd).join(',')},${good('n2')}]}`,
      );
      expect(body.items.map((item: { error?: { code: string } }) => item.error?.code)).toEqual([
        undefined, 'duplicate_key', 'invalid_unicode', 'number_out_of_range', 'too_deep', 'invalid_type', undefined,
      ]); // prettier-ignore
      expect(body.items[1].event_uid).toBe('odd');
    });

    it('lets what PostgreSQL alone refuses harm only itself', async () => {
      const poison = `{"event_uid":"poison","device_uid":"sensor-1","type":"t","payload":{"n":0.${'1'.repeat(20_000)}}}`;
      const { body } = await acme.post(
        '/v1/events/batch',
        `{"events":[${JSON.stringify(event('p1'))},${poison},${JSON.stringify(event('p2'))}]}`,
      );
      expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
        'created',
        'invalid',
        'created',
      ]);
    });

    it.each([
      ['an array', [], 422, 'invalid_type'],
      ['without events', {}, 422, 'missing_field'],
      ['events that are no array', { events: {} }, 422, 'invalid_type'],
      ['no event', { events: [] }, 422, 'empty_batch'],
      ['another field', { events: [], more: 1 }, 422, 'unknown_field'],
      ['1,001 events', { events: Array(1001).fill(1) }, 413, 'batch_too_large'],
    ])('with an unusable envelope stores nothing: %s', async (_, envelope, status, code) => {
      const answer = await acme.post('/v1/events/batch', envelope);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    it('is taken gzipped', async () => {
      const body = gzipSync(JSON.stringify({ events: [event('zipped')] }));
      const answer = await acme.send('POST', '/v1/events/batch', {
        body,
        headers: { 'content-encoding': 'gzip' },
      });
      expect([answer.status, answer.body.summary]).toEqual([200, { created: 1 }]);
    });
  });

  it('registers devices where the tenant says so', async () => {
    const hooli = await service.make.tenant('hooli', { auto_register_devices: true });
    expect((await hooli.post('/v1/events', event('auto', { device_uid: 'fresh' }))).status).toBe(201);
    expect((await hooli.get('/v1/devices/fresh')).status).toBe(200);
  });

  it('judges times by the acceptance window, and stores late ones where the tenant says so', async () => {
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const day = 86_400_000;
    const old = await acme.post('/v1/events', event('old', { occurred_at: at(-36 * day) }));
    expect([old.status, old.body.code]).toEqual([422, 'timestamp_out_of_range']);
    expect((await acme.post('/v1/events', event('ahead', { occurred_at: at(400_000) }))).body.code).toBe(
      'timestamp_out_of_range',
    );
    expect((await acme.post('/v1/events', event('edge', { occurred_at: at(-34 * day) }))).status).toBe(201);
    const lenient = await service.make.tenant('lenient', { accept_late: true, accept_past_days: 1 });
    expect((await lenient.post('/v1/events', event('late', { occurred_at: at(-2 * day) }))).status).toBe(201);
    expect((await lenient.get('/v1/events/late')).body.late).toBe(true);
  });

  it('notes when a device was last heard of', async () => {
    const { LastSeen } = await import('#libs/devices');
    await acme.post('/v1/events', event('seen'));
    await service.app.get(LastSeen).flush();
    expect((await acme.get('/v1/devices/sensor-1')).body.last_seen_at).not.toBeNull();
  });
});
