import { DataSource, type EntityManager } from 'typeorm';
import { ForeignTenantError, TenantDatabase, TenantDataSource, UnscopedQueryError } from '#libs/database';
import { TenantContext, TenantUnboundError } from '#libs/tenancy';
import ormconfig from '../../ormconfig.js';
import { onCitus } from '../support/servers/citus.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { READS, WRITES } from './attempts.js';
import { CANARY, Device, Event, type Foreign } from './world.js';

const ACME = { id: '1', key: 'acme' };
const GLOBEX = { id: '2', key: 'globex' };

/** Statements that the scope refuses, and its reason. All other attempts return only the tenant's own rows. */
const REFUSED: Record<string, [type: new (...args: never[]) => Error, words: string]> = {
  'FROM by a text': [UnscopedQueryError, 'name an entity, so that the tenant scope can hold'],
  'raw SQL': [UnscopedQueryError, 'name the tenant (tenant_id, $1)'],
  'raw SQL naming the other tenant': [UnscopedQueryError, 'name the tenant (tenant_id, $1)'],
  'COMMON TABLE EXPRESSION': [UnscopedQueryError, 'Common table expressions are not scoped'],
  stream: [UnscopedQueryError, 'Streams of rows are not scoped'],
  'query cache': [UnscopedQueryError, 'result cache knows no tenants'],
  'insert for the other': [ForeignTenantError, 'Device: a row of another tenant'],
  'save a new row for the other': [ForeignTenantError, 'Device: a row of another tenant'],
  'save by primary key': [ForeignTenantError, 'Device: a row of another tenant'],
  'save an entity that was handed over': [ForeignTenantError, 'Device: a row of another tenant'],
  'upsert for the other': [ForeignTenantError, 'Device: a row of another tenant'],
  'give a row away': [ForeignTenantError, 'Device: a row of another tenant'],
  'soft delete': [UnscopedQueryError, 'Soft deletion is not scoped'],
  'raw UPDATE': [UnscopedQueryError, 'name the tenant (tenant_id, $1)'],
};
/** PostgreSQL's own refusals: no grant of TRUNCATE, and the foreign keys. */
const IMPOSSIBLE = ['clear', 'deleteAll', 'hang an event on the other’s device'];

