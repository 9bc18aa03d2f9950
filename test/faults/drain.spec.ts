import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import type { ApiClient } from '../support/clients/client.js';
import { startProcess } from '../support/servers/process.js';
import { scaled, until } from '../support/wait.js';

/** Twenty runs, each with its own process, so that a rare fault shows. */
const TIMES = Array.from({ length: 20 }, (_, i) => i + 1);

describe('SIGTERM', () => {
  let service: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
  });
  afterAll(() => service.close());

  it.each(TIMES)('under load, time %i: not ready first, what was accepted is answered and stored, exit 0 in time', async (time) => {
    const { url, child, ended, output } = await startProcess(service.database);
    const accepted: string[] = [];
    const failed: string[] = [];
    const unread: string[] = [];
    let stopping = false;
    const client = async (name: number) => {
      for (let i = 0; !stopping || i < 10; i++) {
        const uid = `${time}-${name}-${i}`;
        const answer = await post(url, acme.token!, uid);
        // The port is closed. The service never accepted this request.
        if (answer === 'refused') return;
        if (answer === 'reset') return void unread.push(uid);
        if (answer === 201) accepted.push(uid);
        else failed.push(`${uid}: ${answer}`);
      }
    };
    const clients = Array.from({ length: 16 }, (_, i) => client(i));
    await until('some are accepted', () => accepted.length > 20);
    const begun = Date.now();
    child.kill('SIGTERM');
    let ready = await fetch(`${url}/readyz`);
    // The signal takes a moment to arrive. After that, the port stays open for half a second.
    while (ready.ok) ready = await sleep(20).then(() => fetch(`${url}/readyz`));
    expect([ready.status, ((await ready.json()) as { code: string }).code]).toEqual([503, 'draining']);
    stopping = true;
    expect(await ended).toBe(0);
    expect(Date.now() - begun).toBeLessThan(scaled(10_000));
    await Promise.all(clients);
    expect(failed).toEqual([]);
    // The kernel resets a connection that is in its queue, or whose first byte arrives, while the port is closed. The
    // service has never seen such a request. Otherwise there would be a log line.
    expect(unread.filter((uid) => output().includes(`"${uid}"`))).toEqual([]);
    expect(output()).toContain(`"${accepted[0]}"`);
    expect(output().split('\n').filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
    expect(unread.length).toBeLessThan(16);
    const stored = await asAdmin(service.database.adminUrl, async (admin) =>
      (await admin.query('SELECT event_uid FROM events WHERE event_uid LIKE $1', [`${time}-%`])).rows,
    );
    const kept = new Set(stored.map(({ event_uid }) => event_uid as string));
    expect(accepted.filter((uid) => !kept.has(uid))).toEqual([]);
  }, 60_000);

  it.each([1, 2, 3])('that is held up just then is told all the same, time %i', async () => {
    const { url, child, ended } = await startProcess(service.database);
    child.kill('SIGTERM');
    await sleep(20);
    child.kill('SIGSTOP');
    // The kernel connects them while the process is stopped.
    const sockets = await Promise.all(Array.from({ length: 100 }, () => connected(url)));
    const answers = sockets.map((socket) => text(socket.end('GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')));
    // This is longer than the port stays open.
    await sleep(1000);
    child.kill('SIGCONT');
    const statuses = (await Promise.all(answers)).map((answer) => answer.slice(9, 12));
    expect(statuses).toEqual(sockets.map(() => '503'));
    expect(await ended).toBe(0);
  }, 60_000);
}); // prettier-ignore

async function connected(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

async function post(url: string, token: string, uid: string): Promise<number | 'refused' | 'reset'> {
  try {
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-request-id': uid },
      body: JSON.stringify(event(uid)),
    });
    await answer.text();
    return answer.status;
  } catch (error) {
    // No connection was made, because the port was closed already or was closed meanwhile.
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    if (cause?.syscall === 'connect') return 'refused';
    // The port was closed while the request was sent over a connection that was kept open.
    if (['ECONNRESET', 'UND_ERR_SOCKET'].includes(cause?.code ?? '')) return 'reset';
    throw error;
  }
}
