import { setTimeout as sleep } from 'node:timers/promises';
import { TenantDatabase } from '#libs/database';
import { TenantCache } from '#libs/tenancy';
import { Device } from '#libs/devices';
import type { EntityManager } from 'typeorm';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { metric, scaled, until } from '../support/wait.js';

/** Longest time that a request may take in any fault: 10 s for a statement, and a reserve. Milliseconds. */
const BOUND_MS = 15_000;
const POOL = 4;

/** Faults of the network between the service and its database, and their outcome. */
describe('a database connection', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let service: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.before(database.appUrl);
    service = await startTestApp({ DATABASE_POOL_SIZE: String(POOL) }, { ...database, appUrl: proxy.url });
    acme = await service.make.tenant('acme');
  });
  beforeEach(() => acme.get('/v1/events'));
  afterAll(async () => {
    proxy.set('open');
    await service.close();
    await proxy.stop();
  });

  const stored = (uid: string): Promise<number> =>
    asAdmin(database.adminUrl, async (admin) =>
      Number((await admin.query('SELECT count(*) FROM events WHERE event_uid = $1', [uid])).rows[0].count),
    );
  const timed = async (work: Promise<Answer>) => {
    const begun = performance.now();
    const answer = await work;
    return { answer, ms: performance.now() - begun };
  };
  const expectUnavailable = ({ status, body, headers }: Answer) => {
    expect([status, body.code]).toEqual([503, expect.stringMatching(/^(database_unavailable|overloaded)$/)]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  };
  /** Waits until writes and reads work again and no connection is in use, and checks the size of the pool. */
  const expectHealed = async () => {
    await until('it is healed', async () => (await acme.post('/v1/events', event())).status === 201, 5_000);
    // Reads may use only some of the connections. On a slow machine some requests wait too long, so all are repeated.
    await until('reads are served', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => acme.get('/v1/events?limit=1')));
      return answers.every(({ status }) => status === 200);
    });
    await until('connections are back', async () => (await metric(service.url, IN_USE)) === 0);
    // A connection that was given up may close shortly after its successor opens.
    await until('no more are open than the pool has', () => proxy.connections <= POOL);
  };

  it('that is cut is replaced', async () => {
    for (let i = 0; i < 5; i++) {
      proxy.cut();
      const { status } = await acme.post('/v1/events', event());
      expect([201, 503]).toContain(status);
    }
    await expectHealed();
  });

  it('that is cut under load fails nothing but with 503, and the retry converges', async () => {
    const events = Array.from({ length: 200 }, () => event());
    let cutting = true;
    const cutter = (async () => {
      while (cutting) {
        await sleep(15);
        proxy.cut();
      }
    })();
    const statuses = await Promise.all(events.map((each) => acme.post('/v1/events', each).then(({ status }) => status)));
    cutting = false;
    await cutter;
    expect(statuses.filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
    await expectHealed();
    for (const each of events) {
      const again = await acme.post('/v1/events', each);
      expect([200, 201]).toContain(again.status);
      expect(await stored(each.event_uid)).toBe(1);
    }
  });

  it('that is refused is 503 within a bound, /readyz says so, and it heals unaided', async () => {
    proxy.set('refused');
    const { answer, ms } = await timed(acme.post('/v1/events', event()));
    expectUnavailable(answer);
    expect(ms).toBeLessThan(scaled(5_000));
    await until('it is not ready', async () => (await service.api.get('/readyz')).status === 503, 5_000);
    expect((await service.api.get('/readyz')).body.code).toBe('database_unavailable');
    proxy.set('open');
    await expectHealed();
    expect((await service.api.get('/readyz')).status).toBe(200);
  });

  it('that is half open is waited for so long and no longer, and its place in the pool comes back', async () => {
    const sent = event();
    await Promise.all(Array.from({ length: 8 }, () => acme.get('/v1/events')));
    proxy.set('silent');
    const answers = await Promise.all(
      [acme.post('/v1/events', sent), ...Array.from({ length: 6 }, () => acme.get('/v1/events'))].map(timed),
    );
    for (const { answer, ms } of answers) {
      expectUnavailable(answer);
      expect(ms).toBeLessThan(scaled(BOUND_MS));
    }
    proxy.set('open');
    await expectHealed();
    expect([200, 201]).toContain((await acme.post('/v1/events', sent)).status);
    expect(await stored(sent.event_uid)).toBe(1);
  }, 60_000);

  it('whose answer to the commit is lost is 503, and the retry says duplicate', async () => {
    const sent = event();
    // Otherwise the process would look up the credential before it stores.
    await until('look-ups are remembered', () => service.app.get(TenantCache).isBelieved);
    expect((await acme.post('/v1/events', event())).status).toBe(201);
    proxy.onSent = (bytes) => {
      if (bytes.includes(sent.event_uid)) proxy.answers = 'silent';
    };
    const answering = timed(acme.post('/v1/events', sent));
    await until('it is committed', async () => (await stored(sent.event_uid)) === 1);
    proxy.cut();
    const { answer } = await answering;
    expectUnavailable(answer);
    proxy.onSent = () => undefined;
    proxy.answers = 'open';
    const again = await acme.post('/v1/events', sent);
    expect([again.status, again.body.outcome]).toEqual([200, 'duplicate']);
    expect(await stored(sent.event_uid)).toBe(1);
    await expectHealed();
  });

  // TypeORM refuses the second statement with a different class of error for each kind of statement.
  it.each([
    ['built', (manager: EntityManager) => manager.count(Device)],
    [
      'plain',
      async (manager: EntityManager) => {
        const id = await service.make.tenantId('acme');
        return manager.query('SELECT count(*) FROM devices WHERE tenant_id = $1::bigint', [id]);
      },
    ],
  ])('that is lost before a %s statement is 503 like any other', async (_, next) => {
    const work = service.make.inTenant('acme', () =>
      service.app.get(TenantDatabase).transaction(async (manager) => {
        await manager.count(Device);
        proxy.cut();
        await sleep(100);
        await next(manager);
      }),
    );
    await expect(work).rejects.toMatchObject({ code: 'database_unavailable', status: 503, retryAfter: 1 });
    await expectHealed();
  });

  it('that is slow slows down, and loses nothing', async () => {
    proxy.delayMs = 40;
    const events = Array.from({ length: 20 }, () => event());
    const answers = await Promise.all(events.map((each) => acme.post('/v1/events', each)));
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 201) continue;
      expectUnavailable(answer);
      // It is accepted when it is repeated, though the connections are still slow.
      await until('it is accepted', async () => [200, 201].includes((await acme.post('/v1/events', events[i])).status));
    }
    // A request that waits for no other is delayed on the way of its statement and of the answer. Timers may be a millisecond early.
    const { answer, ms } = await timed(acme.post('/v1/events', event()));
    expect(answer.status).toBe(201);
    expect(ms).toBeGreaterThanOrEqual(2 * (proxy.delayMs - 1));
    proxy.delayMs = 0;
    for (const { event_uid } of events) expect(await stored(event_uid)).toBe(1);
    await expectHealed();
  });
}); // prettier-ignore

const IN_USE = 'tributary_database_connections{state="in_use"}';
