import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { asAdmin } from '../support/servers/database.js';
import { metric, until } from '../support/wait.js';

/** Gzipped bodies of hostile or careless clients: several members, padding, damage, cuts, pauses, aborts. */
describe('a gzipped body', () => {
  let service: TestApp;
  let acme: ApiClient;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme', { limits: { events_per_second: 1e6, burst_events: 1e6 } });
  });
  afterAll(() => service.close());

  /**
   * Sends each piece as a chunk of its own.
   * @param untilAbort ends before the connection is cut. Without it the body ends as it should.
   * @returns the answer, '' if there is none
   */
  const sendRaw = (
    path: string,
    type: string,
    pieces: readonly Buffer[],
    untilAbort?: () => Promise<unknown>,
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (bytes) => (text += bytes.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
      const send = async () => {
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${acme.token}\r\n` +
            `Content-Type: ${type}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        for (const piece of pieces) {
          if (piece.length)
            socket.write(
              Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
            );
          await nextTurn();
        }
        if (!untilAbort) return void socket.write('0\r\n\r\n');
        await untilAbort();
        socket.destroy();
      };
      send().catch(reject);
    });

  const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
    const pieces: Buffer[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++)
      pieces.push(bytes.subarray(at, (at += sizes[i % sizes.length])));
    return pieces;
  };

  const shape = fc.record({
    members: fc.array(
      fc.record({ lines: fc.integer({ min: 0, max: 40 }), zeros: fc.constantFrom(0, 1, 2, 511, 512, 4096) }),
      { minLength: 1, maxLength: 4 },
    ),
    sizes: fc.array(fc.constantFrom(1, 7, 10, 64, 200, 5000, 65_536), { minLength: 1, maxLength: 5 }),
    pause: fc.constantFrom(0, 100),
    damage: fc.oneof(
      { weight: 3, arbitrary: fc.constant('none' as const) },
      { weight: 3, arbitrary: fc.constantFrom('garbage' as const, 'cut' as const, 'abort' as const) },
    ),
  });

  const inFlight = (count: number) =>
    until(
      `${count} in flight`,
      async () => (await metric(service.url, 'tributary_http_requests_in_flight')) === count,
    );

  /** Which of the uids are stored, in their order. */
  const storedOf = (uids: readonly string[]) =>
    asAdmin(service.database.adminUrl, async (admin) => {
      const { rows } = await admin.query('SELECT event_uid FROM events WHERE event_uid = ANY ($1)', [uids]);
      const stored = rows.map(({ event_uid }) => event_uid as string);
      return uids.filter((uid) => stored.includes(uid));
    });

  it('of an import loses no line, and ends as an error of its request alone', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ members, sizes, pause, damage }) => {
        const line = (uid: string) => `${JSON.stringify(event(uid))}\n`;
        const parts = members.map(({ lines, zeros }) => {
          const uids = Array.from({ length: lines }, () => randomUUID() as string);
          return { uids, bytes: Buffer.concat([gzipSync(uids.map(line).join('')), Buffer.alloc(zeros)]) };
        });
        const file = Buffer.concat(parts.map(({ bytes }) => bytes));
        const end = file.length - members.at(-1)!.zeros;
        const bytes =
          damage === 'garbage'
            ? Buffer.concat([file, Buffer.from('garbage')])
            : damage === 'cut'
              ? file.subarray(0, end - 3)
              : file;
        const pieces = cut(bytes, sizes).slice(0, damage === 'abort' ? 2 : undefined);
        const text = await sendRaw(
          '/v1/events/import',
          'application/x-ndjson',
          pieces,
          damage === 'abort' ? () => inFlight(1).then(() => sleep(pause)) : undefined,
        );
        if (damage === 'abort') {
          await inFlight(0);
          // The end was not sent, so there is no summary. Only lines of members that were sent are stored.
          expect(text).not.toContain('"summary"');
          const length = Buffer.concat(pieces).length;
          const starts = parts.map(
            (_, i) => Buffer.concat(parts.slice(0, i).map((each) => each.bytes)).length,
          );
          const begun = parts.filter((_, i) => starts[i] < length).flatMap(({ uids }) => uids);
          const all = parts.flatMap(({ uids }) => uids);
          await until('what is stored has no gap', async () => {
            const stored = await storedOf(all);
            return stored.join() === begun.slice(0, stored.length).join();
          });
          return;
        }
        const sent = members.reduce((sum, { lines }) => sum + lines, 0);
        if (damage === 'none') {
          expect(text).toMatch(/^HTTP\/1.1 200 /);
          expect(text).toContain(sent ? `"created":${sent}}` : '"summary":{}');
        } else expect(text).toContain('"code":"invalid_encoding"');
      }),
      // A smaller example would have to wait as long as the first one.
      { numRuns: 60, endOnFailure: true },
    );
    expect((await acme.get('/v1/devices')).status).toBe(200);
    await inFlight(0);
  }, 180_000);

  it('of one event is read to its last member, or refused', async () => {
    const cases = fc.record({
      at: fc.nat(100),
      zeros: fc.constantFrom(0, 1, 512, 5000),
      sizes: fc.array(fc.constantFrom(1, 9, 64, 9000), { minLength: 1, maxLength: 3 }),
      damage: fc.constantFrom('none' as const, 'garbage' as const, 'cut' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ at, zeros, sizes, damage }) => {
        const text = JSON.stringify(event(randomUUID()));
        const middle = at % text.length;
        const whole = Buffer.concat([
          gzipSync(text.slice(0, middle)),
          Buffer.alloc(zeros),
          gzipSync(text.slice(middle)),
          Buffer.alloc(zeros),
        ]);
        const bytes =
          damage === 'garbage'
            ? Buffer.concat([whole, Buffer.from([7])])
            : damage === 'cut'
              ? whole.subarray(0, whole.length - zeros - 1)
              : whole;
        const answer = await sendRaw('/v1/events', 'application/json', cut(bytes, sizes));
        expect(answer).toMatch(damage === 'none' ? /^HTTP\/1.1 201 / : /^HTTP\/1.1 400 /);
        if (damage !== 'none') expect(answer).toContain('"code":"invalid_encoding"');
      }),
      { numRuns: 60 },
    );
  }, 180_000);

  it.each([
    ['/v1/events', 'application/json', 'x-gzip', 201],
    ['/v1/events', 'application/json', ' GZIP', 201],
    ['/v1/events/import', 'application/x-ndjson', 'x-gzip', 200],
    ['/v1/events/import', 'application/ndjson', 'gzip', 200],
    ['/v1/events/import', 'application/jsonl', 'gzip', 200],
    ['/v1/events/import', 'application/jsonl', 'br', 415],
  ])('to %s as %s, encoded as %s, is %i', async (path, type, encoding, status) => {
    const body = gzipSync(JSON.stringify(event()));
    const answer = await acme.send('POST', path, {
      body,
      headers: { 'content-type': type, 'content-encoding': encoding },
    });
    expect(answer.status).toBe(status);
  });

  it('that inflates beyond the limit is 413, and inflating stops there', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, 32));
    const before = process.memoryUsage().rss;
    const answer = await acme.send('POST', '/v1/events', {
      body: bomb,
      headers: { 'content-encoding': 'gzip' },
    });
    expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});
