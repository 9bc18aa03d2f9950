import { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { migrate } from '#libs/database';
import { EventsByTime1700000023000 } from '../../libs/database/src/migrations/1700000023000-events-by-time.js';
import { EventSource1700000028000 } from '../../libs/database/src/migrations/1700000028000-event-source.js';
import { addConstraintOnline } from '../../libs/database/src/migrations/online.js';
import { LOCK_WAIT_MS } from '../../libs/database/src/wait-for-locks.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { until } from '../support/wait.js';

const INDEXES = ['events_by_device_occurrence', 'events_by_occurrence', 'events_by_receipt'];
const BUILD =
  'CREATE INDEX CONCURRENTLY events_by_device_occurrence ON events (tenant_id, device_id, occurred_at, position)';
const WRITE = `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
  SELECT tenant_id, n, 'e-' || n, id, 't', now(), now(), '{}' FROM devices, nextval('numbers') n`;

async function connect(connectionString: string, options = ''): Promise<Client> {
  const client = new Client({ connectionString, options });
  await client.connect();
  return client;
}

describe('online migrations', () => {
  let database: TestDatabase;
  /** Works while another transaction is open. */
  let writer: Client;
  let open: Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    writer = await connect(database.adminUrl, '-c lock_timeout=5s');
    open = await connect(database.adminUrl);
    await writer.query(`INSERT INTO tenants (key, name) VALUES ('acme', 'Acme')`);
    await writer.query(`INSERT INTO devices (tenant_id, device_uid) SELECT id, 'd' FROM tenants`);
    await writer.query('CREATE SEQUENCE numbers');
    await writer.query(WRITE);
  });
  afterEach(async () => {
    await open.end();
    await writer.end();
  });

  const migrateNow = () => migrate(database.ownerUrl, database.appUrl);
  const indexes = async () =>
    (
      await writer.query(
        `SELECT indexrelid::regclass::text AS name, indexrelid::int AS oid, indisvalid AS valid, pg_get_indexdef(indexrelid) AS definition
           FROM pg_index WHERE indrelid = 'events'::regclass ORDER BY 1`,
      )
    ).rows;
  /** Waits until PostgreSQL reports that a statement waits longer than it would for a strong lock. */
  const waits = (statement: string, type: string) =>
    until(`${statement} waits for ${type}`, async () => {
      const { rowCount } = await writer.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE $1 AND wait_event = $2
            AND clock_timestamp() - query_start > $3 * interval '1 ms'`,
        [`%${statement}%`, type, LOCK_WAIT_MS * 2],
      );
      return rowCount! > 0;
    });

  /** Reverts a migration. */
  async function takeBack(Migration: new () => { down(runner: QueryRunner): Promise<void> }): Promise<void> {
    const source = await new DataSource({ type: 'postgres', url: database.ownerUrl }).initialize();
    const runner = source.createQueryRunner();
    await new Migration().down(runner);
    await runner.query('DELETE FROM migrations WHERE name = $1', [Migration.name]);
    await runner.release();
    await source.destroy();
  }

  it('builds indexes beside writes, waits for old transactions, and several processes may migrate', async () => {
    const before = await indexes();
    await takeBack(EventsByTime1700000023000);
    await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await open.query(WRITE);
    const first = migrateNow();
    await waits('CREATE  INDEX CONCURRENTLY', 'virtualxid');
    const second = migrateNow();
    await writer.query(WRITE);
    await open.query('COMMIT');
    const applied = [(await first).applied, (await second).applied];
    expect(applied).toEqual([['EventsByTime1700000023000'], []]);
    const definitions = (all: { definition: string; valid: boolean }[]) =>
      all.map(({ definition, valid }) => [definition, valid]);
    expect(definitions(await indexes())).toEqual(definitions(before));
  });

  it('leaves a database alone that has them', async () => {
    const before = await indexes();
    expect((await migrateNow()).applied).toEqual([]);
    expect(await indexes()).toEqual(before);
    expect(before.map(({ name }) => name)).toEqual(expect.arrayContaining(INDEXES));
  });

  it('builds anew what an interrupted build left invalid', async () => {
    await takeBack(EventsByTime1700000023000);
    await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await open.query(WRITE);
    const builder = await connect(database.ownerUrl);
    const build = builder.query(BUILD).catch((error: Error) => error);
    await waits(BUILD.slice(0, 40), 'virtualxid');
    await writer.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = '${BUILD}'`,
    );
    expect(await build).toMatchObject({ code: '57014' });
    await builder.end();
    await open.query('COMMIT');
    expect((await indexes()).filter(({ valid }) => !valid).map(({ name }) => name)).toEqual([INDEXES[0]]);
    await migrateNow();
    expect((await indexes()).filter(({ name }) => INDEXES.includes(name)).map(({ valid }) => valid)).toEqual([true, true, true]); // prettier-ignore
  });

  it('waits for a build that goes on after its process was killed, and keeps it', async () => {
    await takeBack(EventsByTime1700000023000);
    await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await open.query(WRITE);
    const builder = await connect(database.ownerUrl);
    const build = builder.query(BUILD);
    await waits(BUILD.slice(0, 40), 'virtualxid');
    const [{ oid }] = (await indexes()).filter(({ valid }) => !valid);
    const migration = migrateNow();
    await until('the migration looks at the build', async () => {
      const { rowCount } = await writer.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND query LIKE '%pg_stat_progress_create_index%'`,
      );
      return rowCount! > 0;
    });
    await open.query('COMMIT');
    await build;
    await builder.end();
    await migration;
    expect((await indexes()).find(({ name }) => name === INDEXES[0])).toMatchObject({ oid, valid: true });
  });

  it('lets writes pass between its tries to get a strong lock', async () => {
    await takeBack(EventSource1700000028000);
    await open.query('BEGIN');
    await open.query(WRITE);
    let isDone = false;
    const migration = migrateNow().finally(() => (isDone = true));
    // Each queues behind the statement, and goes on when that gives up.
    for (let queued = 0; queued < 2; queued++) {
      await until('the migration waits for the table', async () => {
        const { rowCount } = await writer.query(
          `SELECT FROM pg_locks WHERE relation = 'events'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted`,
        );
        return rowCount! > 0;
      });
      await writer.query(WRITE);
    }
    expect(isDone).toBe(false);
    await open.query('ROLLBACK');
    expect((await migration).applied).toEqual(['EventSource1700000028000']);
  });

  it('adds a constraint for new rows, then checks those of before, and goes on after it was interrupted', async () => {
    const source = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
    const runner = source.createQueryRunner();
    const add = () => addConstraintOnline(runner, 'events', 'events_later', `CHECK (type <> 't')`);
    const isValid = async () =>
      (await writer.query(`SELECT convalidated FROM pg_constraint WHERE conname = 'events_later'`)).rows;
    try {
      await expect(add()).rejects.toMatchObject({ code: '23514' });
      expect(await isValid()).toEqual([{ convalidated: false }]);
      await expect(writer.query(WRITE)).rejects.toMatchObject({ code: '23514' });
      await writer.query(`UPDATE events SET type = 'u'`);
      await add();
      await add();
      expect(await isValid()).toEqual([{ convalidated: true }]);
      const [{ lock_timeout }] = await runner.query('SHOW lock_timeout');
      expect(lock_timeout).toBe('0');
    } finally {
      await runner.release();
      await source.destroy();
    }
  });

  it('ends with its cause, if a migration fails', async () => {
    await takeBack(EventSource1700000028000);
    await asAdmin(database.adminUrl, (admin) => admin.query('ALTER TABLE events ADD COLUMN source text'));
    await expect(migrateNow()).rejects.toMatchObject({ code: '42701' });
  });
});
