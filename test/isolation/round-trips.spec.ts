import type { EntityManager } from 'typeorm';
import { PreparedStatement, runPrepared, TenantDatabase } from '#libs/database';
import { Device } from '#libs/devices';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { event } from '../support/fixtures.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** Long enough for all that is sent without waiting to be on its way before the first answer is. Milliseconds. */
const DELAY_MS = 25;

const RENAME = new PreparedStatement(
  'UPDATE devices SET name = $2 WHERE tenant_id = $1 AND device_uid = $3 RETURNING name, 1 / (length($2) - 1)',
);

/** How often PostgreSQL is waited for, and that what wasn't waited for changes nothing. */
describe('round trips of a transaction', () => {
  let service: TestApp;
  let proxy: TcpProxy;
  let acme: Tenant;
  let send: (path: string, body: object) => Promise<{ status: number; body: { summary?: object } }>;
  let trips = 0;

  const as = <T>(tenant: Tenant, work: (manager: EntityManager) => Promise<T>) =>
    service.app.get(TenantContext).runAs(tenant, () => service.app.get(TenantDatabase).transaction(work));
  const nameOf = (manager: EntityManager) =>
    manager.findOneByOrFail(Device, { deviceUid: 'sensor-1' }).then(({ name }) => name);
  const rename = (manager: EntityManager, name: string, last: boolean) =>
    runPrepared(manager, RENAME, [acme.id, name, 'sensor-1'], { last });
  const tripsOf = async (work: () => Promise<unknown>) => {
    await work(); // Prepares, and fills caches.
    proxy.delayMs = DELAY_MS;
    trips = 0;
    await work();
    proxy.delayMs = 0;
    return trips;
  };

  beforeAll(async () => {
    const database = await createTestDatabase();
    proxy = await TcpProxy.before(database.appUrl);
    proxy.onSent = () => void trips++;
    // Announcements have a connection of their own, which is not counted.
    const env = { DATABASE_POOL_SIZE: '1', QUEUE_DATABASE_URL: database.appUrl };
    service = await startTestApp(env, { ...database, appUrl: proxy.url });
    const token = await service.make.tenant('acme');
    send = (path, body) => token.post(path, body) as never;
    acme = { id: await service.make.tenantId('acme'), key: 'acme' };
  });
  afterAll(async () => {
    await service.close();
    await proxy.stop();
  });

  it('one for a transaction of one statement, its tenant and its commit included', async () => {
    expect(await tripsOf(() => as(acme, (manager) => rename(manager, 'once', true)))).toBe(1);
  });

  it('two where the last statement is not known beforehand', async () => {
    expect(await tripsOf(() => as(acme, nameOf))).toBe(2);
  });

  it('one for events that are new, one more where some are not', async () => {
    let n = 0;
    const fresh = () => send('/v1/events/batch', { events: [event(`new-${n++}`), event(`new-${n++}`)] });
    expect(await tripsOf(fresh)).toBe(1);
    const known = { events: [event('new-0'), event('new-1')] };
    expect(await tripsOf(() => send('/v1/events/batch', known))).toBe(2);
    expect((await send('/v1/events/batch', known)).body.summary).toEqual({ duplicate: 2 });
  });

  it('nothing happens where the tenant could not be set, and the reason is told', async () => {
    const nobody = { id: 'x', key: 'nobody' };
    const attempts = [
      as(nobody, nameOf),
      as(nobody, () => Promise.resolve()),
      as(nobody, (manager) => runPrepared(manager, RENAME, ['x', 'stolen', 'sensor-1'], { last: true })),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toThrow('invalid input syntax for type bigint: "x"');
    expect(await as(acme, nameOf)).toBe('once');
  }); // prettier-ignore

  it('a last statement that fails is undone, and the connection serves the next', async () => {
    const alone = as(acme, (manager) => rename(manager, 'a', true));
    await expect(alone).rejects.toThrow('division by zero');
    const after = as(acme, async (manager) => {
      await rename(manager, 'before it', false);
      await rename(manager, 'b', true);
    });
    await expect(after).rejects.toThrow('division by zero');
    expect(await as(acme, nameOf)).toBe('once');
  });

  it('nothing follows a last statement', async () => {
    const following = as(acme, async (manager) => {
      await rename(manager, 'once', true);
      await nameOf(manager);
    });
    await expect(following).rejects.toThrow('was said to end with its last statement');
    expect(await as(acme, nameOf)).toBe('once');
  });
});
