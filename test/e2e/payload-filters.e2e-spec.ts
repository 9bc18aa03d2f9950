import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { StreamClient } from '../support/clients/stream-client.js';

const SINCE = 'received_from=2020-01-01T00:00:00Z';

/** A decimal: sign, digits, and the exponent of ten. */
type Decimal = readonly [sign: string, digits: string, exponent: number];

const decimal: fc.Arbitrary<Decimal> = fc.tuple(
  fc.constantFrom('', '-'),
  fc.oneof(
    fc.constantFrom('0', '1', '15', '1764093600123456', '9007199254740991', '9007199254740993'),
    fc
      .array(fc.nat(9), { minLength: 1, maxLength: 40 })
      .map((digits) => digits.join('').replace(/^0+(?=\d)/, '')),
  ),
  fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -250, max: 200 })),
);

/** A text that is equal for all spellings of one number. */
function valueOf([sign, digits, exponent]: Decimal): string {
  const bare = digits.replace(/0+$/, '');
  return bare ? `${sign}${bare}e${exponent + digits.length - bare.length}` : '0';
}

/** Writes the decimal in one of several forms: point moved, zeros added, in full, or with `e` or `E`. */
function spell([sign, digits, exponent]: Decimal, form: number, zeros: number, mark: string): string {
  const more = '0'.repeat(zeros);
  if (form === 0) return `${sign}${digits}.${more}0${mark}${exponent}`;
  if (form === 1) return `${sign}0.${digits}${more}${mark}${exponent + digits.length}`;
  if (form === 2)
    return `${sign}${digits[0]}.${digits.slice(1)}${more}0${mark}${exponent + digits.length - 1}`;
  if (exponent >= 0) return `${sign}${digits === '0' ? '0' : digits + '0'.repeat(exponent)}.${more}0`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}${more}`;
}

const spelling = (of: Decimal) =>
  fc
    .tuple(fc.nat(3), fc.nat(3), fc.constantFrom('e', 'E'))
    .map(([form, zeros, mark]) => spell(of, form, zeros, mark));

describe('payload filters', () => {
  let service: TestApp;
  let acme: ApiClient;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: { events_per_second: 1e6, burst_events: 1e6 } });
  });
  afterAll(() => service.close());

  /** Stores JSON payloads as events of a new type. Each uid ends with the number of its payload. */
  async function store(payloads: readonly string[]) {
    const type = `t${made++}`;
    const opening = new StreamClient(acme);
    await opening.until(({ lastEventId }) => lastEventId !== '');
    opening.kill();
    const rows = payloads.map(
      (payload, i) =>
        `{"event_uid":"${type}-${i}","device_uid":"sensor-1","type":"${type}","payload":${payload}}`,
    );
    const answer = await acme.post('/v1/events/batch', `{"events":[${rows.join()}]}`);
    expect(answer.body.summary).toEqual({ created: payloads.length });
    return { type, cursor: opening.lastEventId };
  }

  /** Numbers of the events that each way of reading finds. */
  async function found({ type, cursor }: { type: string; cursor: string }, filters: string, expected: number) {
    const query = `?${SINCE}&type=${type}&${filters}`;
    const numbers = (uids: string[]) => uids.map((uid) => Number(uid.split('-')[1])).sort((a, b) => a - b);
    const uidsOf = (rows: { event_uid: string }[]) => rows.map(({ event_uid }) => event_uid);
    const stats = await acme.get(`/v1/events/stats${query}&interval=day`);
    const stream = new StreamClient(acme, `${query}&cursor=${encodeURIComponent(cursor)}`);
    await stream.until(({ messages }) => messages.length >= expected);
    stream.kill();
    return {
      list: numbers(uidsOf((await acme.get(`/v1/events${query}&limit=500`)).body.data)),
      feed: numbers(uidsOf((await acme.get(`/v1/events${query}&limit=500&order=asc`)).body.data)),
      export: numbers(uidsOf((await acme.get(`/v1/events/export${query}`)).text.split('\n').filter(Boolean).map((line) => JSON.parse(line)))),
      stats: stats.body.data.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
      stream: numbers(stream.uids()),
    };
  } // prettier-ignore

  const everywhere = (numbers: number[]) => ({
    list: numbers,
    feed: numbers,
    export: numbers,
    stats: numbers.length,
    stream: numbers,
  });

  it('match a number by its value, however it is spelled and however long it is, at every door', async () => {
    const stored = fc
      .uniqueArray(decimal, { minLength: 6, maxLength: 12, selector: valueOf })
      .chain((numbers) =>
        fc.record({
          numbers: fc.constant(numbers),
          asked: fc.nat(numbers.length - 1),
          spelled: fc.tuple(...numbers.map(spelling)),
          asks: fc.tuple(...numbers.map(spelling)),
        }),
      );
    await fc.assert(
      fc.asyncProperty(stored, async ({ spelled, asks, asked }) => {
        const place = await store(spelled.map((number) => `{"a":{"n":${number}}}`));
        for (const each of [asked, (asked + 1) % asks.length])
          expect(await found(place, `payload.a.n=${asks[each]}`, 1)).toEqual(everywhere([each]));
      }),
      { numRuns: 25 },
    );
  }, 300_000);

  it.each([
    ['1764093600123456', ['1764093600123456', '1764093600123456.0', '1.764093600123456e15', '17640936001234560e-1']],
    ['1e21', ['1000000000000000000000', '1E21', '1e%2B21', '0.1e22']],
    ['1e-7', ['0.0000001', '1e-7', '0.00000010', '10e-8']],
    ['-0', ['0', '-0', '0.0', '0e5', '-0e-3']],
    ['1.50', ['1.5', '1.50', '15e-1']],
    [`0.${'1'.repeat(6_000)}`, [`0.${'1'.repeat(6_000)}`, `0.${'1'.repeat(6_000)}00`]],
    ['1e308', [`1${'0'.repeat(308)}`]],
  ])('finds number %#', async (number, asks) => {
    const place = await store([`{"a":${number}}`, '{"a":"other"}', '{"a":{"b":1}}']);
    for (const ask of asks) expect(await found(place, `payload.a=${ask}`, 1)).toEqual(everywhere([0]));
  }); // prettier-ignore

  it('take what is no number of JSON for a text, and a number for a text, too', async () => {
    const texts = ['01', '+1', '.5', '1.', '0x10', 'NaN', '1e999', '1e-999', '1 ', 'true', 'null', '1.50', ''];
    const place = await store([...texts.map((text) => `{"a":${JSON.stringify(text)}}`), '{"a":1}', '{"a":0}', '{"a":0.5}', '{"a":16}', '{"a":true}', '{"a":null}', '{"a":1.5}']);
    for (const [i, text] of texts.entries()) {
      const beside = { true: 17, null: 18, '1.50': 19 }[text];
      const expected = beside === undefined ? [i] : [i, beside];
      expect(await found(place, `payload.a=${encodeURIComponent(text)}`, expected.length)).toEqual(everywhere(expected));
    }
  }); // prettier-ignore

  it('reach every key by quoting it', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((key) => !/[\0\p{Cs}]/u.test(key));
    const odd = fc.constantFrom('', '.', 'a.b', '"', 'a"b', '\\', '"."', '[0]', '{}', 'a\nb', '\t', ' ', '__proto__', 'ключ', '😀', '%', '&=', 'payload.a');
    const path = fc.array(fc.oneof(text, odd), { minLength: 1, maxLength: 4 });
    const quotedRaw = (key: string) => `"${key.replaceAll(/["\\]/g, (each) => `\\${each}`)}"`;
    await fc.assert(
      fc.asyncProperty(path, fc.boolean(), async (keys, escaped) => {
        const nested = keys.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, '7');
        const place = await store([nested, '{"a":{"b":8}}']);
        const name = ['payload', ...keys.map((key) => (escaped ? JSON.stringify(key) : quotedRaw(key)))].join('.');
        expect(await found(place, `${encodeURIComponent(name)}=7`, 1)).toEqual(everywhere([0]));
      }),
      { numRuns: 60 },
    );
  }, 300_000); // prettier-ignore

  it('mix bare and quoted keys, and reach the members of arrays', async () => {
    const place = await store(['{"a.b":{"c":[5,{"d":6}]}}']);
    for (const path of ['payload."a.b".c.0=5', 'payload."a.b"."c".1.d=6'])
      expect(await found(place, path.replaceAll('"', '%22'), 1)).toEqual(everywhere([0]));
  });

  it.each(['payload.', 'payload..a', 'payload.a.', 'payload."a', 'payload."a"b', 'payload."\\x"', 'payload."\\u0000"', 'payload."\\ud800"', 'payload."a".', `payload${'.a'.repeat(65)}`])(
    'refuse path %#',
    async (name) => {
      for (const route of ['events?', 'events?order=asc&', 'events/export?', 'events/stats?interval=day&', 'events/stream?']) {
        const { status, body, text } = await acme.get(`/v1/${route}${SINCE}&${encodeURIComponent(name)}=1`);
        expect([status, (body ?? JSON.parse(text)).code]).toEqual([422, 'invalid_value']);
      }
    },
  ); // prettier-ignore
});
