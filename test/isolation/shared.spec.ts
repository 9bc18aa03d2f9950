import { array, assert, asyncProperty, constantFrom, integer, record, uniqueArray } from 'fast-check';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { PartFailure, PreparedStatement, TenantDatabase, UnscopedQueryError } from '#libs/database';
import { TenantsService } from '#libs/tenants';
import { columnsOf, INSERT_HELD, TRY_HEAD } from '../../libs/events/src/ingest/ingest.statements.js';
import { SharedWriter } from '../../libs/events/src/ingest/shared.writer.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { onCitus } from '../support/servers/citus.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';

const TENANTS = ['acme', 'globex', 'initech', 'umbrella', 'hooli', 'soylent', 'tyrell', 'wonka'];
const UIDS = ['a', 'b', 'c', 'd', 'e'];
const PROGRAMS = Number(process.env.SHARED_PROGRAMS ?? 200);
/** What PostgreSQL refuses if the application's checks are bypassed. */
const POISON = '{"a":0e-99999}';

const sent = record({
  uid: constantFrom(...UIDS),
  celsius: integer({ min: 1, max: 3 }),
  device: constantFrom('sensor-1', 'sensor-1', 'sensor-1', 'nobody'),
});
const request = record({
  tenant: constantFrom(...TENANTS),
  process: constantFrom(0, 1),
  events: array(sent, { minLength: 1, maxLength: 3 }),
});
const programs = array(uniqueArray(request, { minLength: 6, maxLength: 20, selector: (each) => JSON.stringify(each) }), { minLength: 1, maxLength: 3 }); // prettier-ignore

/** Tenants share no transactions on Citus: a commit on several workers has two phases. */
const itIfShared = onCitus ? it.skip : it;

const validatedEvent = (eventUid: string, payload = '{}') => ({
  eventUid,
  deviceUid: 'sensor-1',
  type: 't',
  occurredAt: null,
  late: false,
  payload,
  extensions: null,
  pointer: '',
});

