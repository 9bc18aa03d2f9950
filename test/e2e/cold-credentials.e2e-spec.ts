import { Client } from 'pg';
import { type PreparedStatement, TenantDatabase } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';

const DEVICES = 20_000;
const MEMBERS = 5_000;
/** Maximum of pages that a look-up reads: a few for each of its indexes. */
const MOST_PAGES = 40;

type Asked = [PreparedStatement<unknown>, unknown[], PreparedStatement<unknown>, unknown[]];

/** Explains the look-up statements that the service sends, under the role of the service. */
describe('the look-up of a new credential', () => {
  let service: TestApp;
  let acme: ApiClient;
  const asked: Asked[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    const tenantId = await service.make.tenantId('acme');
    await asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query("INSERT INTO devices (tenant_id, device_uid) SELECT $1, 'many-' || n FROM generate_series(1, $2::int) n", [tenantId, DEVICES]);
      await admin.query(
        `WITH made AS (INSERT INTO users (email, name, password_hash) SELECT 'many-' || n || '@example.com', 'Many', 'none' FROM generate_series(1, $2::int) n RETURNING id, email)
         INSERT INTO memberships (tenant_id, user_id, email, roles, permissions) SELECT $1, id, email, '{consumer}', '{}' FROM made`,
        [tenantId, MEMBERS],
      );
      await admin.query('ANALYZE');
    });
    const database = service.app.get(TenantDatabase);
    const lookupInside = database.lookupInside.bind(database);
    jest.spyOn(database, 'lookupInside').mockImplementation((...args) => (asked.push(args), lookupInside(...args)));
  });
  afterAll(() => service.close());

  /** Pages that PostgreSQL reads for the only look-up of `work`. */
  async function pagesOf(work: () => Promise<{ status: number }>, plan: string): Promise<number> {
    asked.length = 0;
    expect((await work()).status).toBe(201);
    expect(asked).toHaveLength(1);
    const [[setTenant, by, statement, values]] = asked;
    const client = new Client({ connectionString: service.database.appUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(setTenant.text, by);
      await client.query(`SET LOCAL plan_cache_mode = ${plan}`);
      await client.query(`PREPARE look_up AS ${statement.text}`);
      const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE look_up (${values.map(literal).join(', ')})`;
      // The first run also reads the catalog, for the functions that the statement calls.
      await client.query(explain);
      const { Plan } = (await client.query(explain)).rows[0]['QUERY PLAN'][0];
      expect(Plan['Actual Rows']).toBe(1);
      return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
    } finally {
      await client.end();
    }
  }

  it.each(['force_generic_plan', 'force_custom_plan'])(`reads one device of ${DEVICES} and one member of ${MEMBERS}, by a plan of %s`, async (plan) => {
    const device = (await acme.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
    const person = await service.make.member('producer', 'acme');
    const personal = await service.make.token('acme');
    for (const client of [service.api.as(device.token), personal, person]) {
      const pages = await pagesOf(() => client.post('/v1/events', event()), plan);
      expect(pages).toBeGreaterThan(2);
      expect(pages).toBeLessThan(MOST_PAGES);
    }
  });
}); // prettier-ignore

const literal = (value: unknown) =>
  value === null ? 'NULL' : Buffer.isBuffer(value) ? `'\\x${value.toString('hex')}'` : `'${String(value)}'`;
