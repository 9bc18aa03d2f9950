import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { type ServiceProcess, startProcess } from '../support/servers/process.js';
import { type FuzzedAnswer, Judge } from './judge.js';
import { fuzzedRequest, type FuzzedRequest } from './mutations.js';
import { operationsOf, readDocument } from './operations.js';
import { UNLIMITED } from '../support/unlimited.js';

const ALL = 20_000;
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? ALL);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1e6);
const CLIENTS = 8;
const PORTIONS = 10;
/** Share of the requests after which the process has everything it will need; then its memory stays. */
const WARM = 0.6;
/** What so many requests meet for certain; a short run may miss the rarer ones. */
const EXPECTED = ['200', '201', '204', '400', '401', '403', '404', '409', '415', '422'];
/** Places among the credentials. The first is the most used, and is made anew when a request has revoked it. */
const FIRST = 0;
const STAFF = 3;
/** More requests without a credential than this share would say that the others were not tried. */
const MOST_UNAUTHENTICATED = 0.25;
/** What is garbage is collected before the heap grows: what then grows is held. */
const SMALL_HEAP = '--max-old-space-size=256';
const GROWTH_BYTES = 64 * 1024 * 1024;

/** Random alterations of valid requests over every route of the OpenAPI document. */
describe('fuzz', () => {
  let owner: TestApp;
  let service: ServiceProcess;
  let credentials: (string | undefined)[];
  const document = readDocument();
  const judge = new Judge(document);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

  beforeAll(async () => {
    owner = await startTestApp();
    const acme = await owner.make.tenant('acme', { limits: UNLIMITED });
    await owner.make.tenant('fuzzed');
    await acme.post('/v1/devices', { device_uid: 'victim' });
    await acme.post('/v1/events', event('seed'));
    const staff = await owner.make.staff();
    const admin = await owner.make.member('tenant_admin', 'acme');
    const consumer = await owner.make.member('consumer', 'acme');
    credentials = [acme.token, admin.token, consumer.token, staff.token, 'trb_acme_nonsense', undefined];
    service = await startProcess(owner.database, { LOG_LEVEL: 'error', DATABASE_POOL_SIZE: String(4 * CLIENTS), NODE_OPTIONS: SMALL_HEAP });
  }, 60_000);
  afterAll(async () => {
    agent.destroy();
    service?.child.kill('SIGTERM');
    await service?.ended;
    await owner?.close();
  });

  it(`every operation, no 5xx, every answer as declared, nothing of our insides, memory flat: ${REQUESTS} requests`, async () => {
    const requests = fc.sample(fuzzedRequest(operationsOf(document), credentials.length), { numRuns: REQUESTS, seed: SEED });
    const faults = new Map<string, string>();
    const statuses: Record<string, number> = {};
    const memory: number[] = [];
    const walked = new Set(requests.map(({ operation }) => named(operation)));
    const begun = Date.now();
    for (let portion = 0; portion < PORTIONS; portion++) {
      const queue = requests.slice((portion * REQUESTS) / PORTIONS, ((portion + 1) * REQUESTS) / PORTIONS).values();
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          for (const each of queue) {
            const answer = await send(each);
            if (answer.status === 401 && each.credential === FIRST) credentials[FIRST] = (await owner.make.token('acme')).token;
            statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
            const fault = judge.fault(each.operation, answer);
            if (fault && !faults.has(fault)) faults.set(fault, shown(each));
          }
        }),
      );
      memory.push(residentBytes(service.child.pid!));
    }
    const mebibytes = memory.map((bytes) => Math.round(bytes / 1024 / 1024));
    console.log(`fuzz: seed ${SEED}, ${REQUESTS} requests in ${Math.round((Date.now() - begun) / 1000)} s, statuses ${JSON.stringify(statuses)}, memory ${mebibytes.join(' ')} MiB`);
    expect([...faults].map((each) => each.join('\n  '))).toEqual([]);
    expect(service.output()).toBe('');
    expect(operationsOf(document).map(named).filter((each) => !walked.has(each))).toEqual([]);
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(REQUESTS < ALL ? ['200', '201'] : EXPECTED));
    expect(statuses[401]).toBeLessThan(REQUESTS * MOST_UNAUTHENTICATED);
    expect(Math.max(...memory) - memory[WARM * PORTIONS - 1]).toBeLessThan(GROWTH_BYTES);
  }, 600_000);

  const isRevoked = async (token = '') =>
    (await fetch(`${service.url}/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status === 401;

  function send({ operation, credential, path, headers, body }: FuzzedRequest): Promise<FuzzedAnswer> {
    const token = credentials[credential];
    const staff = credential === STAFF && operation.headers.includes('X-Tenant-Key') ? { 'x-tenant-key': 'acme' } : {};
    const all = { ...staff, ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-length': String(body?.length ?? 0) };
    if (body && headers['content-type'] !== undefined && body[0] === 0x1f) Object.assign(all, { 'content-encoding': 'gzip' });
    return new Promise((resolve, reject) => {
      const sent = request(`${service.url}${path}`, { method: operation.method, agent, headers: all }, (answer) => {
        const chunks: Buffer[] = [];
        const type = String(answer.headers['content-type'] ?? '');
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode!, type, text: Buffer.concat(chunks).toString() }));
        // An event stream has no end: its head is what can be judged, and the place among the streams comes back.
        if (type.startsWith('text/event-stream')) {
          resolve({ status: answer.statusCode!, type, text: '' });
          answer.on('error', () => undefined);
          return void sent.destroy();
        }
        answer.on('error', (error) => {
          // An export ends broken when its credential is revoked under it, which other requests here do.
          const broken = new Error(`${error.message}: ${operation.method} ${path}`);
          void isRevoked(token).then((revoked) =>
            revoked && operation.path === '/v1/events/export' ? resolve({ status: answer.statusCode!, type, text: '' }) : reject(broken),
          );
        });
      });
      sent.setTimeout(30_000, () => sent.destroy(new Error('no answer in 30 s')));
      sent.on('error', (error) => reject(new Error(`${error.message}: ${operation.method} ${path}`)));
      sent.end(body);
    });
  }
}); // prettier-ignore

const named = ({ method, path }: FuzzedRequest['operation']) => `${method} ${path}`;

const shown = ({ credential, path, headers, body }: FuzzedRequest) =>
  JSON.stringify({ credential, path, headers, body: body?.toString().slice(0, 300) });

const residentBytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
