import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const at = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** A CloudEvent in the JSON format. */
const ce = (id: string, more: object = {}) => ({
  specversion: '1.0', id, source: '/halls/3/sensor-1', type: 'temperature.measured', data: { celsius: 21.5 }, ...more,
}); // prettier-ignore

/** Headers of a CloudEvent in binary mode. */
const binary = (id: string, more: Record<string, string> = {}) => ({
  'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/halls/3/sensor-1', 'ce-type': 'temperature.measured', ...more,
}); // prettier-ignore

describe('CloudEvents', () => {
  let service: TestApp;
  let acme: ApiClient;
  const structured = (body: unknown) => acme.post('/v1/events', body, STRUCTURED);
  const stored = async (uid: string) => (await acme.get(`/v1/events/${encodeURIComponent(uid)}`)).body;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { auto_register_devices: true, accept_late: true });
  });
  afterAll(() => service.close());

  describe('from the official SDK, unmodified', () => {
    const sdkEvent = (id: string) =>
      new CloudEvent({
        id, source: '/halls/3/sensor-1', type: 'temperature.measured', subject: 'door', data: { celsius: 21.5 }, line: 'a-7', retries: 3,
      }); // prettier-ignore
    const emit = async (id: string, mode: Mode) => {
      const send = emitterFor(httpTransport(`${service.url}/v1/events`), { binding: HTTP, mode });
      const { body } = (await send(sdkEvent(id), {
        headers: { authorization: `Bearer ${acme.token}` },
      })) as { body: string };
      return JSON.parse(body);
    };

    it.each([Mode.BINARY, Mode.STRUCTURED])('arrives in %s mode', async (mode) => {
      expect(await emit(`sdk-${mode}`, mode)).toMatchObject({ outcome: 'created', event_uid: `sdk-${mode}` });
      expect(await stored(`sdk-${mode}`)).toMatchObject({
        device_uid: 'sensor-1',
        type: 'temperature.measured',
        payload: { celsius: 21.5 },
        extensions: { subject: 'door', line: 'a-7', retries: mode === Mode.BINARY ? '3' : 3 },
      });
    });

    it('is the same event in whichever mode it comes, alone or in a batch', async () => {
      const once = sdkEvent('sdk-same');
      const { headers, body } = HTTP.binary(once);
      const first = await acme.post('/v1/events', body, headers as Record<string, string>);
      expect(first.status).toBe(201);
      const again = await structured(HTTP.structured(once).body);
      expect([again.status, again.body.outcome]).toEqual([200, 'duplicate']);
      const batch = JSON.stringify([
        once,
        sdkEvent('sdk-other'),
        sdkEvent('sdk-same').cloneWith({ line: 'b' }),
      ]);
      for (const path of ['/v1/events', '/v1/events/batch'])
        expect((await acme.post(path, batch, BATCH)).body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
          'duplicate', path === '/v1/events' ? 'created' : 'duplicate', 'conflict',
        ]); // prettier-ignore
    });
  });

  describe('of the specification', () => {
    /** JSON format 1.0.2, sections 3.2 and 4.2; the sources and times are the specification's own. */
    const EXAMPLES: Record<string, [given: object, payload: object, extensions: object]> = {
      'a string of XML': [
        {
          specversion: '1.0', type: 'com.example.someevent', source: '/mycontext', subject: null, id: 'C234-1234-1234',
          time: '2018-04-05T17:31:00Z', comexampleextension1: 'value', comexampleothervalue: 5,
          datacontenttype: 'application/vnd.apacheorg.something+xml', data: '<much wow="xml"/>',
        },
        { data: '<much wow="xml"/>' },
        { comexampleextension1: 'value', comexampleothervalue: 5, datacontenttype: 'application/vnd.apacheorg.something+xml' },
      ],
      'binary data': [
        {
          specversion: '1.0', type: 'com.example.someevent', source: '/mycontext', id: 'D234-1234-1234', time: '2018-04-05T17:31:00Z',
          comexampleextension1: 'value', comexampleothervalue: 5, datacontenttype: 'application/vnd.apacheorg.something+xml',
          data_base64: 'eyAieHl6IjogMTIzIH0=',
        },
        { data: '{ "xyz": 123 }' },
        { comexampleextension1: 'value', comexampleothervalue: 5, datacontenttype: 'application/vnd.apacheorg.something+xml' },
      ],
      'a JSON object': [
        {
          specversion: '1.0', type: 'com.example.someevent', source: '/mycontext', subject: null, id: 'E234-1234-1234',
          time: '2018-04-05T17:31:00Z', comexampleextension1: 'value', comexampleothervalue: 5, datacontenttype: 'application/json',
          data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
        },
        { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
        { comexampleextension1: 'value', comexampleothervalue: 5 },
      ],
      'JSON without saying so': [
        {
          specversion: '1.0', type: 'com.example.someevent', source: '/mycontext', id: 'F234-1234-1234', time: '2018-04-05T17:31:00Z',
          data: 1.5,
        },
        { data: 1.5 },
        {},
      ],
    }; // prettier-ignore

    it.each(Object.entries(EXAMPLES))('takes %s', async (_, [given, payload, extensions]) => {
      const { id } = given as { id: string };
      expect((await structured(given)).status).toBe(201);
      const kept = await stored(id);
      expect(kept).toMatchObject({ device_uid: 'mycontext', occurred_at: '2018-04-05T17:31:00.000Z', late: true, payload });
      expect(kept.extensions ?? {}).toEqual(extensions);
      expect((await structured(given)).body.outcome).toBe('duplicate');
    }); // prettier-ignore

    it('takes batches, and an empty one', async () => {
      const events = Object.values(EXAMPLES).map(([given], i) => ({ ...given, id: `batch-${i}` }));
      const answer = await acme.post('/v1/events', events, BATCH);
      expect([answer.status, answer.body.summary]).toEqual([200, { created: 4 }]);
      const empty = await acme.post('/v1/events/batch', [], BATCH);
      expect([empty.status, empty.body]).toEqual([200, { summary: {}, items: [] }]);
    });
  });

  describe('in binary mode', () => {
    it.each([
      ['application/json', '{"a":0.12345678901234567890123}', { a: expect.anything() }],
      ['application/vnd.acme+json', '[1]', { data: [1] }],
      ['text/plain', 'grüße', { data: 'grüße' }],
      ['application/xml', '<a/>', { data: '<a/>' }],
      ['text/plain', Buffer.from([0xff, 0xfe]), { data_base64: '//4=' }],
      ['application/octet-stream', Buffer.from([0, 1, 254]), { data_base64: 'AAH+' }],
    ])('takes %s', async (type, body, payload) => {
      const id = `binary-${type.replaceAll('/', '-')}-${String(body).length}`;
      const { status } = await acme.post('/v1/events', body, { ...binary(id), 'content-type': type });
      expect(status).toBe(201);
      expect((await stored(id)).payload).toEqual(payload);
    });

    it('keeps decimals as they were written', async () => {
      const { text } = await acme.get('/v1/events/binary-application-json-31');
      expect(text).toContain('0.12345678901234567890123');
    });

    it('takes an event without data', async () => {
      expect((await acme.send('POST', '/v1/events', { headers: binary('bare') })).status).toBe(201);
      expect((await stored('bare')).payload).toEqual({});
    });

    it('decodes headers', async () => {
      const more = { 'ce-note': 'Euro%20%E2%82%AC%20%F0%9F%98%80', 'ce-quoted': '"a \\" b"' };
      expect((await acme.send('POST', '/v1/events', { headers: binary('coded', more) })).status).toBe(201);
      expect((await stored('coded')).extensions).toEqual({ note: 'Euro € 😀', quoted: 'a " b' });
    });

    it('is our own JSON where no header says otherwise', async () => {
      expect((await acme.post('/v1/events', event('plain'), { 'ce-line': 'a' })).status).toBe(201);
    });

    it.each([
      ['no specversion', { 'ce-specversion': '' }, '{}', 422, 'invalid_value', ''],
      ['another version', { 'ce-specversion': '0.3' }, '{}', 422, 'invalid_value', ''],
      ['no type', { 'ce-type': '' }, '{}', 422, 'invalid_value', ''],
      ['bytes that are not UTF-8', { 'ce-note': '%ff' }, '{}', 422, 'invalid_value', ''],
      ['U+0000', { 'ce-note': '%00' }, '{}', 422, 'invalid_unicode', ''],
      ['a name that is none', { 'ce-tenant_id': '1' }, '{}', 422, 'unknown_field', ''],
      ['an id of two', { 'ce-id': 'a b' }, '{}', 422, 'invalid_event_uid', ''],
      ['broken JSON', {}, '{"a":1},"b":{}', 400, 'invalid_json', ''],
      ['duplicate keys', {}, '{"a":{"b":1,"b":2}}', 400, 'duplicate_key', '/a/b'],
      ['deep JSON', {}, '['.repeat(70) + ']'.repeat(70), 422, 'too_deep', undefined],
    ])('refuses %s', async (_, headers, body, status, code, pointer) => {
      const answer = await acme.post('/v1/events', body, { ...binary('bad'), ...(headers as object) });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer);
    });

    it('tells faults in the sender’s words', async () => {
      const { body } = await acme.send('POST', '/v1/events', { headers: binary('a b') });
      expect(body.errors[0]).toMatchObject({ pointer: '', detail: expect.stringMatching(/^ce-id: /) });
      const without = await acme.send('POST', '/v1/events', { headers: { 'ce-specversion': '1.0', 'ce-id': 'x' } });
      expect([without.status, without.body.code]).toEqual([422, 'missing_field']);
    }); // prettier-ignore
  });

  describe('in the JSON format', () => {
    it.each([
      ['https://example.com/halls/3/sensor-1', 'sensor-1'],
      ['sensor-1', 'sensor-1'],
      ['/halls/sensor-1//?a=/b#/c', 'sensor-1'],
      ['//example.com/sensor-1', 'sensor-1'],
      ['/halls/sensor%2D1', 'sensor-1'],
      ['urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66', 'uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66'],
      ['mailto:cncf-wg-serverless@lists.cncf.io', 'cncf-wg-serverless@lists.cncf.io'],
    ])('source %s is the device %s', async (source, device_uid) => {
      const id = `source-${Buffer.from(source).toString('base64url')}`;
      expect((await structured(ce(id, { source }))).status).toBe(201);
      expect((await stored(id)).device_uid).toBe(device_uid);
    });

    it.each([
      ['no object', [1], 422, 'invalid_type', ''],
      ['no specversion', { ...ce('x'), specversion: undefined }, 422, 'missing_field', '/specversion'],
      ['another version', ce('x', { specversion: '0.3' }), 422, 'invalid_value', '/specversion'],
      ['a version that is a number', ce('x', { specversion: 1.0 }), 422, 'invalid_value', '/specversion'],
      ['no id', { ...ce('x'), id: undefined }, 422, 'missing_field', '/id'],
      ['an empty id', ce(''), 422, 'invalid_event_uid', '/id'],
      ['a number as id', { ...ce('x'), id: 5 }, 422, 'invalid_event_uid', '/id'],
      ['null as type', ce('x', { type: null }), 422, 'missing_field', '/type'],
      ['a source without a path', ce('x', { source: 'https://example.com' }), 422, 'invalid_device_uid', '/source'],
      ['a source that does not decode', ce('x', { source: '/%zz' }), 422, 'invalid_device_uid', '/source'],
      ['a time that is none', ce('x', { time: 'yesterday' }), 422, 'invalid_timestamp', '/time'],
      ['a time ahead', ce('x', { time: at(-4000) }), 422, 'timestamp_out_of_range', '/time'],
      ['an upper-case name', ce('x', { Line: 'a' }), 422, 'unknown_field', '/Line'],
      ['tenant_key, which is no attribute', ce('x', { tenant_key: 'acme' }), 422, 'unknown_field', '/tenant_key'],
      ['an attribute called as a field of ours', ce('x', { event_uid: 'y' }), 422, 'unknown_field', '/event_uid'],
      ['an extension called payload', ce('x', { payload: {} }), 422, 'invalid_type', '/payload'],
      ['an object as extension', ce('x', { line: {} }), 422, 'invalid_type', '/line'],
      ['a fraction as extension', ce('x', { line: 1.5 }), 422, 'invalid_type', '/line'],
      ['64 bits as extension', ce('x', { line: 2 ** 31 }), 422, 'invalid_type', '/line'],
      ['an empty subject', ce('x', { subject: '' }), 422, 'invalid_value', '/subject'],
      ['data twice', ce('x', { data_base64: 'AA==' }), 422, 'invalid_value', '/data_base64'],
      ['what is no base64', { ...ce('x'), data: undefined, data_base64: '%%%' }, 422, 'invalid_value', '/data_base64'],
      ['too many extensions', ce('x', { a: 'x'.repeat(20_000) }), 413, 'event_too_large', ''],
      ['too much data', ce('x', { data: 'x'.repeat(300_000) }), 413, 'event_too_large', '/data'],
      ['too much text', ce('x', { datacontenttype: 'text/plain', data: 'x'.repeat(300_000) }), 413, 'event_too_large', '/data'],
      ['a longer text', ce('x', { datacontenttype: 'text/plain', data: 'x'.repeat(2_000_000) }), 413, 'event_too_large', '/data'],
      ['too many bytes', { ...ce('x', { datacontenttype: 'image/png' }), data: undefined, data_base64: 'AAAA'.repeat(100_000) }, 413, 'event_too_large', '/data'],
      ['many more bytes', { ...ce('x', { datacontenttype: 'image/png' }), data: undefined, data_base64: 'AAAA'.repeat(400_000) }, 413, 'event_too_large', '/data_base64'],
    ])('refuses %s', async (_, body, status, code, pointer) => {
      const answer = await structured(body);
      expect([answer.status, answer.body.code, answer.body.errors?.[0].pointer]).toEqual([status, code, pointer]);
    }); // prettier-ignore

    it('keeps faults of one event from its neighbours', async () => {
      const odd = ['{"id":"odd","id":"even"}', '{"specversion":"1.0","id":"odd","data":{"a":1e400}}', '7', '{}'];
      const good = [ce('n1'), ce('n2')].map((each) => JSON.stringify(each));
      const { status, body } = await acme.post(
        '/v1/events',
        `[${good[0]},${odd.join()},${good[1]},${good[0]}]`,
        BATCH,
      );
      expect(status).toBe(207);
      expect(
        body.items.map((item: { outcome: string; error?: { code: string; pointer: string } }) => [
          item.outcome, item.error?.code, item.error?.pointer,
        ]),
      ).toEqual([
        ['created', undefined, undefined],
        ['invalid', 'duplicate_key', '/1/id'],
        ['invalid', 'number_out_of_range', '/2/data/a'],
        ['invalid', 'invalid_type', '/3'],
        ['invalid', 'missing_field', '/4/specversion'],
        ['created', undefined, undefined],
        ['duplicate', undefined, undefined],
      ]);
      expect(body.items[2].event_uid).toBe('odd');
    }); // prettier-ignore

    it('is judged by the tenant’s rules, and told in the attributes’ names', async () => {
      const strict = await service.make.tenant('strict');
      const { body } = await strict.post('/v1/events', [ce('s1', { source: 'nobody' }), ce('s2')], BATCH);
      expect(body.items[0]).toMatchObject({
        outcome: 'unknown_device',
        error: { pointer: '/0/source', detail: expect.stringMatching(/^source: /) },
      });
      const minimal = await strict.post('/v1/events', [ce('s2')], { ...BATCH, prefer: 'return=minimal' });
      expect(minimal.body).toEqual({ summary: { duplicate: 1 }, items: [] });
    });

    it('refuses a batch that is none, and one too large', async () => {
      const none = await acme.post('/v1/events/batch', {}, BATCH);
      expect([none.status, none.body.code]).toEqual([422, 'missing_field']);
      const large = await acme.post('/v1/events', Array(1001).fill(1), BATCH);
      expect([large.status, large.body.code]).toEqual([413, 'batch_too_large']);
      expect((await acme.post('/v1/events/batch', ce('x'), STRUCTURED)).status).toBe(415);
    });
  });

  it('with other extension attributes is another event, and one of ours with none is the same', async () => {
    expect((await structured(ce('ext', { line: 'a' }))).status).toBe(201);
    expect((await structured(ce('ext', { line: 'a' }))).status).toBe(200);
    expect((await structured(ce('ext', { line: 'b' }))).status).toBe(409);
    expect((await structured(ce('ext'))).status).toBe(409);
    await structured(ce('no-ext'));
    const own = event('no-ext', { payload: { celsius: 21.5 } });
    expect((await acme.post('/v1/events', own)).status).toBe(200);
  });
});
