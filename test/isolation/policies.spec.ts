import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { onCitus } from '../support/servers/citus.js';

const OWNED = ['devices', 'events', 'memberships', 'api_tokens'];

/** The third line of defence alone: plain SQL as the service's role, without the application. */
describe('row level security', () => {
  let service: TestApp;
  let client: Client;
  const ids: Record<string, string> = {};

  const open = async () => {
    const opened = new Client({ connectionString: service.database.appUrl });
    await opened.connect();
    return opened;
  };
  const seen = async (table: string, on = client) =>
    Number((await on.query(`SELECT count(*) FROM ${table}`)).rows[0].count);
  const inTransaction = async <T>(tenant: string, work: () => Promise<T>, end = 'COMMIT') => {
    await client.query('BEGIN');
    await client.query('SELECT app_set_tenant($1)', [ids[tenant]]);
    try {
      return await work();
    } finally {
      await client.query(end);
    }
  };
  const codeOf = (statement: Promise<unknown>) =>
    statement.then(
      () => 'done',
      ({ code }: { code: string }) => code,
    );

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of ['acme', 'globex']) {
      const tenant = await service.make.tenant(key);
      await tenant.post('/v1/events', event(`of-${key}`));
      await service.make.member('operator', key);
      ids[key] = await service.make.tenantId(key);
    }
  });
  beforeEach(async () => (client = await open()));
  afterEach(() => client.end());
  afterAll(() => service.close());

  it.each(OWNED)('a fresh connection without a tenant sees no row of %s', async (table) => {
    expect(await seen(table)).toBe(0);
    expect(await inTransaction('acme', () => seen(table))).toBeGreaterThan(0);
  });

  it.each(['COMMIT', 'ROLLBACK'])('a connection keeps nothing of its last tenant after %s', async (end) => {
    await inTransaction('acme', () => seen('events'), end);
    for (const table of OWNED) expect(await seen(table)).toBe(0);
    const { rows } = await client.query(`SELECT current_setting('app.tenant_id', true) AS left`);
    expect(rows[0].left).toBe('');
  });

  it('an emptied setting is no tenant, and what is no number is an error', async () => {
    await client.query(`SELECT set_config('app.tenant_id', '', false)`);
    expect(await seen('events')).toBe(0);
    await client.query(`SELECT set_config('app.tenant_id', 'acme', false)`);
    expect(await codeOf(client.query('SELECT count(*) FROM events'))).toBe('22P02');
  });

  it('shows each tenant its own rows and no others', async () => {
    for (const key of ['acme', 'globex']) {
      const { rows } = await inTransaction(key, () => client.query('SELECT event_uid FROM events'));
      expect(rows).toEqual([{ event_uid: `of-${key}` }]);
    }
  });

  it.each([
    ['an insert for another tenant', `INSERT INTO devices (tenant_id, device_uid) VALUES ($1, 'x')`],
    // On Citus the tenant of a row never changes: it says where the row is.
    ['a row handed to another tenant', `UPDATE devices SET tenant_id = $1`, onCitus ? '0A000' : '42501'],
    ['an upsert onto another tenant’s row', `INSERT INTO devices (tenant_id, device_uid) VALUES ($1, 'sensor-1') ON CONFLICT (tenant_id, device_uid) DO UPDATE SET name = 'x'`],
  ])('refuses %s', async (_, statement, code = '42501') => {
    expect(await inTransaction('acme', () => codeOf(client.query(statement, [ids.globex])), 'ROLLBACK')).toBe(code);
  }); // prettier-ignore

  it.each([
    ['update', `UPDATE devices SET name = 'x' WHERE tenant_id = $1`],
    ['delete', `DELETE FROM api_tokens WHERE tenant_id = $1`],
  ])('an %s of another tenant’s rows finds none', async (_, statement) => {
    const { rowCount } = await inTransaction('acme', () => client.query(statement, [ids.globex]));
    expect(rowCount).toBe(0);
  });

  it('an event can’t hang on another tenant’s device', async () => {
    const { rows } = await inTransaction('globex', () => client.query('SELECT id FROM devices'));
    const insert = () =>
      client.query(
        `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload) VALUES ($1, 1000, 'x', $2, 't', now(), now(), '{}')`,
        [ids.acme, rows[0].id],
      );
    expect(await inTransaction('acme', () => codeOf(insert()), 'ROLLBACK')).toBe('23503');
  });

  it.each([
    ['TRUNCATE events', '42501'],
    ['DELETE FROM events', '42501'],
    [`UPDATE events SET payload = '{}'`, '42501'],
    ['ALTER TABLE events DISABLE ROW LEVEL SECURITY', '42501'],
    ['DROP POLICY events_scope ON events', '42501'],
    ['CREATE TABLE mine (id int)', '42501'],
    // On Citus the role that inserts draws the identity.
    [`SELECT nextval('devices_id_seq')`, onCitus ? 'done' : '42501'],
    [`SELECT setval('devices_id_seq', 1)`, '42501'],
    ['SET ROLE tributary_owner', '42501'],
    ['SET ROLE tributary_lookup', '42501'],
    ['SET SESSION AUTHORIZATION tributary_owner', '42501'],
    [`COPY events TO PROGRAM 'cat'`, '42501'],
  ])('the service may not %s', async (statement, code) => {
    expect(await codeOf(client.query(statement))).toBe(code);
  });

  it('turned off by the session, it refuses instead of showing', async () => {
    await client.query('SET row_security = off');
    expect(await codeOf(client.query('SELECT count(*) FROM events'))).toBe('42501');
  });

  it('binds the table’s owner too', async () => {
    const owner = new Client({ connectionString: service.database.ownerUrl });
    await owner.connect();
    for (const table of OWNED) expect(await seen(table, owner)).toBe(0);
    await owner.end();
  });

  it('a look-up answers for one exact key, patterns are none', async () => {
    const found = async (key: string) =>
      (await client.query('SELECT key FROM app_tenant_by_key($1)', [key])).rows.map((row) => row.key);
    expect([await found('acme'), await found('ac%'), await found(''), await found('ACME')]).toEqual([['acme'], [], [], []]);
    expect(await seen('tenants')).toBe(0);
    expect(await seen('users')).toBe(0);
  }); // prettier-ignore

  it('the platform’s switch opens tenants and users, and nothing that belongs to a tenant', async () => {
    await client.query('BEGIN');
    await client.query('SELECT app_set_platform()');
    expect(await seen('tenants')).toBe(2);
    expect(await seen('users')).toBeGreaterThan(1);
    for (const table of OWNED) expect(await seen(table)).toBe(0);
    await client.query('COMMIT');
    expect(await seen('tenants')).toBe(0);
  });

  it('a savepoint rolled back gives the outer tenant back, and one released is over with the transaction', async () => {
    const uids = async () => (await client.query('SELECT event_uid FROM events')).rows.map((row) => row.event_uid);
    await inTransaction('acme', async () => {
      await client.query('SAVEPOINT point');
      await client.query('SELECT app_set_tenant($1)', [ids.globex]);
      expect(await uids()).toEqual(['of-globex']);
      await client.query('ROLLBACK TO SAVEPOINT point');
      expect(await uids()).toEqual(['of-acme']);
      await client.query('SELECT app_set_tenant($1)', [ids.globex]);
      expect(await uids()).toEqual(['of-globex']);
      await client.query('RELEASE SAVEPOINT point');
    });
    expect(await uids()).toEqual([]);
  }); // prettier-ignore

  it('a prepared statement that two tenants share answers each with its own, after a generic plan too', async () => {
    const uids = async () =>
      (await client.query({ name: 'shared', text: 'SELECT event_uid FROM events' })).rows.map((row) => row.event_uid);
    for (let i = 0; i < 12; i++) {
      const key = i % 2 ? 'acme' : 'globex';
      expect(await inTransaction(key, uids)).toEqual([`of-${key}`]);
    }
    expect(await uids()).toEqual([]);
  }); // prettier-ignore
});
