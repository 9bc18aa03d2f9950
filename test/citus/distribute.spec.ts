import {
  distribute,
  distributedTables,
  inspectCitus,
  LOCAL_TABLES,
  migrate,
  readCitusCatalog,
  REFERENCE_TABLES,
} from '#libs/database';
import { Client } from 'pg';
import { createEmptyCitusDatabase } from '../support/servers/citus.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { describeOnCitus } from './describe-on-citus.js';

/** Rows of before. */
const FILL = `
  INSERT INTO tenants (key, name) SELECT 't-' || n, 'T' FROM generate_series(1, 20) n;
  INSERT INTO event_heads (tenant_id, last) SELECT id, 3 FROM tenants;
  INSERT INTO devices (tenant_id, device_uid) SELECT id, 'd' FROM tenants;
  INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
    SELECT tenant_id, n, 'e-' || n, id, 't', now(), now(), '{}' FROM devices, generate_series(1, 3) n`;
/** Citus hides shards in pg_class. */
const KEYS = `SELECT f.conname, pg_get_constraintdef(f.oid) AS definition FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
  WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace ORDER BY f.conname`;
const FORCED = `SELECT count(*)::int AS forced FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relforcerowsecurity`;

describeOnCitus('an existing database', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyCitusDatabase();
    await migrate(database.ownerUrl, database.appUrl);
    await ask(FILL);
  });

  const ask = (sql: string) =>
    asAdmin(database.adminUrl, async (client: Client) => (await client.query(sql)).rows);
  const run = (dryRun = false) => distribute(database.ownerUrl, database.appUrl, { shards: 4, dryRun });

  it('is distributed with its rows, keys and policies, and once', async () => {
    const [keys, forced] = [await ask(KEYS), await ask(FORCED)];
    const planned = await run(true);
    expect(await ask(KEYS)).toEqual(keys);
    expect(await run()).toEqual(planned);
    expect([await ask(KEYS), await ask(FORCED)]).toEqual([keys, forced]);
    const catalog = await asAdmin(database.adminUrl, readCitusCatalog);
    expect([...catalog.placed].sort()).toEqual([...REFERENCE_TABLES, ...distributedTables(catalog)].sort());
    expect(catalog.placed.filter((name) => LOCAL_TABLES.includes(name))).toEqual([]);
    const [{ events }] = await ask('SELECT count(*)::int AS events FROM events');
    expect(events).toBe(60);
    expect(await run()).toEqual([]);
  });

  it('leaves nothing to do if it has the rights of a distributed one, as after a restore of its dump', async () => {
    await ask('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tributary_service');
    await run();
    expect((await inspectCitus(database.appUrl))!.faults).toEqual([]);
  });

  it('is finished after an interruption, wherever that was', async () => {
    const keys = await ask(KEYS);
    for (const after of [1, 3, 12]) {
      const stop = distribute(database.ownerUrl, database.appUrl, { shards: 4, log: counted(after) });
      await expect(stop).rejects.toThrow('interrupted');
    }
    expect((await ask(KEYS)).length).toBeLessThan(keys.length);
    await run();
    expect(await ask(KEYS)).toEqual(keys);
    expect(await ask(`SELECT to_regnamespace('tributary_distribution') AS left`)).toEqual([{ left: null }]);
  });

  it('is left alone while the service is connected', async () => {
    await asAdmin(database.appUrl, async () => {
      await expect(run()).rejects.toThrow('stop every API and worker process first');
    });
    expect((await asAdmin(database.adminUrl, readCitusCatalog)).placed).toEqual([]);
  });
});

/** Takes so many steps and then throws. */
function counted(most: number): () => void {
  let taken = 0;
  return () => {
    if (taken++ === most) throw new Error('interrupted');
  };
}
