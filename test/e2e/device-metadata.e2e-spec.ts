import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

/** Names that are special for JavaScript objects. For a client they are plain keys. */
const INHERITED = [
  'hasOwnProperty',
  'toString',
  '__proto__',
  'constructor',
  'valueOf',
  'isPrototypeOf',
  'then',
  'toJSON',
  'length',
];
const LIMIT = 16_384;

describe('metadata of a device', () => {
  let service: TestApp;
  let acme: ApiClient;
  let count = 0;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', {
      limits: { requests_per_second: 1e6, burst_requests: 1e6 },
    } as never);
  });
  afterAll(() => service.close());

  const create = (metadata: string) =>
    acme.send('POST', '/v1/devices', { body: `{"device_uid":"meta-${++count}","metadata":${metadata}}` });
  const patch = (uid: string, metadata: string) =>
    acme.send('PATCH', `/v1/devices/${uid}`, { body: `{"metadata":${metadata}}` });
  const stored = async (uid: string) =>
    asAdmin(service.database.adminUrl, async (admin) => {
      const { rows } = await admin.query('SELECT metadata::text AS text FROM devices WHERE device_uid = $1', [
        uid,
      ]);
      return rows[0].text as string;
    });
  const part = (text: string) => /"metadata":(\{.*\}),"status"/.exec(text)![1];
  const own = (json: string): unknown => JSON.parse(json);

  it('is stored, patched and given back as plain data, whatever its keys are called', async () => {
    const key = fc.oneof(fc.constantFrom(...INHERITED), fc.constantFrom('a', 'b', 'c'));
    const { json } = fc.letrec<{ json: string; object: string }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('1', '"x"', 'null', 'true', '[]', '[null,{"__proto__":1}]', '0.5'),
        tie('object'),
      ),
      object: fc.dictionary(key, tie('json'), { maxKeys: 5 }).map(
        (each) =>
          `{${Object.entries(each)
            .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
            .join()}}`,
      ),
    }));
    const object = json.filter((text) => text.startsWith('{'));
    await fc.assert(
      fc.asyncProperty(object, fc.array(object, { maxLength: 3 }), async (first, patches) => {
        const made = await create(first);
        expect(made.status).toBe(201);
        const uid = made.body.device_uid as string;
        let expected = own(first);
        expect(own(part(made.text))).toEqual(expected);
        for (const each of patches) {
          const { status, text } = await patch(uid, each);
          expect(status).toBe(200);
          expected = merged(expected, own(each));
          expect(text).toContain(`"metadata":`);
          expect(JSON.stringify(sorted(own(part(text))))).toBe(JSON.stringify(sorted(expected)));
        }
        expect(JSON.stringify(sorted(own(await stored(uid))))).toBe(JSON.stringify(sorted(expected)));
        expect((await acme.get(`/v1/devices/${uid}`)).status).toBe(200);
      }),
      { numRuns: 60 },
    );
    const { status, text } = await acme.get('/v1/audit?limit=200');
    expect(status).toBe(200);
    expect(text).toContain('__proto__');
    expect(({} as { a?: unknown }).a).toBeUndefined();
  }, 120_000);

  it.each([
    ['a text', (room: number) => `{"a": "${'x'.repeat(room - 9)}"}`],
    [
      'numbers written out',
      (room: number) => `{"a":[${'1e300,'.repeat(50)}"${'x'.repeat(room - 11 - 50 * 303)}"]}`,
    ],
  ])('may have 16 KiB as stored, of %s', async (_, make) => {
    const fits = await create(make(LIMIT));
    expect(fits.status).toBe(201);
    expect(Buffer.byteLength(await stored(fits.body.device_uid))).toBe(LIMIT);
    const over = await create(make(LIMIT + 1));
    expect([over.status, over.body.code, over.body.errors[0].pointer]).toEqual([
      422,
      'invalid_value',
      '/metadata',
    ]);
    expect((await patch('sensor-1', make(LIMIT + 1))).status).toBe(422);
  });

  it.each([512, 513, 60_000])('may have 512 members at all depths, not more: %i', async (members) => {
    const flat = `{${Array.from({ length: members }, (_, i) => `"k${i}":1`).join()}}`;
    const deep = `{"in":{"side":{${Array.from({ length: members - 2 }, (_, i) => `"k${i}":1`).join()}}}}`;
    for (const metadata of [flat, deep])
      expect((await create(metadata)).status).toBe(members > 512 ? 422 : 201);
    expect((await patch('sensor-1', flat)).status).toBe(members > 512 ? 422 : 200);
  });

  it('that is larger from before can shrink, is let be by other changes, and is left out of lists with a marker', async () => {
    const old = { big: 'x'.repeat(100_000), small: 1, list: Array.from({ length: 900 }, (_, i) => ({ i })) };
    const { body } = await create('{}');
    const uid = body.device_uid as string;
    await asAdmin(service.database.adminUrl, (admin) =>
      admin.query('UPDATE devices SET metadata = $2 WHERE device_uid = $1', [uid, JSON.stringify(old)]),
    );
    expect((await acme.get(`/v1/devices/${uid}`)).body.metadata).toEqual(old);
    expect((await acme.patch(`/v1/devices/${uid}`, { name: 'renamed' })).status).toBe(200);
    const listed = (await acme.get(`/v1/devices?q=${uid}`)).body.data[0];
    expect(listed).toMatchObject({ metadata: {}, metadata_omitted: { href: `/v1/devices/${uid}` } });
    expect((await acme.patch(`/v1/devices/${uid}`, { metadata: { more: 1 } })).status).toBe(422);
    expect((await acme.patch(`/v1/devices/${uid}`, { metadata: { small: null } })).status).toBe(200);
    expect(
      (await acme.patch(`/v1/devices/${uid}`, { metadata: { big: null, list: null } })).body.metadata,
    ).toEqual({});
    const trail = await acme.get(`/v1/audit?target=device:${uid}&limit=10`);
    expect(trail.body.data.length).toBeGreaterThan(3);
    for (const entry of trail.body.data) expect(JSON.stringify(entry.changes).length).toBeLessThan(2 * 9_000);
    expect((await acme.get(`/v1/devices?q=${uid}`)).body.data[0]).not.toHaveProperty('metadata_omitted');
  });

  it('has only what changed of it in the trail', async () => {
    const uid = (await create('{"keep":{"a":1,"b":[1,2]},"change":{"x":1,"y":2},"go":1}')).body
      .device_uid as string;
    await patch(uid, '{"change":{"y":3},"go":null,"come":{"n":1}}');
    const [entry] = (await acme.get(`/v1/audit?target=device:${uid}&action=device.update`)).body.data;
    expect(entry.changes).toEqual({
      before: { metadata: { change: { y: 2 }, go: 1, come: null } },
      after: { metadata: { change: { y: 3 }, go: null, come: { n: 1 } } },
    });
  });
});

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An independent implementation of RFC 7396. */
function merged(target: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const entries = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) entries.delete(key);
    else entries.set(key, merged(entries.get(key), value));
  }
  return Object.fromEntries(entries);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, sorted(each)]);
}
