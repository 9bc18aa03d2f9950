import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import pg from 'pg';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Device } from '#libs/devices';
import { type Tenant, TenantContext, TenantUnboundError } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import { event } from '../support/fixtures.js';
import { describeWithPgBouncer, startPgBouncer } from '../support/servers/pgbouncer.js';

/** Known ways to mix up tenants if connections, transactions or asynchronous work are shared. */
const suite = (through: 'directly' | 'through PgBouncer in transaction mode') => () => {
  let service: TestApp;
  let bouncer: { url: string; stop(): Promise<void> } | undefined;
  let database: TenantDatabase;
  let context: TenantContext;
  const tenants: Tenant[] = [];

  const as = <T>(tenant: Tenant, work: (manager: EntityManager) => Promise<T>) =>
    context.runAs(tenant, () => database.transaction(work));
  const names = async (manager: EntityManager) => (await manager.find(Device)).map((device) => device.name);
  /** The devices that each tenant sees, whoever used the connection before. */
  const expectEachSeesItsOwn = async () => {
    for (const tenant of [...tenants, ...tenants.toReversed()])
      expect(await as(tenant, names)).toEqual([`of ${tenant.key}`]);
  };

  beforeAll(async () => {
    const direct = await startTestApp();
    if (through !== 'directly') bouncer = await startPgBouncer(direct.database.appUrl);
    await direct.close();
    const appUrl = bouncer?.url ?? direct.database.appUrl;
    service = await startTestApp({ DATABASE_POOL_SIZE: '1' }, { ...direct.database, appUrl });
    database = service.app.get(TenantDatabase);
    context = service.app.get(TenantContext);
    for (const key of ['acme', 'globex', 'initech']) {
      const tenant = await service.make.tenant(key);
      await tenant.patch('/v1/devices/sensor-1', { name: `of ${key}` });
      tenants.push({ id: await service.make.tenantId(key), key });
    }
  });
  afterAll(async () => {
    await service.close();
    await bouncer?.stop();
  });

  it('one connection, tenants taking turns', expectEachSeesItsOwn);

  it.each([
    ['an error of the database', (m: EntityManager) => m.query('SELECT tenant_id / 0 FROM devices WHERE tenant_id = $1', [tenants[0].id])],
    ['an error of ours', () => Promise.reject(new Error('ours'))],
    ['a statement that takes too long', async (m: EntityManager) => {
      await m.queryRunner!.query(`SET LOCAL statement_timeout = '50ms'`);
      await m.queryRunner!.query('SELECT pg_sleep(5)');
    }],
    ['a cancelled statement', (m: EntityManager) => m.queryRunner!.query('SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)')],
    ['a connection that is cut', (m: EntityManager) => m.queryRunner!.query('SELECT pg_terminate_backend(pg_backend_pid())')],
  ])('the next tenant sees its own after %s', async (_, fail) => {
    await expect(as(tenants[0], fail as never)).rejects.toThrow();
    await expectEachSeesItsOwn();
  }); // prettier-ignore

  it('500 interleaved units of work of 20 tenants each see and write their own', async () => {
    const many: Tenant[] = [];
    for (let i = 0; i < 20; i++) {
      await service.make.tenant(`many-${i}`);
      many.push({ id: await service.make.tenantId(`many-${i}`), key: `many-${i}` });
    }
    const seen = await Promise.all(
      Array.from({ length: 500 }, async (_, i) => {
        const tenant = many[i % 20];
        await sleep(Math.random() * 20);
        return patiently(() =>
          as(tenant, async (manager) => {
            await manager.update(Device, { deviceUid: 'sensor-1' }, { name: tenant.key });
            await sleep(Math.random() * 2);
            return [tenant.key, ...(await names(manager))];
          }),
        );
      }),
    );
    expect(seen.filter(([key, ...found]) => found.length !== 1 || found[0] !== key)).toEqual([]);
  }, 60_000);

  it('what PostgreSQL asks to repeat is repeated, as the same tenant', async () => {
    let tries = 0;
    const seen = await as(tenants[1], async (manager) => {
      const ask = `DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`;
      if (++tries < 3) await manager.queryRunner!.query(ask);
      return names(manager);
    });
    expect([tries, seen]).toEqual([3, ['of globex']]);
  });

  it('prepared statements serve each tenant its own, and may get lost', async () => {
    const summaries: object[] = [];
    const stranger = new pg.Client({ connectionString: service.database.appUrl });
    await stranger.connect();
    for (const round of [0, 1, 2, 3])
      for (const { key } of tenants) {
        // Through the pooler that is the service's own connection.
        if (round === 2) await stranger.query('DEALLOCATE ALL');
        const events = [event(`prepared-${round}`), event('prepared', { payload: { of: key } })];
        const { body } = await (await service.make.token(key)).post('/v1/events/batch', { events });
        summaries.push(body.summary);
      }
    await stranger.end();
    const [first, again] = [{ created: 2 }, { created: 1, duplicate: 1 }];
    expect(summaries).toEqual([...tenants.map(() => first), ...Array.from({ length: 9 }, () => again)]);
  }, 60_000);

  it('a savepoint of another tenant is refused, and one of the same tenant keeps it', async () => {
    const nested = as(tenants[0], (manager) => context.runAs(tenants[1], () => manager.transaction(names)));
    await expect(nested).rejects.toThrow('another tenant');
    const [inside, after] = await as(tenants[0], async (manager) => [
      await manager.transaction(names).catch(() => []),
      await names(manager),
    ]);
    expect([inside, after]).toEqual([['of acme'], ['of acme']]);
    const rolledBack = await as(tenants[0], async (manager) => {
      await manager
        .transaction((inner) => inner.update(Device, {}, { name: 'gone' }).then(() => Promise.reject(new Error('undo'))))
        .catch(() => undefined);
      return names(manager);
    });
    expect(rolledBack).toEqual(['of acme']);
    await expectEachSeesItsOwn();
  }); // prettier-ignore

  it('a transaction inside a transaction of one’s own is refused: it would wait for itself', async () => {
    const nested = as(tenants[0], () => database.transaction(names));
    await expect(nested).rejects.toThrow('A transaction inside a transaction');
  });

  it('a manager that outlives its transaction is of no use', async () => {
    let kept: EntityManager;
    await as(tenants[0], (manager) => Promise.resolve(void (kept = manager)));
    await expect(context.runAs(tenants[1], () => names(kept!))).rejects.toThrow();
    await expect(names(kept!)).rejects.toThrow(TenantUnboundError);
  });

  it('a manager used under another tenant’s context trips', async () => {
    const crossed = as(tenants[0], (manager) => context.runAs(tenants[1], () => names(manager)));
    expect(await crossed).toEqual([]);
  });

  it('timers, emitters and promises keep the tenant of who started them', async () => {
    const emitter = new EventEmitter();
    const heard: string[] = [];
    await Promise.all(
      tenants.map((tenant) =>
        context.runAs(tenant, async () => {
          const bell = once(emitter, 'bell').then(() => heard.push(`${tenant.key} ${context.tenant.key}`));
          await new Promise<void>((resolve) => setTimeout(() => resolve(void expect(context.tenant).toBe(tenant)), 5));
          await new Promise<void>((resolve) => setImmediate(() => resolve(void expect(context.tenant).toBe(tenant))));
          await Promise.resolve().then(() => expect(context.tenant).toBe(tenant));
          return bell;
        }).finally(() => undefined),
      ).concat(sleep(30).then(() => emitter.emit('bell')) as never),
    );
    expect(heard.sort()).toEqual(tenants.map(({ key }) => `${key} ${key}`));
    expect(context.tenantOrNone).toBeUndefined();
  }); // prettier-ignore

  it('an error thrown across the boundary takes no tenant along', async () => {
    await expect(context.runAs(tenants[0], () => Promise.reject(new Error('out')))).rejects.toThrow('out');
    expect(context.tenantOrNone).toBeUndefined();
    expect(() => database.transaction(names)).toThrow(TenantUnboundError);
  });

  it('a tenant once bound is never exchanged', () =>
    context.run(() => {
      context.bind(tenants[0]);
      context.bind(tenants[0]);
      expect(() => context.bind(tenants[1])).toThrow('never changes its tenant');
    }));

  it('the query cache is refused, for the data source too', () => {
    const { constructor, options } = service.app.get(DataSource) as unknown as { constructor: new (...args: unknown[]) => unknown; options: object };
    expect(() => new constructor({ ...options, cache: true }, context)).toThrow('result cache');
  }); // prettier-ignore

  it('the whole service works like that: events of interleaved tenants stay apart', async () => {
    const clients = await Promise.all(tenants.map(({ key }) => service.make.token(key)));
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, i) => clients[i % 3].post('/v1/events', event(`shared-${Math.floor(i / 3)}`))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    for (const client of clients) expect((await client.get('/v1/events?limit=100')).body.data.filter(({ event_uid }: { event_uid: string }) => event_uid.startsWith('shared-'))).toHaveLength(40);
  }); // prettier-ignore
};

/** A pool of one connection is overloaded by 500 at once, which is said after a second; then it is tried again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 503) throw error;
    }
  }
}

describe('traps, directly', suite('directly'));
describeWithPgBouncer('traps, through PgBouncer', suite('through PgBouncer in transaction mode'));
