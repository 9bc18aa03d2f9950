import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const settings = { auto_register_devices: true, accept_late: true };
const ce = (id: string, more: object) => ({
  specversion: '1.0',
  id,
  source: '/halls/3/sensor-1',
  type: 'a.b',
  ...more,
});

/** The fields that belong to the event itself, without those that a tenant gives when it stores the event. */
const content = ({ received_at: _, position: _p, late: _l, ...rest }: Record<string, unknown>) => rest;

describe('an export that is imported', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', settings);
    globex = await service.make.tenant('globex', settings);
  });
  afterAll(() => service.close());

  const exported = async (client: ApiClient) => (await client.get('/v1/events/export')).text;
  const imported = async (client: ApiClient, text: string) => {
    const answer = await client.post('/v1/events/import', text, NDJSON);
    return answer.text.trim().split('\n').map((line) => JSON.parse(line));
  }; // prettier-ignore

  it('gives every kind of event into another tenant, equal by value, and each once', async () => {
    const payloads = [
      '{}', '{"a.b":{"":1,"\\"":2,"\\\\":3}}', '{"__proto__":{"x":1},"constructor":2}', '{"ключ":"😀","z":"\\ud83d\\ude00"}',
      '{"n":[1e21,1e-7,0.12345678901234567890123,-0,1.50,1764093600123456,1e308]}', '{"deep":[[[{"a":[null,true,false]}]]]}',
      `{"long":${JSON.stringify('x'.repeat(100_000))}}`, '{"received_at":1,"source":"x","payload":{"position":2}}',
    ]; // prettier-ignore
    const rows = payloads.map((payload, i) => `{"event_uid":"p${i}","device_uid":"d~${i}","type":"t.ü","payload":${payload}}`);
    expect((await acme.post('/v1/events/batch', `{"events":[${rows.join()}]}`)).body.summary).toEqual({ created: rows.length });
    await acme.post('/v1/events', event('late', { occurred_at: '2020-01-01T00:00:00.123Z' }));
    const cloud = [
      ce('c1', { data: { a: 1 } }), ce('c2', { data: 'text', datacontenttype: 'text/plain' }), ce('c3', { data_base64: 'AAH+' , datacontenttype: 'application/octet-stream' }),
      ce('c4', { subject: 's', dataschema: 'https://a/b', on: true, off: false, count: -5, word: 'é😀', constructor: 'x' }),
      ce('c5', { source: '/caf%C3%A9/a%2Fb/sensor-1' }), ce('c6', { time: '2019-01-01T00:00:00Z', data: null }), ce('c7', { data: [1] }),
    ];
    expect((await acme.post('/v1/events', cloud, { 'content-type': 'application/cloudevents-batch+json' })).body.summary).toEqual({ created: 7 });
    const binary = { 'ce-specversion': '1.0', 'ce-id': 'b1', 'ce-source': '/b/sensor-1', 'ce-type': 'a.b', 'ce-on': 'true' };
    expect((await acme.send('POST', '/v1/events', { headers: binary })).status).toBe(201);

    const text = await exported(acme);
    const total = rows.length + 9;
    expect((await imported(globex, text)).at(-1)).toEqual({ summary: { created: total }, lines: total });
    const copy = await exported(globex);
    const [before, after] = [text, copy].map((each) =>
      new Map(each.trim().split('\n').map((line) => JSON.parse(line)).map((row) => [row.event_uid, row])));
    expect(before.size).toBe(total);
    for (const [uid, row] of before) expect(content(after.get(uid))).toEqual(content(row));
    // The numbers are compared as texts, because a comparison of doubles would not see a lost digit.
    const numbers = (of: string) => /"n": \[[^\]]*\]/.exec(of)![0];
    expect(numbers(copy)).toBe(numbers(text));
    for (const [client, lines] of [[globex, text], [acme, copy], [acme, text]] as const)
      expect((await imported(client, lines)).at(-1).summary).toEqual({ duplicate: total });
  }); // prettier-ignore

  it.each([
    [{ tenant_id: 1 }, 'unknown_field', '/tenant_id'],
    [{ received_at: 1, other: 1 }, 'unknown_field', '/other'],
    [{ position: 1, payload: undefined, payload_omitted: { bytes: 1, href: '/x' } }, 'unknown_field', '/payload_omitted'],
    [{ source: '' }, 'invalid_value', '/source'],
    [{ source: 5 }, 'invalid_value', '/source'],
    [{ source: 'x'.repeat(2_049) }, 'event_too_large', '/source'],
    [{ extensions: [] }, 'invalid_type', '/extensions'],
    [{ extensions: 'a' }, 'invalid_type', '/extensions'],
    [{ extensions: { 'A b': 1 } }, 'unknown_field', '/extensions/A b'],
    [{ extensions: { a: {} } }, 'invalid_type', '/extensions/a'],
    [{ extensions: { a: 1.5 } }, 'invalid_type', '/extensions/a'],
    [{ extensions: { a: 'x'.repeat(20_000) } }, 'event_too_large', '/extensions'],
    [{ extensions: { a: 'x'.repeat(200_000) } }, 'event_too_large', '/extensions'],
    [{ late: true, type: '' }, 'invalid_value', '/type'],
  ])('refuses %j', async (more, code, pointer) => {
    const [line] = await imported(globex, `${JSON.stringify({ ...event('odd'), ...more })}\n`);
    expect([line.event_uid, line.outcome, line.error.code, line.error.pointer]).toEqual(['odd', 'invalid', code, pointer]);
  }); // prettier-ignore

  it.each(['received_at', 'position', 'late', 'source', 'extensions'])('is the only door that takes %s', async (name) => {
    const one = event('strict', { [name]: null });
    expect((await globex.post('/v1/events', one)).body.code).toBe('unknown_field');
    expect((await globex.post('/v1/events/batch', { events: [one] })).body.items[0].error.code).toBe('unknown_field');
    expect((await imported(globex, JSON.stringify(event(`read-over-${name}`, { [name]: null })))).at(-1).summary).toEqual({ created: 1 });
  }); // prettier-ignore
});