/** The first line of defence alone: no subscriber, no policies. Anything that it lets through would be a leak. */
describe('the tenant scope', () => {
  let files: TestDatabase;
  let source: TenantDataSource;
  let database: TenantDatabase;
  const context = new TenantContext();
  let globex: Foreign;

  beforeAll(async () => {
    files = await createTestDatabase();
    globex = await asAdmin(files.adminUrl, async (admin) => {
      for (const statement of SEED) await admin.query(statement);
      return (await admin.query<Foreign>(FOREIGN)).rows[0];
    });
    const { entities } = ormconfig.options;
    source = new TenantDataSource({ type: 'postgres', url: files.appUrl, entities, poolSize: 2 }, context);
    await source.initialize();
    source.subscribers.length = 0;
    database = new TenantDatabase(source, context);
  });
  afterAll(() => source.destroy());

  const UNDONE = new Error('undone');
  /** The result of a piece of acme's work, which is then rolled back. */
  const asAcme = async <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> => {
    let result: T;
    const attempt = () =>
      database.transaction(async (manager) => {
        result = await work(manager);
        throw UNDONE;
      });
    await context.runAs(ACME, attempt).catch((error) => {
      if (error !== UNDONE) throw error;
    });
    return result!;
  };
  const stateOfGlobex = async (manager: EntityManager): Promise<string> => {
    const [{ state }] = await manager.queryRunner!.query(STATE);
    return state;
  };

  describe.each(Object.entries(READS))('read: %s', (name, attempt) => {
    const answer = () => asAcme((manager) => attempt(manager, globex, ACME.id));
    if (REFUSED[name]) it('is refused', () => expectRefusal(name, answer()));
    else
      it('finds one’s own rows alone', async () => {
        const found = await answer();
        const { count, own } = (found ?? {}) as { count?: number; own?: number };
        if (own !== undefined) expect(count).toBe(own);
        expect(JSON.stringify(found) ?? '').not.toContain(CANARY);
        if (FINDS_OWN.test(name)) expect(JSON.stringify(found)).toContain('of acme');
      });
  });

  describe.each(Object.entries(WRITES))('write: %s', (name, attempt) => {
    const changes = () =>
      asAcme(async (manager) => {
        const before = await stateOfGlobex(manager);
        await attempt(manager, globex, ACME.id);
        return before !== (await stateOfGlobex(manager));
      });
    if (REFUSED[name]) it('is refused', () => expectRefusal(name, changes()));
    else if (IMPOSSIBLE.includes(name)) it('is impossible', () => expect(changes()).rejects.toThrow());
    else it('changes nothing of the other tenant', async () => expect(await changes()).toBe(false));
  });

  const expectRefusal = async (name: string, work: Promise<unknown>) => {
    const [type, words] = REFUSED[name];
    const error: unknown = await work.catch((each) => each);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(words);
  };

  it('writes what is one’s own', async () => {
    // Citus refuses to set the tenant of a row, to the same one too.
    const tenantId = onCitus ? undefined : ACME.id;
    const after = await asAcme(async (m) => {
      await m.createQueryBuilder().update(Device).set({ name: 'renamed', tenantId }).where('true').orWhere('false').execute();
      await m.createQueryBuilder().insert().into(Device).values([{ tenantId: ACME.id, deviceUid: 'new', name: 'new' }]).execute();
      await m.createQueryBuilder().insert().into(Device).values({ deviceUid: 'other', tenantId: () => '1' } as never).execute().catch((e: Error) => expect(e).toBeInstanceOf(ForeignTenantError));
      await m.createQueryBuilder().delete().from(Device).where({ deviceUid: 'idle' }).execute();
      return (await m.find(Device, { order: { deviceUid: 'ASC' } })).map(({ deviceUid, name }) => `${deviceUid} ${name}`);
    });
    expect(after).toEqual(['new new', 'sensor-1 renamed']);
  }); // prettier-ignore

  it('refuses what it can’t see through, and says what to do', async () => {
    const refused = async (words: string, work: (m: EntityManager) => unknown) => {
      const error = await asAcme(async (m) => work(m)).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(UnscopedQueryError);
      expect((error as Error).message).toContain(words);
    };
    const devices = (m: EntityManager) => m.createQueryBuilder(Device, 'd');
    await refused('FROM "(SELECT 1)"', (m) => m.createQueryBuilder().select().from('(SELECT 1)', 'x').getRawMany());
    await refused('give the sub-query as a function', (m) => devices(m).leftJoin('(SELECT * FROM devices)', 'x', 'true').getRawMany());
    await refused('JOIN "pg_class": name an entity', (m) => devices(m).leftJoin('pg_class', 'x', 'true').getRawMany());
    await refused('INSERT … SELECT is not scoped', (m) =>
      (m.createQueryBuilder().insert().into(Device, ['tenantId', 'deviceUid']) as unknown as { valuesFromSelect(q: unknown): { execute(): Promise<unknown> } })
        .valuesFromSelect((q: { select(s: string): { from(t: unknown, a: string): unknown } }) => q.select('d.tenant_id').from(Device, 'd')).execute());
    await refused('Soft deletion is not scoped', (m) => devices(m).restore());
    await refused('result cache', (m) => devices(m).cache(1000).getMany());
    expect(await asAcme((m) => devices(m).cache(false).getCount())).toBe(2);
  }); // prettier-ignore

  it('joins one’s own, by relation, by entity and by sub-query, with and without a condition', async () => {
    const events = (m: EntityManager) => m.createQueryBuilder(Event, 'e');
    const names = (rows: object[]) => [...new Set(rows.flatMap((row) => Object.values(row)))];
    expect(await asAcme((m) => events(m).leftJoinAndSelect('e.device', 'd').getCount())).toBe(1);
    expect(await asAcme((m) => events(m).leftJoin('e.device', 'd', 'd.name = :n', { n: 'of nobody' }).getCount())).toBe(1);
    expect(names(await asAcme((m) => events(m).innerJoin(Device, 'o', 'true OR true').select('o.name').getRawMany()))).toEqual(['of acme']);
    expect(names(await asAcme((m) => events(m).innerJoin(Device, 'o').select('o.name').getRawMany()))).toEqual(['of acme']);
    const joined = (m: EntityManager) =>
      events(m).innerJoin((q) => q.select('i.name', 'name').from(Device, 'i'), 's', 'true').select('s.name', 'name').getRawMany();
    expect(names(await asAcme(joined))).toEqual(['of acme']);
  }); // prettier-ignore

  it('reaches nothing where no tenant is bound, whatever the statement', async () => {
    const manager = source.manager;
    const statements: (() => Promise<unknown>)[] = [
      () => manager.find(Device),
      () => manager.createQueryBuilder(Device, 'd').getMany(),
      () => manager.createQueryBuilder().update(Device).set({ name: 'x' }).execute(),
      () => manager.createQueryBuilder().delete().from(Device).execute(),
      () => manager.createQueryBuilder().insert().into(Device).values({ deviceUid: 'x' }).execute(),
    ];
    for (const statement of statements)
      await expect(Promise.resolve().then(statement)).rejects.toThrow(TenantUnboundError);
  });

  it.each([
    ['SELECT tenant_id FROM devices', [ACME.id]],
    ['SELECT name FROM devices WHERE id = $1', [ACME.id]],
    ['SELECT name FROM devices WHERE id = $1 /* of tenant_id */', [ACME.id]],
    ['SELECT name FROM devices WHERE id = $1 -- tenant_id', [ACME.id]],
    ["SELECT name FROM devices WHERE id = $1 AND name <> 'tenant_id'", [ACME.id]],
    ['SELECT app_purge_audit($1::bigint, 1)', [GLOBEX.id]],
    ['SELECT app_purge_audit($2::bigint, 1), $1', [ACME.id, GLOBEX.id]],
    ['SELECT name FROM devices WHERE tenant_id = $1', undefined],
    ['SELECT name FROM devices WHERE tenant_id = $1', [GLOBEX.id]],
  ])('SQL by hand that does not name one’s own tenant is refused: %s %s', async (sql, parameters) => {
    await expect(asAcme((m) => m.query(sql, parameters))).rejects.toThrow(UnscopedQueryError);
  });

  it('SQL by hand may name any tenant where none is bound: the policies are before the platform', async () => {
    const runner = source.createQueryRunner();
    const byHand = (sql: string) => runner.manager.query<{ tenant_id: string }[]>(sql, [GLOBEX.id]);
    const rows = await byHand('SELECT DISTINCT tenant_id FROM devices WHERE tenant_id = $1');
    expect(rows).toEqual([{ tenant_id: GLOBEX.id }]);
    await expect(byHand('SELECT $1::text')).rejects.toThrow(UnscopedQueryError);
    await runner.release();
  });

  it('has no result cache, and says so', () => {
    const make = (options: object) => () =>
      new TenantDataSource({ type: 'postgres', ...options } as never, context);
    expect(make({ cache: true })).toThrow("TypeORM's result cache knows no tenants and is not used");
    expect(make({ cache: false })).not.toThrow();
  });

  it('finds the tenant of a statement that also touches what belongs to none', async () => {
    const beside = (m: EntityManager) =>
      m.createQueryBuilder(Device, 'd').innerJoin('TenantEntity', 't', 't.id = d.tenant_id');
    expect(await asAcme((m) => Promise.resolve(beside(m).getParameters()))).toEqual({
      app_tenant_id: ACME.id,
    });
  });

  it('values that name another tenant by its column are refused too', async () => {
    const values = { tenant_id: GLOBEX.id, name: 'taken' } as never;
    const update = asAcme((m) => m.createQueryBuilder().update(Device).set(values).execute());
    await expect(update).rejects.toThrow(ForeignTenantError);
  });

  it('leaves writes of what belongs to no tenant alone', async () => {
    const { manager } = source;
    const insert = manager.createQueryBuilder().insert().into('TenantEntity').values({ key: 'x' });
    expect(insert.getQuery()).toContain('INSERT INTO');
    const update = manager.createQueryBuilder().update('TenantEntity').set({ name: 'x' });
    expect(update.getQuery()).toContain('UPDATE');
  });

  it('leaves what belongs to no tenant alone', async () => {
    expect(await asAcme((m) => m.query('SELECT $1::text AS tenant_id', [ACME.id]))).toEqual([
      { tenant_id: '1' },
    ]);
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const builder = source.createQueryBuilder() as ReturnType<DataSource['createQueryBuilder']>;
    expect(await builder.select('1', 'one').fromDummy().getRawOne()).toEqual({ one: 1 });
    const tenants = source.manager.createQueryBuilder('TenantEntity', 't');
    expect(tenants.getQuery()).not.toContain('tenant_id');
    expect(tenants.getParameters()).toEqual({});
  });
});

