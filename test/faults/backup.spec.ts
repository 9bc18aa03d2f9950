import { join } from 'node:path';
import { migrate } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { describeWithTools, SystemPostgres } from '../support/system-postgres.js';
import { until } from '../support/wait.js';

const TABLES = ['tenants', 'devices', 'events', 'api_tokens', 'audit_entries', 'users'];

describeWithTools('backup and restore, as docs/operations.md tells', () => {
  let postgres: SystemPostgres;
  let source: TestApp;

  beforeAll(async () => {
    postgres = await SystemPostgres.start();
  }, 120_000);
  afterAll(async () => {
    await source?.close();
    await postgres?.remove();
  });

  const counts = (database: string) =>
    asAdmin(postgres.database(database).adminUrl, async (admin) => {
      const sums: Record<string, string> = {};
      for (const table of TABLES) {
        const { rows } = await admin.query(
          `SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text)) AS sum FROM ${table} t`,
        );
        sums[table] = rows[0].sum;
      }
      return sums;
    });

  async function restore(dump: string, name: string): Promise<TestDatabase> {
    await asAdmin(postgres.url('postgres', 'postgres'), (admin) =>
      admin.query(`CREATE DATABASE ${name} OWNER tributary_owner`),
    );
    const restored = postgres.database(name);
    await postgres.run('pg_restore', '--exit-on-error', '-d', restored.adminUrl, dump);
    return restored;
  }

  it('brings back every row of every tenant, its isolation, and exactly-once', async () => {
    const database = postgres.database();
    source = await startTestApp({}, database);
    const tokens = [await source.make.tenant('acme'), await source.make.tenant('globex')];
    for (const client of tokens)
      for (let i = 0; i < 5; i++) expect((await client.post('/v1/events', event(`e-${i}`))).status).toBe(201);
    await source.close();
    const before = await counts('tributary');

    const dump = join(postgres.home, 'tributary.dump');
    // The policies apply to the owner too: its dump is refused, not silently empty.
    const asOwner = postgres.run('pg_dump', '-Fc', '-f', dump, '-d', database.ownerUrl);
    await expect(asOwner).rejects.toThrow(/row-level security/);
    await postgres.run('pg_dump', '-Fc', '-f', dump, '-d', database.adminUrl);
    const restored = await restore(dump, 'restored');
    expect(await counts('restored')).toEqual(before);

    expect((await migrate(restored.ownerUrl, restored.appUrl)).applied).toEqual([]);
    const again = await startTestApp({}, restored);
    source = again;
    const acme = again.api.as(tokens[0].token);
    const { body } = await acme.get('/v1/events?order=asc');
    expect(body.data.map((each: { event_uid: string }) => each.event_uid)).toEqual([
      'e-0',
      'e-1',
      'e-2',
      'e-3',
      'e-4',
    ]);
    expect((await acme.post('/v1/events', event('e-0'))).body.outcome).toBe('duplicate');
    // Positions continue: a consumer's cursor stays valid.
    await acme.post('/v1/events', event('after'));
    const next = await acme.get(`/v1/events?order=asc&cursor=${body.next_cursor}`);
    expect(next.body.data.map((each: { event_uid: string }) => each.event_uid)).toEqual(['after']);
    await asAdmin(restored.appUrl, async (app) => {
      expect((await app.query('SELECT * FROM events')).rows).toEqual([]);
    });
  }, 120_000);

  it('taken under load has all that was acknowledged before, and no gap', async () => {
    const database = postgres.database();
    await source.close();
    source = await startTestApp({}, database);
    const busy = await source.make.tenant('busy');
    const acknowledged: string[] = [];
    let isSending = true;
    const load = [0, 1].map(async (sender) => {
      for (let n = 0; isSending; n++) {
        const uid = `e-${sender}-${n}`;
        expect((await busy.post('/v1/events', event(uid))).status).toBe(201);
        acknowledged.push(uid);
      }
    });
    const more = (count = acknowledged.length + 50) => until('more', () => acknowledged.length >= count);
    await more();
    const before = [...acknowledged];
    const dump = join(postgres.home, 'busy.dump');
    await Promise.all([postgres.run('pg_dump', '-Fc', '-f', dump, '-d', database.adminUrl), more()]);
    isSending = false;
    await Promise.all(load);
    const { adminUrl } = await restore(dump, 'busy');
    const { rows } = await asAdmin(adminUrl, (admin) =>
      admin.query(
        `SELECT e.event_uid, e.position::int FROM events e JOIN tenants t ON t.id = e.tenant_id WHERE t.key = 'busy' ORDER BY e.position`,
      ),
    );
    const uids = rows.map(({ event_uid }) => event_uid);
    expect(uids).toEqual(expect.arrayContaining(before));
    expect(acknowledged).toEqual(expect.arrayContaining(uids));
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, i) => i + 1));
  }, 120_000);
});
