import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin, createEmptyDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { PinnedClient } from '../support/clients/pinned-client.js';
import { freePort, type ServiceProcess, startProcess } from '../support/servers/process.js';
import { speak } from '../support/clients/speak.js';
import { SlowRequest } from '../support/clients/slow-request.js';
import { metric, scaled, until } from '../support/wait.js';

const PROCESSES = 2;
const ALIVE = 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
/** Time after which the other processes know a change. Milliseconds. */
const SEEN_MS = 1_000;

interface Line {
  readonly msg: string;
  readonly process?: number;
  readonly number?: number;
  readonly pid?: number;
  readonly pause_ms?: number;
}

const linesOf = ({ output }: ServiceProcess): Line[] =>
  output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);

const startOf = (service: ServiceProcess, number: number): Line | undefined =>
  linesOf(service).findLast((line) => line.msg === 'a process takes requests' && line.number === number);

/** The running child with a number. */
const pidOf = (service: ServiceProcess, number: number): number => startOf(service, number)!.pid!;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('PROCESSES=2', () => {
  let maker: TestApp;
  let service: ServiceProcess;
  let acme: ApiClient;
  const others: ServiceProcess[] = [];

  const start = async (env: Record<string, string> = {}) => {
    const started = await startProcess(maker.database, { PROCESSES: String(PROCESSES), ...env });
    others.push(started);
    await allUp(started);
    return started;
  };
  /** The metric may be ahead of the log, which comes through a pipe. */
  const allUp = (each: ServiceProcess) =>
    until(
      'all processes take requests',
      async () => startOf(each, 1) && startOf(each, 2) && (await metric(each.url, 'tributary_processes{state="up"}')) === PROCESSES,
      60_000,
    );

  beforeAll(async () => {
    maker = await startTestApp();
    acme = await maker.make.tenant('acme');
    service = await start();
    acme = acme.at(service.url);
  }, 120_000);
  afterAll(async () => {
    for (const { child } of others) child.kill('SIGTERM');
    await Promise.all(others.map(({ ended }) => ended));
    await maker.close();
  });

  const stored = (uids: readonly string[]) =>
    asAdmin(maker.database.adminUrl, async (admin) =>
      (await admin.query('SELECT event_uid FROM events WHERE event_uid = ANY ($1)', [uids])).rows.length,
    );

  it('answers by both; metrics are of both, wherever they are asked for, and counters sum', async () => {
    const clients = await PinnedClient.ofEach(service, acme.token!, PROCESSES);
    const created = 'tributary_ingest_events_total{outcome="created"}';
    const before = await metric(service.url, created);
    for (const [n, client] of [...clients.values()].entries())
      for (let i = 0; i <= n; i++) expect((await client.send('POST', '/v1/events', event())).status).toBe(201);
    expect((await metric(service.url, created)) - (before || 0)).toBe(1 + 2);
    const { text } = await new ApiClient(service.url).get('/metrics');
    for (const number of clients.keys()) expect(text).toContain(`tributary_database_connections{process="${number}",state="idle"}`);
    expect(text.match(/^# TYPE tributary_ingest_events_total /gm)).toHaveLength(1);
    for (const client of clients.values()) client.close();
  });

  it('refuses a revoked token by both within a second', async () => {
    const inside = await maker.make.token('acme');
    const { id, token } = (await inside.post('/v1/tokens', { name: 'short', abilities: ['*'] })).body;
    const clients = [...(await PinnedClient.ofEach(service, token, PROCESSES)).values()];
    const statuses = () => Promise.all(clients.map(async (client) => (await client.send('POST', '/v1/events', event())).status));
    expect(await statuses()).toEqual([201, 201]);
    expect((await inside.at(service.url).delete(`/v1/tokens/${id}`)).status).toBe(204);
    await sleep(SEEN_MS);
    expect(await statuses()).toEqual([401, 401]);
  });

  it('streams from each what the other stores', async () => {
    const clients = await PinnedClient.ofEach(service, acme.token!, PROCESSES);
    const streams = await PinnedClient.ofEach(service, acme.token!, PROCESSES);
    for (const [number, reader] of streams) {
      const stream = await reader.open('GET', '/v1/events/stream');
      let seen = '';
      stream.setEncoding('utf8').on('data', (text: string) => (seen += text)).on('error', () => undefined);
      const sent = event();
      const [writer] = [...clients].filter(([other]) => other !== number).map(([, client]) => client);
      expect((await writer!.send('POST', '/v1/events', sent)).status).toBe(201);
      await until('the stream has the event', () => seen.includes(sent.event_uid));
      reader.close();
    }
  });

  it('admits together no more than the limit, without Redis too, and each process its share', async () => {
    const limits = { burst_events: 2_000, events_per_second: 200 };
    const { token } = await maker.make.tenant('flood', { limits });
    const clients = [...(await PinnedClient.ofEach(service, token!, PROCESSES)).values()];
    const begun = performance.now();
    const admitted: number[] = [];
    // Batches are sent one after the other. If a batch waits too long for the tenant's other transactions, its events are
    // charged but not stored.
    for (const client of clients) {
      let created = 0;
      // 207 if some events fit, 429 if none does.
      for (let status = 200; status === 200; ) {
        const events = Array.from({ length: 500 }, () => event());
        const answer = await client.send('POST', '/v1/events/batch', { events });
        status = answer.status;
        created += answer.body.summary?.created ?? 0;
        expect([200, 207, 429]).toContain(status);
      }
      admitted.push(created);
    }
    const seconds = (performance.now() - begun) / 1000;
    for (const each of admitted) expect(each).toBeGreaterThanOrEqual(limits.burst_events / PROCESSES);
    expect(admitted[0]! + admitted[1]!).toBeLessThanOrEqual(limits.burst_events + limits.events_per_second * seconds);
  });

  it('replaces a child that was killed, while senders that retry lose nothing and nothing doubles', async () => {
    const killed = [pidOf(service, 1), pidOf(service, 2)];
    const uids: string[] = [];
    let stopping = false;
    const sender = async () => {
      while (!stopping) {
        const sent = event();
        uids.push(sent.event_uid);
        for (;;) {
          const status = await acme.post('/v1/events', sent).then((answer) => answer.status, () => 'lost');
          if (status === 201 || status === 200) break;
          expect(['lost', 503]).toContain(status);
        }
      }
    };
    const senders = Promise.all(Array.from({ length: 8 }, sender));
    for (const pid of killed) {
      const [before, number] = [uids.length, killed.indexOf(pid) + 1];
      process.kill(pid, 'SIGKILL');
      await until('it is replaced', () => pidOf(service, number) !== pid, 60_000);
      await until('senders go on', () => uids.length > before + 100);
    }
    stopping = true;
    await senders;
    expect(await stored(uids)).toBe(new Set(uids).size);
    await allUp(service);
    expect(await metric(service.url, 'tributary_processes_replaced_total')).toBe(2);
    expect((await acme.get('/readyz')).status).toBe(200);
  }, 120_000);

  it('keeps what a child counted in the sums after its end', async () => {
    const created = 'tributary_ingest_events_total{outcome="created"}';
    await acme.post('/v1/events', event());
    const before = await metric(service.url, created);
    const pid = pidOf(service, 1);
    process.kill(pid, 'SIGKILL');
    await until('it is replaced', () => pidOf(service, 1) !== pid, 60_000);
    expect(await metric(service.url, created)).toBe(before);
  }, 120_000);

  it('goes on beside a child that stands still, kills it, and lets nobody wait for it', async () => {
    const pid = pidOf(service, 2);
    process.kill(pid, 'SIGSTOP');
    const answers = Array.from({ length: 6 }, () => speak(service.url, ALIVE));
    expect(new Set((await Promise.all(answers)).map((answer) => answer.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 200']));
    await until('it is replaced', () => pidOf(service, 2) !== pid, 60_000);
    expect(linesOf(service).filter(({ msg }) => msg === 'a process does not respond and is killed').map(({ pid: each }) => each)).toEqual([pid]);
    await allUp(service);
  }, 120_000);

  it('leaves connections that no process takes in the queue of the kernel, which is bounded', async () => {
    const children = [pidOf(service, 1), pidOf(service, 2)];
    const descriptors = () => readdirSync(`/proc/${service.child.pid}/fd`).length;
    const before = descriptors();
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    const answers = Array.from({ length: 200 }, () => speak(service.url, ALIVE));
    await sleep(500);
    const held = descriptors() - before;
    for (const pid of children) process.kill(pid, 'SIGCONT');
    expect(new Set((await Promise.all(answers)).map((answer) => answer.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 200']));
    expect(held).toBeLessThan(10);
  });

  it('tries a child that cannot start again after pauses that grow, while the others serve', async () => {
    const own = await start();
    const [row] = await asAdmin(maker.database.adminUrl, async (admin) =>
      (await admin.query('DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING *')).rows,
    );
    try {
      process.kill(pidOf(own, 2), 'SIGKILL');
      const pauses = () => linesOf(own).filter(({ msg }) => msg === 'a process ended and is replaced').map(({ pause_ms }) => pause_ms!);
      await until('it has failed three times', () => pauses().length > 3, 60_000);
      const [, first, second, third] = pauses() as [number, number, number, number];
      expect([second, third]).toEqual([2 * first, 4 * first]);
      expect(first).toBeGreaterThan(0);
      expect((await acme.at(own.url).post('/v1/events', event())).status).toBe(201);
    } finally {
      await asAdmin(maker.database.adminUrl, (admin) =>
        admin.query('INSERT INTO migrations (id, "timestamp", name) VALUES ($1, $2, $3)', [row.id, row.timestamp, row.name]),
      );
    }
    await allUp(own);
  }, 120_000);

  it('drains all at SIGTERM: not ready first, what was accepted is answered, exit 0, and a second signal changes nothing', async () => {
    const own = await start();
    const children = [1, 2].map((number) => pidOf(own, number));
    const body = JSON.stringify(event());
    const open = await Promise.all(Array.from({ length: 4 }, () => SlowRequest.post(own.url, '/v1/events', acme.token!, Buffer.byteLength(body))));
    for (const each of open) each.send(body.slice(0, 10));
    await PinnedClient.ofEach(own, acme.token!, PROCESSES);
    own.child.kill('SIGTERM');
    own.child.kill('SIGTERM');
    await until('it is not ready', async () => {
      const ready = await fetch(`${own.url}/readyz`, { headers: { connection: 'close' } });
      return ready.status === 503 && ((await ready.json()) as { code: string }).code === 'draining';
    });
    for (const each of open) each.send(body.slice(10));
    const statuses = await Promise.all(open.map((each) => each.status()));
    expect(statuses.sort()).toEqual([200, 200, 200, 201]);
    expect(await own.ended).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(await stored([JSON.parse(body).event_uid])).toBe(1);
  }, 120_000);

  it.each([['killed', 'SIGKILL'], ['stuck', 'SIGSTOP']] as const)('ends in time and with 1 if a child is %s while all drain', async (_, signal) => {
    const own = await start();
    const children = [1, 2].map((number) => pidOf(own, number));
    own.child.kill('SIGTERM');
    await until('it drains', () => fetch(`${own.url}/readyz`, { headers: { connection: 'close' } }).then(({ status }) => status === 503));
    const begun = Date.now();
    process.kill(children[1]!, signal);
    expect(await own.ended).toBe(1);
    expect(Date.now() - begun).toBeLessThan(scaled(12_000));
    expect(children.filter(isAlive)).toEqual([]);
  }, 120_000);

  it('leaves no child behind if the parent is killed', async () => {
    const own = await start();
    const children = [1, 2].map((number) => pidOf(own, number));
    own.child.kill('SIGKILL');
    await until('the children are gone', () => !children.some(isAlive));
    await until('the port is free', () => fetch(`${own.url}/livez`).then(() => false, () => true));
  }, 120_000);

  it.each([
    ['the schema lacks migrations', async () => ({ database: await createEmptyDatabase(), port: await freePort() }), /lacks \d+ migrations.*npm run migrate/],
    ['the port is taken', async () => ({ database: maker.database, port: Number(new URL(service.url).port) }), /EADDRINUSE/],
  ])('ends with 1 and the cause, instead of starting again for ever, if %s', async (_, prepare, cause) => {
    const { database, port } = await prepare();
    const failed = await startProcess(database, { PROCESSES: String(PROCESSES), PORT: String(port) }).then(() => 'it runs', (error: Error) => error.message);
    expect(failed).toContain('the service ended');
    expect(failed).toMatch(cause);
    expect(failed.match(/a process did not start, and the service ends/g)).toHaveLength(1);
  }, 120_000);
}); // prettier-ignore
