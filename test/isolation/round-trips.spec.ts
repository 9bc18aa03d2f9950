import type { EntityManager } from 'typeorm';
import { ChangePoll, CursorKeys, PreparedStatement, runPrepared, TenantDatabase } from '#libs/database';
import { LastUsed, SigningKeys } from '#libs/auth';
import { Device } from '#libs/devices';
import { type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { makeTenantToken } from '../../libs/auth/src/token-format.js';
import type { ApiClient } from '../support/clients/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { until } from '../support/wait.js';

/** Long enough that everything sent without waiting is on its way before the first answer. Milliseconds. */
const DELAY_MS = 25;

const RENAME = new PreparedStatement(
  'UPDATE devices SET name = $2 WHERE tenant_id = $1 AND device_uid = $3 RETURNING name, 1 / (length($2) - 1)',
);

/** How often the service waits for PostgreSQL, and that not waiting changes no result. */
describe('round trips of a transaction', () => {
  let service: TestApp;
  let proxy: TcpProxy;
  let acme: Tenant;
  let owner: ApiClient;
  let send: (path: string, body: object) => Promise<{ status: number; body: { summary?: object } }>;
  let trips = 0;

  const as = <T>(tenant: Tenant, work: (manager: EntityManager) => Promise<T>) =>
    service.app.get(TenantContext).runAs(tenant, () => service.app.get(TenantDatabase).transaction(work));
  const nameOf = (manager: EntityManager) =>
    manager.findOneByOrFail(Device, { deviceUid: 'sensor-1' }).then(({ name }) => name);
  const rename = (manager: EntityManager, name: string, last: boolean) =>
    runPrepared(manager, RENAME, [acme.id, name, 'sensor-1'], { last });
  const tripsOf = async (work: () => Promise<unknown>) => {
    await heard();
    await work(); // Prepares, and fills caches.
    return (await fewest(work)).trips;
  };

  /** What the process does beside may add trips, and takes none away: the least of three tries is the work's own. */
  async function fewest<T>(work: () => Promise<T>, before: () => Promise<void> = async () => {}) {
    let least: { trips: number; answer: T } | undefined;
    for (let i = 0; i < 3; i++) {
      await before();
      proxy.delayMs = DELAY_MS;
      trips = 0;
      const answer = await work();
      if (!least || trips < least.trips) least = { trips, answer };
      proxy.delayMs = 0;
    }
    return least!;
  }

  /** What this process changed itself comes back by the poll and empties caches once more. */
  const heard = async () => {
    const poll = service.app.get(ChangePoll) as unknown as { lastAt: number };
    for (let i = 0; i < 2; i++) {
      const { lastAt } = poll;
      await until('changes are heard of', () => poll.lastAt > lastAt);
    }
  };

  beforeAll(async () => {
    const database = await createTestDatabase();
    proxy = await TcpProxy.before(database.appUrl);
    // The poll for changes is nobody's work either.
    proxy.onSent = (bytes) => void (trips += Number(!bytes.includes('tributary_changes')));
    // Announcements have a connection of their own, which is not counted.
    const env = { DATABASE_POOL_SIZE: '1', QUEUE_DATABASE_URL: database.appUrl };
    service = await startTestApp(env, { ...database, appUrl: proxy.url });
    const token = await service.make.tenant('acme');
    owner = token;
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

  it.each([
    'an API token',
    'a device’s',
    'a service’s',
    'a member’s session',
    'a session of one place',
    'a role of the tenant’s own',
  ])('one for a credential that is not known yet: %s', async (kind) => {
    const { path, client } = await credential(kind);
    const work = () => client.get(path);
    await work();
    await service.app.get(LastUsed).flush();
    const warm = await tripsOf(work);
    expect((await counted(work, true)).trips - warm).toBe(1);
  });

  it('one for a credential that is none, whether there is such a tenant or not', async () => {
    for (const [i, key] of ['acme', 'acme', 'nobody', 'nobody'].entries()) {
      const ask = () => service.api.as(makeTenantToken('api', key).plaintext).get('/v1/events');
      // Whether others ask for the tenant just now makes no difference.
      const { trips, status } = await counted(ask, i % 2 === 0);
      expect([trips, status]).toEqual([1, 401]);
    }
  });

  async function counted(work: () => Promise<{ status: number }>, cold: boolean) {
    await heard();
    const { trips, answer } = await fewest(work, async () => {
      if (cold) service.app.get(TenantCache).clear();
      // Keys are nobody's, and known since the start.
      await service.app.get(SigningKeys).published();
      await service.app.get(CursorKeys).ringOf('any');
    });
    return { trips, status: answer.status };
  }

  async function credential(kind: string): Promise<{ path: string; client: ApiClient }> {
    const path = '/v1/events?limit=1';
    if (kind === 'an API token') return { path, client: await service.make.token('acme') };
    if (kind === 'a device’s') {
      const { token } = (await owner.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
      return { path: '/v1/auth/me', client: service.api.as(token) };
    }
    if (kind === 'a service’s') {
      const staff = await service.make.staff();
      const made = (
        await staff.post('/v1/service-clients', {
          name: 's',
          abilities: ['events:read', 'tokens:write'],
          tenant_key: 'acme',
        })
      ).body;
      const grant = {
        grant_type: 'client_credentials',
        client_id: made.id,
        client_secret: made.client_secret,
      };
      const session = service.api.as((await service.api.post('/v1/auth/token', grant)).body.access_token);
      const { token } = (await session.post('/v1/tokens', { name: 't', abilities: ['events:read'] })).body;
      return { path, client: service.api.as(token) };
    }
    if (kind === 'a member’s session') {
      await service.make.tenant('other');
      const client = await service.make.member('operator', 'acme', 'other');
      return { path, client: client.as(client.token, { 'x-tenant-key': 'acme' }) };
    }
    if (kind === 'a session of one place')
      return { path, client: await service.make.member('operator', 'acme') };
    await owner.post('/v1/roles', { name: 'own', permissions: ['events:read'] });
    return { path, client: await service.make.member('own', 'acme') };
  }

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
