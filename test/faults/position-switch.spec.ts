import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from '#libs/database';
import { EventHeads1700000027000 } from '../../libs/database/src/migrations/1700000027000-event-heads.js';
import { MIGRATIONS } from '../../libs/database/src/migrations/index.js';
import { startTestApp } from '../support/app.js';
import { asAdmin, createEmptyDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';

/** Data of the previous release: one tenant with positions 41 and 42, and one that retention has emptied. */
const STORED = [
  `INSERT INTO tenants (key, name, purged_before) VALUES ('acme', 'Acme', NULL), ('emptied', 'Emptied', now() - interval '1 day')`,
  `INSERT INTO devices (tenant_id, device_uid) SELECT id, 'sensor-1' FROM tenants`,
  `SELECT setval('events_position_seq', 40)`,
  `INSERT INTO events (tenant_id, event_uid, device_id, type, occurred_at, received_at, payload)
   SELECT d.tenant_id, 'old-' || n, d.id, 't', now(), now(), '{}' FROM generate_series(1, 2) n JOIN devices d ON d.tenant_id = (SELECT id FROM tenants WHERE key = 'acme')`,
  `SELECT nextval('events_position_seq') FROM generate_series(1, 57)`,
];

describe('the switch to positions of each tenant', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(EventHeads1700000027000));
    const source = new DataSource({ type: 'postgres', url: database.ownerUrl, migrations: before });
    await source.initialize();
    await source.runMigrations({ transaction: 'each' });
    await source.destroy();
    await asAdmin(database.adminUrl, async (admin) => {
      await admin.query('GRANT tributary_service TO tributary_app');
      for (const statement of STORED) await admin.query(statement);
    });
  });

  it('is refused while a process of the release before is connected, and changes nothing', async () => {
    const straggler = new Client({ connectionString: database.appUrl });
    await straggler.connect();
    await expect(migrate(database.ownerUrl, database.appUrl)).rejects.toThrow(
      /1 connections of the service are open.*stop every API and worker/,
    );
    await straggler.end();
  });

  it('keeps positions, goes on after the highest, and gives no position twice to a tenant whose events are gone', async () => {
    expect((await migrate(database.ownerUrl, database.appUrl)).applied).toContain('EventHeads1700000027000');
    const service = await startTestApp({}, database);
    try {
      const acme = await service.make.token('acme');
      const { next_cursor } = (await acme.get('/v1/events?order=asc')).body;
      expect((await acme.post('/v1/events', event('new-1'))).status).toBe(201);
      const { data } = (await acme.get(`/v1/events?order=asc&cursor=${next_cursor}`)).body;
      expect(data.map((each: { event_uid: string; position: number }) => [each.event_uid, each.position])).toEqual([['new-1', 43]]); // prettier-ignore
      const emptied = await service.make.token('emptied');
      const sent = event('first', { occurred_at: new Date().toISOString() });
      expect((await emptied.post('/v1/events', sent)).status).toBe(201);
      expect((await emptied.get('/v1/events/first')).body.position).toBe(100);
      const condemned = event('condemned', {
        occurred_at: new Date(Date.now() - 2 * 86_400_000).toISOString(),
      });
      expect((await emptied.post('/v1/events', condemned)).body.code).toBe('timestamp_out_of_range');
    } finally {
      await service.close();
    }
  });

  it('lets a process of the release before store nothing', async () => {
    const insert = asAdmin(database.adminUrl, (admin) =>
      admin.query(
        `INSERT INTO events (tenant_id, event_uid, device_id, type, occurred_at, received_at, payload)
         SELECT tenant_id, 'late', id, 't', now(), now(), '{}' FROM devices LIMIT 1`,
      ),
    );
    await expect(insert).rejects.toMatchObject({ code: '23502' });
  });
});