const FINDS_OWN =
  /^(find\(\)|find\(\{ where: (\{\}|\[\]) |find with relations|find, relations|findAndCount|getMany|getRawMany|getManyAndCount|orWhere|join|sub-query|FROM by table|stream|grouped)/;

const SEED = [
  `INSERT INTO tenants (id, key, name) OVERRIDING SYSTEM VALUE VALUES (1, 'acme', 'Acme'), (2, 'globex', 'Globex')`,
  `INSERT INTO devices (tenant_id, device_uid, name, status) VALUES (1, 'sensor-1', 'of acme', 'active'), (1, 'idle', 'of acme', 'disabled'),
    (2, '${CANARY}-device', '${CANARY}', 'active'), (2, '${CANARY}-device-idle', '${CANARY}', 'disabled')`,
  `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
    SELECT tenant_id, tenant_id * 10 + id, device_uid, id, 'seen', now(), now(), to_jsonb(name) FROM devices WHERE status = 'active'`,
  'ALTER TABLE devices DISABLE ROW LEVEL SECURITY',
  'ALTER TABLE events DISABLE ROW LEVEL SECURITY',
]; // prettier-ignore

const FOREIGN = `SELECT d.tenant_id AS "tenantId", d.id AS "deviceId", d.device_uid AS "deviceUid", e.event_uid AS "eventUid", e.position AS position,
    (SELECT max(id) FROM devices) AS "idleId" FROM devices d JOIN events e ON e.device_id = d.id AND e.tenant_id = d.tenant_id WHERE d.tenant_id = ${GLOBEX.id}`;

const STATE = `SELECT md5(concat((SELECT string_agg(d::text, ',' ORDER BY id) FROM devices d WHERE tenant_id = 2),
  (SELECT string_agg(e::text, ',' ORDER BY position) FROM events e WHERE tenant_id = 2 OR device_id IN (SELECT id FROM devices WHERE tenant_id = 2)))) AS state`;
