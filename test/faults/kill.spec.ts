import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { startProcess } from '../support/servers/process.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { until } from '../support/wait.js';

/** Bytes of the batch that reach PostgreSQL, about half of it. */
const HALF_BYTES = 500_000;
/** Time after which PostgreSQL ends a session that is idle in a transaction: see ROLE_LIMITS. Milliseconds. */
const IDLE_MS = 10_000;
/** Length of the message Sync of PostgreSQL's protocol. Bytes. */
const SYNC_BYTES = 5;

/**
 * `kill -9` of the service at the two decisive moments. After a retry with the same bytes there is one row, whatever
 * the client saw.
 */
describe('the service killed', () => {
  let database: TestDatabase;
  let owner: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await startTestApp({}, database);
    acme = await owner.make.tenant('acme');
  });
  afterAll(() => owner.close());

  const count = (uid: string) =>
    asAdmin(database.adminUrl, async (admin) =>
      Number((await admin.query('SELECT count(*) FROM events WHERE event_uid = $1', [uid])).rows[0].count),
    );

  it.each([
    ['before the commit', 0, 201, 'created'],
    ['between commit and answer', 1, 200, 'duplicate'],
  ])('%s: stored is %i, the retry says %i %s, and there is one row', async (moment, stored, status, outcome) => {
    const proxy = await TcpProxy.before(database.appUrl);
    const service = await startProcess({ ...database, appUrl: proxy.url });
    const sent = event();
    let reached = false;
    proxy.onSent = (bytes) => {
      if (!bytes.includes('INSERT INTO events')) return;
      reached = true;
      // If the event is to be committed, the proxy drops PostgreSQL's answer. Otherwise it drops Sync, which commits.
      if (stored) proxy.answers = 'silent';
      else {
        proxy.set('silent');
        return bytes.length - SYNC_BYTES;
      }
    };
    const lost = new ApiClient(service.url, acme.token)
      .post('/v1/events', sent).then(
        ({ status: answered }) => answered,
        () => 'lost',
      );
    await until(`it is killed ${moment}`, async () => reached && (await count(sent.event_uid)) === stored);
    service.child.kill('SIGKILL');
    await service.ended;
    expect(await lost).toBe('lost');
    await proxy.stop();
    expect(await count(sent.event_uid)).toBe(stored);
    const again = await acme.post('/v1/events', sent);
    expect([again.status, again.body.outcome]).toEqual([status, outcome]);
    expect(await count(sent.event_uid)).toBe(1);
  }, 120_000);

  it('or standing still in the middle of a batch: PostgreSQL ends the session, and the tenant goes on elsewhere', async () => {
    const id = await owner.make.tenantId('acme');
    expect((await acme.post('/v1/events', event())).status).toBe(201);
    const isFree = () =>
      asAdmin(database.adminUrl, (admin) =>
        admin.query('SELECT FROM event_heads WHERE tenant_id = $1 FOR UPDATE NOWAIT', [id]).then(() => true, () => false),
      );
    const proxy = await TcpProxy.before(database.appUrl);
    const service = await startProcess({ ...database, appUrl: proxy.url });
    let passed = 0;
    proxy.onSent = (bytes) => {
      if (!passed && !bytes.includes('FROM event_heads')) return;
      passed += bytes.length;
      if (passed < HALF_BYTES) return;
      service.child.kill('SIGSTOP');
      return 0;
    };
    const events = Array.from({ length: 1000 }, () => event(undefined, { payload: { text: 'x'.repeat(1000) } }));
    const lost = new ApiClient(service.url, acme.token).post('/v1/events/batch', { events }).catch(() => 'lost');
    await until('the batch holds the head', async () => passed >= HALF_BYTES && !(await isFree()));
    await until('the head is free', isFree, IDLE_MS + 5_000);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
    service.child.kill('SIGKILL');
    await service.ended;
    expect(await lost).toBe('lost');
    await proxy.stop();
  }, 120_000);

  it('together with its machine: PostgreSQL asks a silent connection for a sign of life, and ends it after 25 s', async () => {
    const client = new Client({ connectionString: database.appUrl });
    await client.connect();
    const valueOf = async (name: string) => Number((await client.query(`SHOW ${name}`)).rows[0][name]);
    const [idle, interval, count] = [await valueOf('tcp_keepalives_idle'), await valueOf('tcp_keepalives_interval'), await valueOf('tcp_keepalives_count')];
    await client.end();
    expect(idle + interval * count).toBe(25);
  });
}); // prettier-ignore
