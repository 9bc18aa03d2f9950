import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { LIMIT_STORE } from '#libs/limits';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { metric, until } from '../support/wait.js';
import { UNLIMITED } from '../support/unlimited.js';

/** Paths of the requests. Clients send them in random order and keep many open at once. */
const PATHS = [
  '/v1/events/stream',
  '/v1/events/export',
  '/v1/events?limit=500',
  '/v1/events/stats?interval=day',
  '/v1/devices',
  '/v1/events/e-1',
  '/readyz',
  '/v1/nowhere',
];
const path = fc.constantFrom(...PATHS);
/** How a connection ends: cut before the first byte of the answer, cut after it, closed, or held without reading. */
const end = fc.constantFrom(
  'at once' as const,
  'after a byte' as const,
  'properly' as const,
  'unread' as const,
);
const part = fc.constantFrom(0, 0.3, 0.9, 1);
const action = fc.oneof(
  fc.record({ kind: fc.constant('request' as const), method: fc.constantFrom('GET', 'HEAD', 'OPTIONS'), path, end }),
  fc.record({ kind: fc.constant('half head' as const), path, part, end }),
  fc.record({ kind: fc.constant('body' as const), path: fc.constantFrom('/v1/events', '/v1/events/batch', '/v1/events/import', '/v1/devices'), gzip: fc.boolean(), part, end }),
  fc.record({ kind: fc.constant('kill connections' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(30) }),
); // prettier-ignore
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

const GAUGES = [
  'event_streams',
  'http_requests_in_flight',
  'database_connections{state="in_use"}',
  'database_waiting{state="connection"}',
  'database_waiting{state="tenant_slot"}',
  'coalescer_waiting{state="events"}',
  'coalescer_waiting{state="requests"}',
];

describe('places', () => {
  let service: TestApp;
  let acme: ApiClient;
  let tenantId: string;
  beforeAll(async () => {
    service = await startTestApp({ DATABASE_POOL_SIZE: '6', MAX_STREAMS_PER_TENANT: '8' });
    acme = await service.make.tenant('acme', { limits: UNLIMITED });
    tenantId = await service.make.tenantId('acme');
    for (let i = 0; i < 40; i++)
      await acme.post('/v1/events', event(`e-${i}`, { payload: { text: 'x'.repeat(100_000) } }));
  });
  // The service cannot close if a connection is left. Then this hook exceeds its time limit.
  afterAll(() => service.close(), 60_000);

  function open(
    text: string,
    how: typeof end extends fc.Arbitrary<infer E> ? E : never,
    sockets: Socket[],
  ): void {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => undefined);
    if (how === 'unread') socket.pause();
    else if (how === 'after a byte') socket.once('data', () => socket.destroy());
    else socket.resume();
    socket.write(text, 'latin1', () => how === 'at once' && socket.destroy());
    if (how === 'properly') socket.once('data', () => socket.end());
  }

  const head = (method: string, to: string) =>
    `${method} ${to} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${acme.token}\r\n`;

  async function act(each: Action, sockets: Socket[]): Promise<void> {
    if (each.kind === 'wait') return sleep(each.ms);
    if (each.kind === 'kill connections')
      return asAdmin(service.database.adminUrl, async (admin) => {
        await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'tributary_app'`,
        );
      });
    if (each.kind === 'request') return open(`${head(each.method, each.path)}\r\n`, each.end, sockets);
    if (each.kind === 'half head') {
      const text = head('GET', each.path);
      return open(text.slice(0, Math.floor(each.part * text.length)) || 'G', each.end, sockets);
    }
    const type = each.path.endsWith('import') ? 'application/x-ndjson' : 'application/json';
    const text = `${JSON.stringify(each.path.endsWith('batch') ? { events: [event(), event()] } : event())}\n`;
    const body = each.gzip ? `\x1f\x8b\x08${text}` : text;
    const headers = `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n${each.gzip ? 'Content-Encoding: gzip\r\n' : ''}`;
    open(
      `${head('POST', each.path)}${headers}\r\n${body.slice(0, Math.floor(each.part * body.length))}`,
      each.end,
      sockets,
    );
  }

  it('are all given back, whatever clients open, leave half done, abort or do not read, and whatever the database does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 40 }), async (actions) => {
        const sockets: Socket[] = [];
        for (const each of actions) await act(each, sockets);
        await sleep(50);
        for (const socket of sockets) socket.destroy();
        // A place is held for 30 s at most, the time limit of a body. An abort ends it earlier.
        for (const gauge of GAUGES)
          await until(
            `${gauge} is 0`,
            async () => (await metric(service.url, `tributary_${gauge}`)) === 0,
            35_000,
          );
        const store = service.app.get<{ running: { of(id: string): number } }>(LIMIT_STORE);
        await until('no request of the tenant is counted', () => store.running.of(tenantId) === 0, 35_000);
      }),
      { numRuns: Number(process.env.PLACES_RUNS ?? 25) },
    );
    // The last random action may have killed the database's connections.
    await until('reads are answered', async () => (await acme.get('/v1/events?limit=1')).status === 200);
    const next = await acme.get('/v1/events/stream');
    expect(next.status).toBe(200);
  }, 600_000);
});
