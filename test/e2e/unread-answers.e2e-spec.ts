import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { fastify, type FastifyInstance } from 'fastify';
import { Metrics } from '#libs/common';
import { cutSlowReaders } from '../../apps/api/src/http/slow-readers.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { scaled, until } from '../support/wait.js';

const MiB = 1024 * 1024;
const LARGE = 40;
const UNREAD = 100;
/** The kernel buffers of both ends hold some MiB of each answer, so the answer must be larger. */
const HUGE = 24 * MiB;

/** Sends a request and reads only the beginning of its answer. */
async function ask(url: string, head: string): Promise<{ socket: Socket; beginning: Promise<string> }> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  const beginning = new Promise<string>((resolve) => {
    socket.once('data', (bytes) => (socket.pause(), resolve(bytes.toString('latin1', 0, 12))));
    socket.once('close', () => resolve(''));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`${head}\r\nHost: tributary.test\r\n`);
  return { socket, beginning };
}

describe('pages and answers', () => {
  let service: TestApp;
  let acme: ApiClient;
  let own: ServiceProcess | undefined;
  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    for (let i = 0; i < LARGE; i++) {
      const text = String.fromCharCode(97 + (i % 26)).repeat(250 * 1024);
      expect((await acme.post('/v1/events', event(`e-${i}`, { payload: { text } }))).status).toBe(201);
    }
    for (let i = 0; i < 60; i++) await acme.post('/v1/events', event(`small-${i}`));
  });
  afterAll(async () => {
    own?.child.kill('SIGKILL');
    await own?.ended;
    await service.close();
  });

  it.each(['asc', 'desc'])('end early by bytes, and go on where they ended: order=%s', async (order) => {
    const uids: string[] = [];
    let cursor = '';
    let pages = 0;
    do {
      const answer = await acme.get(`/v1/events?limit=500&order=${order}${cursor && `&cursor=${cursor}`}`);
      expect(answer.status).toBe(200);
      expect(answer.text.length).toBeLessThanOrEqual(4 * MiB + 1024);
      uids.push(...answer.body.data.map((each: { event_uid: string }) => each.event_uid));
      pages++;
      cursor = answer.body.data.length ? answer.body.next_cursor : null;
    } while (cursor);
    expect(pages).toBeGreaterThanOrEqual((LARGE * 250) / 4096);
    expect(uids).toHaveLength(LARGE + 60);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it('that nobody reads take bounded memory, and others are served meanwhile', async () => {
    const globex = await service.make.tenant('globex');
    await acme.get('/v1/events?limit=500');
    // The service has a process of its own, so that only its memory is measured. The usual time limit for a connection
    // applies, because with a longer one more requests make garbage at the same time.
    const { url, child } = (own = await startProcess(service.database, {
      LOG_LEVEL: 'error',
      DATABASE_WAIT_MS: '1000',
    }));
    await acme.at(url).get('/v1/events?limit=500');
    const rss = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024;
    const before = rss();
    const asked = await Promise.all(
      Array.from({ length: UNREAD }, async () => {
        const request = await ask(url, 'GET /v1/events?limit=500 HTTP/1.1');
        request.socket.write(`Authorization: Bearer ${acme.token}\r\n\r\n`);
        return request;
      }),
    );
    const heads = await Promise.all(asked.map(({ beginning }) => beginning));
    expect(new Set(heads)).toEqual(new Set(['HTTP/1.1 200', 'HTTP/1.1 503']));
    // The answers of one tenant may hold 24 MiB. V8 frees garbage some time later.
    await until('what is held fits in 64 MiB', () => rss() - before < 64 * MiB);
    expect((await globex.at(url).post('/v1/events', event())).status).toBe(201);
    expect((await globex.at(url).get('/v1/events')).status).toBe(200);
    expect((await acme.at(url).post('/v1/events', event('meanwhile'))).status).toBe(201);
    asked.forEach(({ socket }) => socket.destroy());
    await until(
      'their memory is free again',
      async () => (await acme.at(url).get('/v1/events?limit=500')).status === 200,
    );
  });
});

describe('a client that does not read', () => {
  const patience = { lookMs: 20, stillMs: scaled(1_500), spanMs: scaled(3_000), spanBytes: 8 * MiB };
  const metrics = new Metrics();
  const cuts = async () => Number(/^tributary_http_answers_cut_total (\d+)$/m.exec(await metrics.text())![1]);
  let server: FastifyInstance;
  let url: string;
  let before: number;
  beforeAll(async () => {
    server = fastify();
    cutSlowReaders(server as never, metrics, patience);
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    server.get('/plain', async () => 'x'.repeat(HUGE));
    server.get('/stream', (_request, reply) => reply.send(chunks()));
    server.post('/v1/events/import', (_request, reply) => reply.send(chunks()));
    url = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  beforeEach(async () => void (before = await cuts()));
  afterAll(() => server.close());

  const chunks = () =>
    Readable.from(
      (function* () {
        for (let i = 0; i < HUGE / MiB; i++) yield 'x'.repeat(MiB);
      })(),
    );

  it.each(['/plain', '/stream'])('is cut off: %s', async (path) => {
    const { socket, beginning } = await ask(url, `GET ${path} HTTP/1.1`);
    socket.write('\r\n');
    await beginning;
    await until('it is cut off', async () => (await cuts()) > before);
    socket.destroy();
  });

  it.each(['/plain', '/stream'])('is cut off if it reads, and hardly anything: %s', async (path) => {
    const { socket, beginning } = await ask(url, `GET ${path} HTTP/1.1`);
    socket.write('\r\n');
    await beginning;
    socket.on('data', () => socket.pause());
    const dribble = setInterval(() => socket.resume(), patience.stillMs / 10);
    await until('it is cut off', async () => (await cuts()) > before).finally(() => clearInterval(dribble));
    socket.destroy();
  });

  it('is not if it reads at its leisure, nor while it still sends what an import takes', async () => {
    const { socket, beginning } = await ask(url, 'POST /v1/events/import HTTP/1.1');
    socket.write('Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n');
    await beginning;
    const last = performance.now() + 2 * patience.stillMs;
    while (performance.now() < last) {
      socket.write('1\r\nx\r\n');
      await new Promise((resolve) => setTimeout(resolve, patience.stillMs / 4));
      expect(await cuts()).toBe(before);
    }
    socket.write('0\r\n\r\n');
    await until('it is cut off', async () => (await cuts()) > before);
    socket.destroy();
    const answer = await fetch(`${url}/stream`);
    const reader = answer.body!.getReader();
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
    expect(bytes).toBe(HUGE);
    expect(await cuts()).toBe(before + 1);
  });
});