describe('several tenants in one transaction', () => {
  let database: TestDatabase;
  let apps: TestApp[];
  const tokens = new Map<string, ApiClient>();
  const ids = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    apps = [await startTestApp({}, database), await startTestApp({}, database)];
    for (const key of TENANTS) {
      tokens.set(key, await apps[0].make.tenant(key));
      ids.set(key, await apps[0].make.tenantId(key));
    }
    const everyone = TENANTS.map((key) => tokens.get(key)!.post('/v1/events', event()));
    expect((await Promise.all(everyone)).map(({ status }) => status)).toEqual(TENANTS.map(() => 201));
  });
  afterAll(() => Promise.all(apps.map((each) => each.close())));
  afterEach(() => jest.restoreAllMocks());

  const tenant = async (key: string) => (await apps[0].app.get(TenantsService).byKey(key))!;
  const shared = () => apps[0].app.get(SharedWriter);
  const door = () => apps[0].app.get(TenantDatabase);
  const stored = () =>
    asAdmin(database.adminUrl, async (client) => {
      const { rows } = await client.query<{ key: string; uid: string; celsius: number | null; position: string }>(
        `SELECT t.key, e.event_uid AS uid, (e.payload -> 'celsius')::int AS celsius, e.position FROM events e JOIN tenants t ON t.id = e.tenant_id ORDER BY t.id, e.position`,
      );
      return rows;
    });
  const clear = () => asAdmin(database.adminUrl, (client) => client.query('DELETE FROM events'));
  const part = async (key: string, uid: string, payload?: string) => {
    const { id, ...rest } = await tenant(key);
    return {
      tenant: { id, ...rest },
      statements: [
        [TRY_HEAD, [id]],
        [INSERT_HELD, columnsOf(id, [validatedEvent(uid, payload)])],
      ] as [PreparedStatement<unknown>, unknown[]][],
    };
  };

  itIfShared('are what gathers while others commit; each is told of its own', async () => {
    const together = jest.spyOn(door(), 'together');
    const records = await Promise.all(TENANTS.map(tenant));
    const eventResults = await Promise.all(records.map((each) => shared().write(each, [validatedEvent(`of-${each.key}`)])));
    expect(eventResults.map(([{ event_uid, outcome }]) => [event_uid, outcome])).toEqual(TENANTS.map((key) => [`of-${key}`, 'created']));
    expect(together.mock.calls.map(([parts]) => parts.map((each) => each.tenant.key))).toEqual([['acme'], ['globex'], TENANTS.slice(2)]);
  });

  it(`keep apart in ${PROGRAMS} random programs of two processes: each uid is created once, and positions are unique`, async () => {
    const together = jest.spyOn(door(), 'together');
    let shares = 0;
    await assert(
      asyncProperty(programs, async (rounds) => {
        together.mockClear();
        await clear();
        const created = new Map<string, number>();
        for (const requests of rounds) {
          const answers = await Promise.all(
            requests.map(({ tenant, process, events }) =>
              tokens.get(tenant)!.at(apps[process].url).post('/v1/events/batch', {
                events: events.map(({ uid, celsius, device }) => event(uid, { device_uid: device, payload: { celsius } })),
              }),
            ),
          );
          answers.forEach(({ status, body }, i) => {
            expect([200, 207]).toContain(status);
            requests[i].events.forEach(({ uid, celsius, device }, n) => {
              const { outcome } = (body.items as { outcome: string }[])[n];
              const name = `${requests[i].tenant} ${uid}`;
              if (device === 'nobody') expect(['unknown_device', 'conflict']).toContain(outcome);
              else if (outcome === 'created') {
                expect(created.has(name)).toBe(false);
                created.set(name, celsius);
              } else expect(['duplicate', 'conflict']).toContain(outcome);
            });
          });
          requests.forEach(({ tenant, events }, i) =>
            events.forEach(({ uid, celsius, device }, n) => {
              const { outcome } = (answers[i].body.items as { outcome: string }[])[n];
              const is = created.get(`${tenant} ${uid}`);
              if (outcome === 'duplicate') expect(is).toBe(celsius);
              if (outcome === 'conflict' && device !== 'nobody') expect(is).not.toBe(celsius);
            }),
          );
        }
        shares += together.mock.calls.filter(([parts]) => parts.length > 1).length;
        const rows = await stored();
        expect(new Map(rows.map(({ key, uid, celsius }) => [`${key} ${uid}`, celsius]))).toEqual(created);
        expect(new Set(rows.map(({ key, position }) => `${key} ${position}`)).size).toBe(rows.length);
      }),
      { numRuns: PROGRAMS },
    );
    if (onCitus) expect(shares).toBe(0);
    else expect(shares).toBeGreaterThan(PROGRAMS / 10);
  }, 900_000);

  itIfShared('do not share what fails: the others are stored all the same, and who failed runs alone from then on', async () => {
    await clear();
    const together = jest.spyOn(door(), 'together');
    const write = async (key: string, uid: string, payload?: string) =>
      shared().write(await tenant(key), [validatedEvent(uid, payload)]);
    // The first ones occupy the lanes, the others gather.
    const round = (payload?: string) =>
      Promise.all([write('umbrella', `u${payload}`), write('umbrella', `v${payload}`), write('acme', `a${payload}`), write('globex', `g${payload}`, payload), write('initech', `i${payload}`)]);
    const outcomes = (await round(POISON)).map(([{ outcome }]) => outcome);
    expect(outcomes).toEqual(['created', 'created', 'created', 'invalid', 'created']);
    together.mockClear();
    expect((await round('{}')).map(([{ outcome }]) => outcome)).toEqual(Array(5).fill('created'));
    const shares = together.mock.calls.flatMap(([parts]) => parts.map((each) => each.tenant.key));
    expect(shares).toContain('acme');
    expect(shares).not.toContain('globex');
  });

  it('wait for nobody’s head: who holds one is stored when it is free', async () => {
    await clear();
    await asAdmin(database.adminUrl, async (client: Client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM event_heads WHERE tenant_id = $1 FOR NO KEY UPDATE', [ids.get('acme')]);
      let held = true;
      const waits = tokens.get('acme')!.post('/v1/events', event('waits')).finally(() => (held = false));
      const others = ['globex', 'initech', 'umbrella'].map((key) => tokens.get(key)!.post('/v1/events', event('goes-on')));
      expect((await Promise.all(others)).map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(held).toBe(true);
      await client.query('ROLLBACK');
      expect([201, 503]).toContain((await waits).status);
    });
    await until('it is stored', async () => [200, 201].includes((await tokens.get('acme')!.post('/v1/events', event('waits'))).status));
  });

  it('are refused where one names another’s rows, and nothing of any is stored', async () => {
    await clear();
    const [good, bad] = [await part('acme', 'good'), await part('globex', 'bad')];
    const stolen = { ...bad, tenant: await tenant('initech') };
    await expect(door().together([good, stolen])).rejects.toThrow(UnscopedQueryError);
    expect(await stored()).toEqual([]);
  });

  itIfShared('see and write nothing of each other by the policies alone', async () => {
    await clear();
    await door().together([await part('globex', 'secret')]);
    const source = apps[0].app.get(DataSource);
    jest.spyOn(source as unknown as { assertNamesTenant: () => void }, 'assertNamesTenant').mockReturnValue(undefined);
    const READ = new PreparedStatement<{ uid: string }>('SELECT event_uid AS uid FROM events WHERE tenant_id = $1::bigint OR true');
    const [acme, globex] = [await tenant('acme'), await tenant('globex')];
    const [[seen], [own]] = await door().together([
      { tenant: acme, statements: [[READ, [globex.id]]] },
      { tenant: globex, statements: [[READ, [globex.id]]] },
    ]);
    expect([seen, own]).toEqual([[], [{ uid: 'secret' }]]);
    const { statements } = await part('globex', 'forged');
    const forged = door().together([await part('initech', 'fine'), { tenant: acme, statements }]);
    // Its head is not to be seen, so nothing is inserted; by force it is refused.
    expect((await forged)[1]).toEqual([[], []]);
    const FORCE = new PreparedStatement('INSERT INTO devices (tenant_id, device_uid) VALUES ($1::bigint, $2)');
    const failure = await door().together([await part('initech', 'lost'), { tenant: acme, statements: [[FORCE, [globex.id, 'x']]] }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartFailure);
    expect([(failure as PartFailure).part, String((failure as PartFailure).cause)]).toEqual([1, expect.stringContaining('row-level security')]);
    expect((await stored()).map(({ key, uid }) => `${key} ${uid}`).sort()).toEqual(['globex secret', 'initech fine']);
  });
}); // prettier-ignore
