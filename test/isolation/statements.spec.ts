import { DataSource } from 'typeorm';
import { LastUsed } from '#libs/auth';
import { readCitusCatalog, type TenantDataSource } from '#libs/database';
import { LastSeen } from '#libs/devices';
import { TenantCache } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { asAdmin, judged } from '../support/servers/database.js';
import { sentTo, withoutTenant } from '../support/statements.js';

/** A server that jest did not start has its log elsewhere, and may be too old to plan without parameters. */
const describeWithLog = process.env.TEST_POSTGRES ? describe.skip : describe;

/** How test/support/jest/judge-statements.ts judges, and the statements that only a distributed database gets. */
describeWithLog('statements on tables of tenants', () => {
  let service: TestApp;

  beforeAll(async () => {
    judged.on = true;
    service = await startTestApp();
  });
  afterAll(() => service.close());

  const judge = (texts: string[]) =>
    asAdmin(service.database.adminUrl, async (admin) => withoutTenant(admin, await readCitusCatalog(admin), texts)); // prettier-ignore

  it.each([
    'SELECT name FROM devices WHERE tenant_id = $1',
    'SELECT name FROM devices WHERE device_uid = $2 AND tenant_id = 1',
    'SELECT d.name FROM events e JOIN devices d ON d.tenant_id = e.tenant_id AND d.id = e.device_id WHERE e.tenant_id = $1',
    'SELECT e.type, d.name FROM events e LEFT JOIN devices d ON d.tenant_id = e.tenant_id AND d.id = e.device_id WHERE e.tenant_id = $1',
    'SELECT name FROM devices d WHERE tenant_id = $1 AND EXISTS (SELECT FROM events e WHERE e.tenant_id = d.tenant_id AND e.device_id = d.id OFFSET 0)',
    'INSERT INTO devices (tenant_id, device_uid) VALUES ($1, $2)',
    'INSERT INTO devices (tenant_id, device_uid) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING',
    'INSERT INTO devices (tenant_id, device_uid) SELECT $1::bigint, u FROM unnest($2::text[]) u ORDER BY u',
    'INSERT INTO devices (tenant_id, device_uid) SELECT tenant_id, $2 FROM event_heads WHERE tenant_id = $1',
    'UPDATE devices SET name = $2 WHERE tenant_id = $1',
    'DELETE FROM devices WHERE tenant_id = $1 AND device_uid = $2',
    'SELECT app_purge_audit($1::bigint, 1)',
    'SELECT key FROM tenants',
    'SELECT * FROM app_memberships_of($1)',
  ])('that name the tenant pass: %s', async (text) => {
    expect(await judge([text])).toEqual([]);
  });

  it.each([
    ['SELECT name FROM devices', 'reads devices'],
    ['SELECT name FROM devices WHERE device_uid = $1', 'reads devices'],
    ['SELECT name FROM devices WHERE tenant_id = $1 OR true', 'reads devices'],
    ['SELECT name FROM devices WHERE tenant_id <> $1', 'reads devices'],
    ['SELECT name FROM devices WHERE tenant_id IN (SELECT id FROM tenants WHERE key = $1)', 'reads devices'],
    [
      'SELECT d.name FROM events e JOIN devices d ON d.id = e.device_id WHERE e.tenant_id = $1',
      'reads devices',
    ],
    [
      'SELECT d.name FROM events e JOIN devices d ON d.tenant_id = e.tenant_id AND d.id = e.device_id',
      'reads',
    ],
    ['SELECT name FROM devices WHERE tenant_id = $1 UNION ALL SELECT type FROM events', 'reads events'],
    ['INSERT INTO devices (tenant_id, device_uid) SELECT id, $1 FROM tenants', 'inserts into devices'],
    ['INSERT INTO devices (tenant_id, device_uid) SELECT max(id), $1 FROM tenants', 'inserts into devices'],
    ['UPDATE devices SET name = $1', 'reads devices'],
    ['DELETE FROM devices WHERE device_uid = $1', 'reads devices'],
    ['SELECT app_purge_audit(id, 1) FROM tenants', 'calls app_purge_audit'],
    ['SELECT * FROM app_tenants_of_tokens($1)', 'calls app_tenants_of_tokens'],
  ])('that do not are found: %s', async (text, why) => {
    expect(await judge([text])).toEqual([expect.stringContaining(why)]);
  });

  it('all name it on a distributed database, without an exception', async () => {
    const source = service.app.get<TenantDataSource>(DataSource);
    source.isDistributed = true;
    const acme = await service.make.tenant('acme');
    const cold = async (work: () => Promise<{ status: number }>) => {
      service.app.get(TenantCache).clear();
      expect((await work()).status).toBeLessThan(300);
    };
    const person = await service.make.person('tenant_admin', 'acme');
    const session = await person.logIn();
    const { token: deviceToken } = (await acme.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
    const { token: personal } = (await session.post('/v1/tokens', { name: 'p', abilities: ['events:read'] })).body;
    await cold(() => acme.get('/v1/events'));
    await cold(() => service.api.as(personal).get('/v1/events'));
    await cold(() => service.api.as(deviceToken).post('/v1/events', event('one')));
    await cold(() => acme.post('/v1/events/batch', { events: [event('one'), event('two')] }));
    await cold(() => session.get('/v1/devices'));
    const body = { current_password: person.password, new_password: 'a new horse battery staple', revoke_tokens: true };
    await cold(() => session.post('/v1/auth/password', body));
    await service.app.get(LastUsed).flush();
    await service.app.get(LastSeen).flush();
    const sent = sentTo(new URL(service.database.adminUrl).pathname.slice(1));
    expect(sent.filter((text) => /\b(?:api_tokens|devices|events|roles)\b/.test(text)).length).toBeGreaterThan(15);
    expect(await judge(sent)).toEqual([]);
  }); // prettier-ignore
});
