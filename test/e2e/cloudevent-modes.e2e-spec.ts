import { CloudEvent, HTTP } from 'cloudevents';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const SOURCE = '/halls/3/sensor-1';

/** One event as it is sent: its optional attributes, and its data in each way that a mode has. */
interface Sent {
  readonly attributes?: Record<string, unknown>;
  /** Body in binary mode. */
  readonly bytes?: Buffer;
  /** Members of the JSON format that carry the same data. */
  readonly members: readonly object[];
  readonly payload: unknown;
}

const json = (value: unknown, datacontenttype?: string): Sent => {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    attributes: { datacontenttype },
    bytes,
    members: [{ data: value }, { data_base64: bytes.toString('base64') }],
    payload:
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? value
        : value === null
          ? {}
          : { data: value },
  };
};
const text = (value: string, datacontenttype: string): Sent => {
  const bytes = Buffer.from(value);
  return {
    attributes: { datacontenttype },
    bytes,
    members: [{ data: value }, { data_base64: bytes.toString('base64') }],
    payload: value ? { data: value } : {},
  };
};
const binary = (bytes: Buffer, datacontenttype: string, more: object[] = []): Sent => ({
  attributes: { datacontenttype },
  bytes,
  members: [{ data_base64: bytes.toString('base64') }, ...more],
  payload: { data_base64: bytes.toString('base64') },
});

const VALUES = [
  { celsius: 21.5, 'a.b': [1, { c: null }], ü: '😀' },
  {},
  [1, 'two'],
  'text',
  '',
  1.5,
  true,
  null,
];
const JSON_TYPES = [
  undefined,
  'application/json',
  'application/json; charset=utf-8',
  'text/json',
  'application/vnd.acme+json',
];
const TEXT_TYPES = [
  'text/plain',
  'text/plain; charset=UTF-8',
  'application/xml',
  'text/xml',
  'application/vnd.a+xml',
  'image/svg+xml',
  'text/csv',
];

const CASES: Record<string, Sent> = {
  ...Object.fromEntries(JSON_TYPES.flatMap((type) => VALUES.map((value) => [`${type} ${JSON.stringify(value)}`, json(value, type)]))),
  ...Object.fromEntries(TEXT_TYPES.flatMap((type) => ['<much wow="xml"/>', 'grüße 😀\n', '{"a":1}', ''].map((value) => [`${type} ${value}`, text(value, type)]))),
  'bytes': binary(Buffer.from([0, 1, 254, 255]), 'application/octet-stream'),
  'bytes that are a text': binary(Buffer.from('abc'), 'application/octet-stream', [{ data: 'abc' }]),
  'bytes in a text': binary(Buffer.from([0xff, 0xfe]), 'text/plain'),
  'text in Latin-1': binary(Buffer.from('ä', 'latin1'), 'text/plain; charset=iso-8859-1', [{ data: 'ä' }]),
  'protobuf': binary(Buffer.from([8, 150, 1]), 'application/protobuf'),
  'no data': { members: [{}, { data: null }, { data_base64: '' }], payload: {} },
  'extensions': { ...json({ a: 1 }), attributes: { count: 5, less: -3, on: true, off: false, word: 'a "b" 100% é', subject: 'x y', dataschema: 'https://example.com/s?a=b%20c' } },
}; // prettier-ignore

/** Header values as the HTTP binding requires; `as it stands` is what the SDKs of Go and Java send. */
const ENCODERS = {
  encoded: (value: unknown) =>
    [...String(value)]
      .map((c) => (/[\u0021-\u007E]/.test(c) && c !== '"' && c !== '%' ? c : encodeURIComponent(c)))
      .join(''),
  'as it stands': (value: unknown) => Buffer.from(String(value)).toString('latin1'),
};

