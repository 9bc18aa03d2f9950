import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { importAll, startImport } from '../support/clients/import-client.js';
import { UNLIMITED } from '../support/unlimited.js';

const line = (uid: string, more: object = {}) => `${JSON.stringify(event(uid, more))}\n`;
const many = (count: number, prefix: string, more: object = {}) =>
  Array.from({ length: count }, (_, i) => line(`${prefix}-${i}`, more)).join('');
const MiB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Live memory of this process in MiB. (The resident size would also depend on the last run of the collector.) */
function liveMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MiB;
}

describe('the import', () => {
  let service: TestApp;
  let acme: ApiClient;

  const stored = async (uid: string) => (await acme.get(`/v1/events/${uid}`)).status === 200;
  const eventually = async (check: () => Promise<boolean>) => {
    for (let i = 0; i < 100; i++) {
      if (await check()) return true;
      await sleep(50);
    }
    return false;
  };

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: UNLIMITED });
  });
  afterAll(() => service.close());

  it('stores what is good and answers each line that is not', async () => {
    const body = [
      line('i-1'),
      line('i-2', { device_uid: 'nobody' }),
      'no json\n',
      line('i-4', { payload: 7 }),
      '{"event_uid":"i-5","device_uid":"sensor-1","type":"t","payload":{"a":1,"a":2}}\n',
      line('i-1'),
      line('i-1', { type: 'other' }),
    ].join('');
    const { status, lines } = await importAll(acme, body);
    const error = (code: string, pointer: string) => ({ code, pointer, detail: expect.any(String) });
    const refused = { status: 422, retryable: false };
    expect(status).toBe(200);
    expect(lines).toEqual([
      { line: 2, event_uid: 'i-2', outcome: 'unknown_device', ...refused, error: error('unknown_device', '/device_uid') },
      { line: 3, event_uid: null, outcome: 'invalid', ...refused, error: error('invalid_json', '') },
      { line: 4, event_uid: 'i-4', outcome: 'invalid', ...refused, error: error('invalid_type', '/payload') },
      { line: 5, event_uid: 'i-5', outcome: 'invalid', ...refused, error: error('duplicate_key', '/payload/a') },
      { line: 7, event_uid: 'i-1', outcome: 'conflict', ...refused, status: 409, error: error('event_conflict', '/event_uid') },
      { summary: { created: 1, unknown_device: 1, invalid: 3, duplicate: 1, conflict: 1 }, lines: 7 },
    ]); // prettier-ignore
    expect(await stored('i-1')).toBe(true);
  });

  it('takes blank lines, CRLF and a missing last newline, and counts lines as an editor does', async () => {
    const body = `\n${line('crlf-1').replace('\n', '\r\n')}\r\n \t\nx\n${line('crlf-2').trimEnd()}`;
    expect((await importAll(acme, body)).lines).toEqual([
      expect.objectContaining({ line: 5, outcome: 'invalid' }),
      { summary: { created: 2, invalid: 1 }, lines: 6 },
    ]);
  });

  it('refuses a byte order mark and bytes that are not UTF-8, each in its line only', async () => {
    const body = Buffer.concat([
      Buffer.from(`\ufeff${line('bom')}`),
      Buffer.from(line('latin', { payload: { s: 'é' } }), 'latin1'),
      Buffer.from(line('utf', { payload: { s: 'é' } })),
    ]);
    const { lines } = await importAll(acme, body);
    expect(lines.map((each) => each.error?.code)).toEqual(['invalid_json', 'invalid_utf8', undefined]);
    expect(lines[2]).toEqual({ summary: { invalid: 2, created: 1 }, lines: 3 });
    expect((await acme.get('/v1/events/utf')).body.payload).toEqual({ s: 'é' });
  });

  it('passes over a line that is too long, and stores the largest event that is allowed', async () => {
    // PostgreSQL writes this payload as `{"s": "…"}`.
    const filled = (uid: string, bytes: number) => line(uid, { payload: { s: 'x'.repeat(bytes - 9) } });
    const body = [filled('endless', 3 * MiB), filled('largest', 262_144), filled('larger', 262_145)].join('');
    const { lines } = await importAll(acme, body);
    expect(lines.map(({ line, event_uid, status, error }) => [line, event_uid, status, error?.code])).toEqual(
      [
        [1, null, 413, 'event_too_large'],
        [3, 'larger', 413, 'event_too_large'],
        [undefined, undefined, undefined, undefined],
      ],
    );
    expect(lines[2]).toEqual({ summary: { invalid: 2, created: 1 }, lines: 3 });
  });

  it('is resumable: sent again it is all duplicates, and tells how far it came', async () => {
    const body = many(12_000, 'twice');
    const first = (await importAll(acme, body)).lines;
    const again = (await importAll(acme, body)).lines;
    expect(first.at(-1)).toEqual({ summary: { created: 12_000 }, lines: 12_000 });
    expect(again.at(-1)).toEqual({ summary: { duplicate: 12_000 }, lines: 12_000 });
    for (const { progress } of first.slice(0, -1))
      expect(progress.summary).toEqual({ created: progress.lines });
    expect(first.length).toBeGreaterThan(1);
  });

  it('is taken gzipped, and where that is broken what came before is stored', async () => {
    const zipped = gzipSync(many(3000, 'zip'));
    const headers = { 'content-encoding': 'gzip' };
    expect((await importAll(acme, zipped, headers)).lines.at(-1)).toEqual({ summary: { created: 3000 }, lines: 3000 }); // prettier-ignore
    const cut = await importAll(acme, gzipSync(many(3000, 'cut')).subarray(0, -200), headers);
    expect([cut.status, cut.lines[0].code]).toEqual([400, 'invalid_encoding']);
    expect(await stored('cut-0')).toBe(true);
  });

  it.each([
    ['another media type', { 'content-type': 'application/json' }, 415, 'unsupported_media_type'],
    ['another encoding', { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
    ['bytes that are no gzip', { 'content-encoding': 'gzip' }, 400, 'invalid_encoding'],
  ])('refuses %s', async (_, headers, status, code) => {
    const answer = await importAll(acme, line('never'), headers);
    expect([answer.status, answer.lines[0].code]).toEqual([status, code]);
    expect(await stored('never')).toBe(false);
  });

  it('takes an empty body for no events, and needs events:write', async () => {
    expect((await importAll(acme, '')).lines).toEqual([{ summary: {}, lines: 0 }]);
    const reader = await service.make.token('acme', ['events:read']);
    expect((await importAll(reader, line('never'))).status).toBe(403);
  });

  it('answers while the body still comes, and does not hold back what a pausing sender has sent', async () => {
    const { request, response } = startImport(acme);
    request.write(line('trickle-1', { device_uid: 'nobody' }) + line('trickle-2'));
    const [text] = await once(await response, 'data');
    expect(JSON.parse(String(text))).toMatchObject({ line: 1, outcome: 'unknown_device' });
    expect(await stored('trickle-2')).toBe(true);
    request.end(line('trickle-3'));
    await once(await response, 'end');
    expect(await stored('trickle-3')).toBe(true);
  });

  it('keeps what was committed when the client goes away, and not the line that was cut', async () => {
    const { request } = startImport(acme);
    request.on('error', () => undefined);
    request.write(many(1500, 'gone') + line('gone-cut').slice(0, -5));
    expect(await eventually(() => stored('gone-1499'))).toBe(true);
    request.destroy();
    await sleep(200);
    expect(await stored('gone-cut')).toBe(false);
    expect((await acme.get('/v1/events?limit=1')).status).toBe(200);
  });

  it('takes 200 MB within bounded memory', async () => {
    const { request, answer } = startImport(acme);
    const last = answer();
    // Each part has the same uids, so that the disk does not fill up. Only memory is measured.
    const part = many(1000, 'flood', { payload: { filler: 'abcdefgh '.repeat(220) } });
    const live: number[] = [];
    for (let sent = 0; sent < 200 * MiB; sent += part.length) {
      if (!request.write(part)) await once(request, 'drain');
      if (sent / (10 * MiB) > live.length) live.push(liveMemory());
    }
    request.end();
    const { summary } = (await last).lines.at(-1);
    expect(summary.created).toBe(1000);
    expect(summary.duplicate).toBeGreaterThan(90_000);
    // The sender and earlier specs of this process use some memory. A body that is kept would use 200 MB.
    expect(Math.max(...live) - live[1]).toBeLessThan(100);
  }, 120_000);
});

describe('an import that cannot go on', () => {
  it('says so in its last line, with what is stored', async () => {
    const service = await startTestApp();
    const acme = await service.make.tenant('acme', { limits: UNLIMITED });
    const { request, response, answer } = startImport(acme);
    request.write(line('before', { device_uid: 'nobody' }) + line('kept'));
    await response;
    const lines = answer();
    const closed = service.close();
    expect((await lines).lines.at(-1)).toEqual({
      error: { code: 'draining', status: 503, detail: expect.any(String) },
      summary: { unknown_device: 1, created: 1 },
      lines: 2,
    });
    request.destroy();
    await closed;
  });
});
