import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { startProcess } from '../support/servers/process.js';

/**
 * The drain closes all remaining connections after this time. The tested connections must be gone before. Milliseconds.
 */
const CUT_MS = 8_000;
const HEAD = 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
/** Connections without a request in progress. Incomplete headers are cut at every tenth byte. */
const IDLE: Record<string, string> = {
  'no byte': '',
  ...Object.fromEntries(
    Array.from({ length: Math.ceil(HEAD.length / 10) }, (_, i) => [
      `${i * 10 + 1} bytes of a head`,
      HEAD.slice(0, i * 10 + 1),
    ]),
  ),
  'an answered request, then half a head': 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /li',
  'an answered request whose body is not complete': `${HEAD}Content-Length: 900000\r\n\r\n${'x'.repeat(300_000)}`,
  'an answered request whose chunked body is not complete': `${HEAD}Transfer-Encoding: chunked\r\n\r\nfffff\r\n${'x'.repeat(300_000)}`,
};

describe('SIGTERM', () => {
  let service: TestApp;
  beforeAll(async () => void (service = await startTestApp()));
  afterAll(() => service.close());

  const open = async (url: string, text: string, read: boolean): Promise<Socket> => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'connect');
    if (read) socket.resume();
    if (text) socket.write(text);
    return socket;
  };

  it.each([
    ['stay', true],
    ['stay and read nothing', false],
  ])(
    'waits for no connection without a request, while clients %s',
    async (_name, read) => {
      const { url, child, ended } = await startProcess(service.database);
      const sockets = await Promise.all(Object.values(IDLE).map((text) => open(url, text, read)));
      await sleep(300);
      const begun = performance.now();
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(performance.now() - begun).toBeLessThan(CUT_MS);
      for (const socket of sockets) socket.destroy();
    },
    120_000,
  );

  it.each(Object.keys(IDLE))(
    'an app closes beside %s',
    async (name) => {
      const own = await startTestApp({}, service.database);
      const socket = await open(own.url, IDLE[name], true);
      await sleep(100);
      await own.close();
      socket.destroy();
    },
    30_000,
  );
});
