import { generateKeyPairSync } from 'node:crypto';
import { CursorKeys } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';

const OTHER_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const [FIRST, SECOND] = ['first secret '.repeat(4), 'second secret '.repeat(4)];

/** A consumer keeps its cursor for a long time, so a cursor stays valid when the keys of the deployment change. */
describe('the keys of cursors', () => {
  let database: TestDatabase;
  const open = new Set<TestApp>();
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all([...open].map((service) => service.close()));
    open.clear();
  });

  const start = async (env: Record<string, string> = {}) => {
    const service = await startTestApp(env, database);
    open.add(service);
    return service;
  };
  const stop = async (service: TestApp) => {
    open.delete(service);
    await service.close();
  };
  /** Stores three events of acme. @returns a client of acme, and a reader of the feed in pages of one event */
  const world = async (service: TestApp) => {
    const client = await service.make.tenant('acme');
    await client.post('/v1/events/batch', { events: [event('a'), event('b'), event('c')] });
    const page = async (at: TestApp, cursor?: string) =>
      (await client.at(at.url).get(`/v1/events?order=asc&limit=1${cursor ? `&cursor=${cursor}` : ''}`)).body;
    return { client, page };
  };
  const kidOf = (cursor: string) => Buffer.from(cursor, 'base64url').readUInt16BE(1);
  const sql = async <T>(text: string) =>
    (await asAdmin(database.adminUrl, (client) => client.query(text))).rows as T[];
  /** Changes the age of a key and notifies the processes, as a change by the service does. */
  const age = (sealsFrom: string, kid: number) =>
    sql(
      `WITH told AS (INSERT INTO changes (name) VALUES ('cursor-keys')) UPDATE cursor_keys SET seals_from = ${sealsFrom} WHERE kid = ${kid}`,
    );
  const kept = () =>
    sql<{ kid: number; bytes: number; by: string | null }>(
      'SELECT kid, length(secret) AS bytes, encrypted_by AS by FROM cursor_keys ORDER BY kid',
    );

  it('have nothing to do with those of tokens', async () => {
    const before = await start();
    const { client, page } = await world(before);
    const { next_cursor } = await page(before);
    const staff = await before.make.staff();
    expect((await staff.post('/v1/signing-keys/rotate', { revoke_previous: true })).status).toBe(201);
    expect((await page(before, next_cursor)).data[0].event_uid).toBe('b');
    await stop(before);
    const after = await start({ JWT_PRIVATE_KEY: OTHER_KEY });
    expect((await page(after, next_cursor)).data[0].event_uid).toBe('b');
    const stream = await client
      .at(after.url)
      .get('/v1/events/stream', { headers: { 'last-event-id': next_cursor } });
    expect(stream.status).toBe(200);
  });

  it('seal only when every process knows them, and open for good', async () => {
    const [one, two] = [await start(), await start()];
    const { page } = await world(one);
    const old = (await page(one)).next_cursor;
    expect([kidOf(old), kidOf((await page(two)).next_cursor)]).toEqual([1, 1]);
    // The key is young enough: none of the processes makes another, though all look at once.
    await Promise.all([one, two].map(({ app }) => app.get(CursorKeys).renew()));
    expect(await kept()).toEqual([{ kid: 1, bytes: 32, by: null }]);
    // The key is old enough: only one of the processes makes another, though all look at once.
    await age(`seals_from - interval '91 days'`, 1);
    await until('both have seen how old the key is', async () => {
      await Promise.all([one, two].map(({ app }) => app.get(CursorKeys).renew()));
      return (await kept()).length > 1;
    });
    expect((await kept()).map(({ kid }) => kid)).toEqual([1, 2]);
    expect((await page(one)).next_cursor).toBe(old);
    await age('now()', 2);
    for (const service of [one, two])
      await until('it seals', async () => kidOf((await page(service)).next_cursor) === 2);
    for (const service of [one, two, await start()]) {
      expect((await page(service, old)).data[0].event_uid).toBe('b');
      const { next_cursor } = await page(service);
      for (const other of open) expect((await page(other, next_cursor)).data[0].event_uid).toBe('b');
    }
  });

  it('are made once by processes that start at once', async () => {
    const services = await Promise.all([start(), start(), start()]);
    const { page } = await world(services[0]);
    const cursors = await Promise.all(services.map(async (each) => (await page(each)).next_cursor));
    expect(new Set(cursors).size).toBe(1);
    expect(await kept()).toHaveLength(1);
  });

  it('are encrypted under a secret, which may come late and be changed, and must not be lost', async () => {
    const bare = await start();
    const { page } = await world(bare);
    const { next_cursor } = await page(bare);
    await stop(bare);
    const opens = async (env: Record<string, string>) => {
      const service = await start(env);
      expect((await page(service, next_cursor)).data[0].event_uid).toBe('b');
      await stop(service);
      return (await kept())[0];
    };
    const first = await opens({ KEY_ENCRYPTION_SECRET: FIRST });
    expect(first).toEqual({ kid: 1, bytes: 60, by: expect.any(String) });
    expect(await opens({ KEY_ENCRYPTION_SECRET: FIRST })).toEqual(first);
    for (const env of [{}, { KEY_ENCRYPTION_SECRET: SECOND }])
      await expect(start(env as Record<string, string>)).rejects.toThrow(/KEY_ENCRYPTION_SECRET_PREVIOUS/);
    const both = { KEY_ENCRYPTION_SECRET: SECOND, KEY_ENCRYPTION_SECRET_PREVIOUS: FIRST };
    const second = await opens(both);
    expect([second.bytes, second.by === first.by]).toEqual([60, false]);
    expect(await opens({ KEY_ENCRYPTION_SECRET: SECOND })).toEqual(second);
    expect(await opens({ KEY_ENCRYPTION_SECRET_PREVIOUS: SECOND })).toEqual({ kid: 1, bytes: 32, by: null });
  });
});
