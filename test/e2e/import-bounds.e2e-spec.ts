import { gzipSync } from 'node:zlib';
import { CredentialRecheck } from '#libs/auth';
import { Problem } from '#libs/common';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { importAll, startImport } from '../support/clients/import-client.js';
import { scaled, until } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

const LINES = 60_000;

describe('an import', () => {
  let service: TestApp;
  let count = 0;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.close());
  const tenant = (limits: object) => service.make.tenant(`bound-${++count}`, { limits });

  it.each(['lines that fail one after the other', 'lines that fail, every other one'])(
    'answers a client that reads nothing until it has sent all: %s',
    async (what) => {
      const client = await tenant(UNLIMITED);
      const bad = JSON.stringify({ ...event('x'.repeat(128)), unknown: 'y'.repeat(100) });
      const good = JSON.stringify(event('same'));
      const body = Array.from({ length: LINES }, (_, i) =>
        what.includes('other one') && i % 2 ? good : bad,
      );
      const { request, answer, response } = startImport(client);
      // The answer begins while the body is being sent. The client does not read it yet.
      void response.then((begun) => begun.pause());
      await new Promise<void>((resolve, reject) => {
        request.once('error', reject).end(`${body.join('\n')}\n`, resolve);
      });
      await response;
      const { status, lines } = await answer();
      const last = lines.at(-1);
      expect(status).toBe(200);
      if (what.includes('other one')) {
        expect(last.error).toBeUndefined();
        expect(last.summary.invalid).toBe(LINES / 2);
        expect(last.lines).toBe(LINES);
      } else {
        expect(last.error).toMatchObject({
          code: 'invalid_request',
          detail: expect.stringContaining('in a row'),
        });
        expect(last.summary.invalid).toBeGreaterThanOrEqual(10_000);
      }
      const listed = lines.filter((line) => line.line !== undefined).length;
      expect(listed + (last.omitted ?? 0)).toBe(last.summary.invalid);
    },
    scaled(120_000),
  );

  it.each([
    ['blank', ''],
    ['white space', ' \t\r'],
    ['rubbish', 'x'],
    ['without fields', '{}'],
    ['accepted', undefined],
  ])('is charged for every line before it goes on: %s', async (_what, line) => {
    const client = await tenant({
      ...UNLIMITED,
      burst_events: 1000,
      events_per_second: 500,
    });
    const body = Array.from({ length: 2_000 }, (_, i) => line ?? JSON.stringify(event(`e-${i}`))).join('\n');
    const begun = performance.now();
    const { status } = await importAll(client, gzipSync(`${body}\n`), { 'content-encoding': 'gzip' });
    const seconds = (performance.now() - begun) / 1000;
    expect(status).toBe(200);
    // The burst admits 1,000 of the 2,000 lines. The others are admitted at 500 per second.
    expect(seconds).toBeGreaterThan(1.9);
  });

  it.each([
    ['blank', ''],
    ['white space', '  '],
    ['blank or refused by turns', '\n{}'],
  ])(
    'ends after 10,000 lines in a row that store nothing, however slowly they are paced: %s',
    async (_what, line) => {
      const client = await tenant(UNLIMITED);
      const stored = JSON.stringify(event('first'));
      // A small gzipped body inflates to many lines. At an ordinary rate it would keep a place of the tenant for long.
      const body = `${stored}\n${`${line}\n`.repeat(200_000)}`;
      const { lines } = await importAll(client, gzipSync(body), { 'content-encoding': 'gzip' });
      const last = lines.at(-1);
      expect(last.error).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringContaining('in a row'),
      });
      expect(last.summary.created).toBe(1);
      expect(last.lines).toBeLessThan(13_000);
    },
  );

  it('goes on where it is unknown for a moment whether the right is there', async () => {
    const { summary, lines } = await whileUnknown((calls) => calls < 3);
    expect([summary, lines]).toEqual([{ created: 2 }, 2]);
  });

  it('ends where that stays unknown for two seconds', async () => {
    const begun = performance.now();
    const last = await whileUnknown(() => performance.now() - begun < 4_000);
    expect(last).toMatchObject({ code: 'overloaded', status: 503 });
  });

  it('asks one question at a time, and ends where none is answered', async () => {
    let asked = 0;
    const last = await whileUnknown(
      () => true,
      () => new Promise(() => void asked++),
    );
    expect(last).toMatchObject({ code: 'database_unavailable', status: 503 });
    expect(asked).toBe(1);
  });

  /**
   * Sends the first line of an import, lets the check of the right fail while `unknown`, then sends the last line.
   * @returns the last line of the answer
   */
  async function whileUnknown(
    unknown: (calls: number) => boolean,
    answerOf = (): Promise<void> => Promise.reject(new Problem('overloaded', 'busy')),
  ) {
    const { request, answer } = startImport(await tenant(UNLIMITED));
    const recheck = service.app.get(CredentialRecheck);
    const real = recheck.confirm.bind(recheck);
    let calls = 0;
    let known = false;
    const confirm = jest.spyOn(recheck, 'confirm').mockImplementation((...how) => {
      known = !unknown(calls++);
      return known ? real(...how) : answerOf();
    });
    let ended = false;
    const answered = answer().finally(() => (ended = true));
    request.write(`${JSON.stringify(event('first'))}\n`);
    await until('the right is judged again, or the import given up', () => known || ended);
    if (!ended) request.end(`${JSON.stringify(event('last'))}\n`);
    const { lines } = await answered;
    confirm.mockRestore();
    return lines.at(-1);
  }

  it('ends where a body inflates out of all proportion', async () => {
    const client = await tenant(UNLIMITED);
    const bomb = gzipSync(Buffer.alloc(60_000_000, ' '));
    const { lines } = await importAll(client, bomb, { 'content-encoding': 'gzip' });
    const last = lines.at(-1);
    expect(last.code ?? last.error.code).toBe('body_too_large');
  });
});