describe('a CloudEvent', () => {
  let service: TestApp;
  let acme: ApiClient;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { auto_register_devices: true, accept_late: true });
  });
  afterAll(() => service.close());

  const given = (attributes: object) =>
    Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
  const required = (id: string, source: string) => ({ specversion: '1.0', id, source, type: 'a.b' });

  /** Functions that send the event, one for each mode and each way that the mode has for its data. */
  function ways(id: string, { attributes = {}, bytes, members }: Sent, encode: keyof typeof ENCODERS, source = SOURCE) {
    const all = given({ ...required(id, source), ...attributes });
    const { datacontenttype, ...named } = all;
    const headers = Object.fromEntries([
      ...Object.entries(named).map(([name, value]) => [`ce-${name}`, ENCODERS[encode](value)]),
      ...(datacontenttype ? [['content-type', datacontenttype]] : []),
    ]) as Record<string, string>;
    return [
      () => acme.send('POST', '/v1/events', { headers: { ...headers, ...(bytes && !datacontenttype ? { 'content-type': 'application/json' } : {}) }, body: bytes }),
      ...members.flatMap((member) => [
        () => acme.post('/v1/events', { ...all, ...member }, STRUCTURED),
        () => acme.post('/v1/events/batch', [{ ...all, ...member }], BATCH),
      ]),
    ];
  } // prettier-ignore
  const outcomeOf = ({ body }: Answer): string => body.items?.[0].outcome ?? body.outcome ?? body.code;

  it.each(Object.entries(CASES))('is one event in all modes: %s', async (_, sent) => {
    const count = ways('x', sent, 'encoded').length;
    for (let first = 0; first < count; first++) {
      const id = `e${made++}`;
      const all = ways(id, sent, 'encoded');
      expect(outcomeOf(await all[first]())).toBe('created');
      for (const again of all) expect(outcomeOf(await again())).toBe('duplicate');
      const { body } = await acme.get(`/v1/events/${id}`);
      expect([body.payload, body.source]).toEqual([sent.payload, SOURCE]);
    }
  });

  it.each(['/caf%C3%A9/dev-0', '/a%2Fb/dev%2D0', '/a%20b/dev-0', 'https://example.com/a?b=%25c#d/dev-0', '/größe/dev-0', 'urn:x:y'])(
    'of source %s is one in all modes, by senders that encode headers and by those that do not',
    async (source) => {
      for (const encoder of Object.keys(ENCODERS) as (keyof typeof ENCODERS)[]) {
        const id = `e${made++}`;
        const all = ways(id, json({ a: 1 }), encoder, source);
        for (const [i, send] of [...all.toReversed(), ...all].entries())
          expect([encoder, outcomeOf(await send())]).toEqual([encoder, i ? 'duplicate' : 'created']);
        expect((await acme.get(`/v1/events/${id}`)).body.source).toBe(source);
      }
    },
  ); // prettier-ignore

  it('of the SDK is one in all modes', async () => {
    const data = [{ a: 1 }, [1], 'text of no JSON', Buffer.from([1, 2, 255])];
    const types = ['application/json', 'application/json', 'text/plain', 'application/octet-stream'];
    for (const [i, each] of data.entries()) {
      const sdk = new CloudEvent({ id: `sdk-${i}`, source: SOURCE, type: 'a.b', datacontenttype: types[i], data: each, line: 'a', count: 3, on: true });
      const { headers, body } = HTTP.binary(sdk);
      const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      expect(outcomeOf(await acme.post('/v1/events', body, texts))).toBe('created');
      expect(outcomeOf(await acme.post('/v1/events', HTTP.structured(sdk).body, STRUCTURED))).toBe('duplicate');
      expect(outcomeOf(await acme.post('/v1/events/batch', JSON.stringify([sdk]), BATCH))).toBe('duplicate');
    }
  }); // prettier-ignore

  it.each([
    ['{"a":1', 'invalid_json'],
    ['{"a":1,"a":2}', 'duplicate_key'],
    ['{"a":9007199254740993}', 'number_out_of_range'],
    ['['.repeat(64) + ']'.repeat(64), 'too_deep'],
    ['"\\u0000"', 'invalid_unicode'],
  ])('has its base64 of JSON judged as strictly as JSON: %.30s', async (data, code) => {
    const all = given({ ...required('bad', SOURCE), data_base64: Buffer.from(data).toString('base64') });
    const alone = await acme.post('/v1/events', all, STRUCTURED);
    expect([alone.body.code, alone.body.errors[0].pointer]).toEqual([code, '/data_base64']);
    const { body } = await acme.post('/v1/events', [all, { ...required(`e${made++}`, SOURCE) }], BATCH);
    expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual(['invalid', 'created']);
  });

  describe('from another source', () => {
    const of = (id: string, source: string) => ({ ...required(id, source), data: { a: 1 } });

    it('is a conflict under the same id, and the first stays', async () => {
      const [one, two] = ['/plant/1/dev-0', '/plant/2/dev-0'].map((source) => of('twin', source));
      expect(outcomeOf(await acme.post('/v1/events', one, STRUCTURED))).toBe('created');
      expect((await acme.post('/v1/events', two, STRUCTURED)).status).toBe(409);
      expect(outcomeOf(await acme.post('/v1/events/batch', [two], BATCH))).toBe('conflict');
      expect((await acme.send('POST', '/v1/events', { headers: { 'ce-specversion': '1.0', 'ce-id': 'twin', 'ce-source': '/plant/2/dev-0', 'ce-type': 'a.b', 'content-type': 'application/json' }, body: '{"a":1}' })).status).toBe(409);
      expect(outcomeOf(await acme.post('/v1/events', one, STRUCTURED))).toBe('duplicate');
      const dry = await acme.post('/v1/events/batch?dry_run=true', [two, one, of('twin-2', '/a/d'), of('twin-2', '/b/d'), of('twin-2', '/a/d')], BATCH);
      expect(dry.body.items.map((item: { outcome: string }) => item.outcome)).toEqual(['conflict', 'duplicate', 'created', 'conflict', 'duplicate']);
      const same = await acme.post('/v1/events/batch', [of('twin-3', '/a/d'), of('twin-3', '/b/d'), of('twin-3', '/a/d')], BATCH);
      expect(same.body.items.map((item: { outcome: string }) => item.outcome)).toEqual(['created', 'conflict', 'duplicate']);
    }); // prettier-ignore

    it('is given back wherever events are read, and plain events have none', async () => {
      await acme.post('/v1/events', of('shown', '/plant/1/shown'), STRUCTURED);
      await acme.post('/v1/events', event('plain', { device_uid: 'shown' }));
      for (const path of ['/v1/events?device_uid=shown', '/v1/events?device_uid=shown&order=asc']) {
        const sources = new Map((await acme.get(path)).body.data.map((each: { event_uid: string; source?: string }) => [each.event_uid, each.source]));
        expect(sources).toEqual(new Map([['shown', '/plant/1/shown'], ['plain', undefined]]));
      }
      expect((await acme.get('/v1/events/plain')).body).not.toHaveProperty('source');
      const { text: csv } = await acme.get('/v1/events/export?device_uid=shown', { headers: { accept: 'text/csv' } });
      expect(csv).toContain('"/plant/1/shown"\r\n');
    }); // prettier-ignore

    it('that is not known is no conflict: plain JSON gives none, and older releases kept none', async () => {
      const plain = { event_uid: 'shared', device_uid: 'dev-0', type: 'a.b', payload: { a: 1 } };
      expect(outcomeOf(await acme.post('/v1/events', plain))).toBe('created');
      expect(outcomeOf(await acme.post('/v1/events', of('shared', '/plant/1/dev-0'), STRUCTURED))).toBe(
        'duplicate',
      );
    });

    it.each([
      ['/d'.padStart(2_049, '/x'), 413, 'event_too_large'],
      ['/a\u0001/d', 422, 'invalid_unicode'],
    ])('that cannot be kept is refused', async (source, status, code) => {
      const { status: answered, body } = await acme.post('/v1/events', of('odd', source), STRUCTURED);
      expect([answered, body.code, body.errors[0].pointer]).toEqual([status, code, '/source']);
    });
  });
});
