import { LastUsed } from '#libs/auth';
import { DataSource } from 'typeorm';
import { LastSeen } from '../../libs/devices/src/last-seen.js';
import { INSERT_HELD } from '../../libs/events/src/ingest/ingest.statements.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { asAdmin } from '../support/servers/database.js';

const EVENTS = 12;

interface Prepared {
  readonly name: string;
  readonly statement: string;
  readonly parameters: number;
  readonly custom: string;
  readonly generic: string;
}

/** Plans of PostgreSQL for the only connection of a service whose tables were empty at first. */
describe('prepared statements', () => {
  let service: TestApp;
  let source: DataSource;
  let all: Prepared[];

  beforeAll(async () => {
    service = await startTestApp({ DATABASE_POOL_SIZE: '1' });
    source = service.app.get(DataSource);
    const tenant = await service.make.tenant('acme');
    // After ANALYZE, the cheapest plan for an empty table is to read all of it.
    await asAdmin(service.database.adminUrl, (admin) => admin.query('ANALYZE'));
    const { token } = (await tenant.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
    const device = service.api.as(token);
    for (let i = 0; i < EVENTS; i++) expect((await device.post('/v1/events', event(`e-${i}`))).status).toBe(201);
    expect((await device.post('/v1/events', event('e-0'))).status).toBe(200);
    await service.app.get(LastSeen).flush();
    await service.app.get(LastUsed).flush();
    all = await source.query(
      `SELECT name, statement, cardinality(parameter_types) AS parameters, custom_plans AS custom, generic_plans AS generic
         FROM pg_prepared_statements WHERE statement ~ '(FROM|INTO|UPDATE) (\\w+)' AND name LIKE 'tributary_%'`,
    );
  });
  afterAll(() => service.close());

  it('are planned once: a single event is not planned', () => {
    const [insert] = all.filter(({ statement }) => statement === INSERT_HELD.text);
    expect([Number(insert.custom), Number(insert.generic)]).toEqual([0, EVENTS + 1]);
  });

  it('use indexes, though the tables were empty when they were planned', async () => {
    await source.query("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)");
    const ofTenants = all.filter(({ custom, statement }) => custom === '0' && /\btenant_id\b/.test(statement));
    const tables = ['event_heads', 'INTO events', 'JOIN devices', 'UPDATE devices', 'UPDATE api_tokens', 'FROM api_tokens'];
    for (const table of tables) expect([table, ofTenants.some(({ statement }) => statement.includes(table))]).toEqual([table, true]);
    for (const { name, statement, parameters } of ofTenants) {
      const values = Array(Number(parameters)).fill('NULL').join(', ');
      const rows: { 'QUERY PLAN': string }[] = await source.query(`EXPLAIN EXECUTE ${name}(${values})`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect([statement, plan.match(/Seq Scan.*|Bitmap.*|Hash Join.*|Merge Join.*|Hash .*Join.*/g)]).toEqual([statement, null]);
    }
  });
}); // prettier-ignore
