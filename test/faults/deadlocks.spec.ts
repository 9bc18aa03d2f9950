import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { UNLIMITED } from '../support/unlimited.js';

const CLIENTS = 16;
const ROUNDS = 8;
const UIDS = 120;
const BATCH = 60;

/** The service locks rows in one fixed order. The order of a client's events does not matter. */
describe('overlapping batches, to two instances of the service', () => {
  let apps: TestApp[];
  let acme: ApiClient[];

  beforeAll(async () => {
    // Each instance has its own pool. In one instance, batches of a tenant share transactions and overlap less often.
    const first = await startTestApp();
    const second = await startTestApp({}, first.database);
    apps = [first, second];
    const { token } = await first.make.tenant('acme', { limits: UNLIMITED, auto_register_devices: true });
    acme = apps.map(({ api }) => api.as(token));
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
  });

  const deadlocks = () =>
    asAdmin(apps[0].database.adminUrl, async (admin) => {
      await admin.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await admin.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
      return Number(rows[0].deadlocks);
    });

  it(`of ${CLIENTS} clients in random order never deadlock, and each event is stored once`, async () => {
    const before = await deadlocks();
    const statuses: number[] = [];
    const created: string[] = [];
    const client = async (name: number) => {
      for (let round = 0; round < ROUNDS; round++) {
        const events = shuffled(Array.from({ length: UIDS }, (_, i) => i))
          .slice(0, BATCH)
          .map((i) => event(`${round}-${i}`, { device_uid: `device-${round}-${i % 40}` }));
        const send = () => acme[name % acme.length].post('/v1/events/batch', { events });
        let { status, body } = await send();
        // On a busy machine no connection may be free within a second.
        while (status === 503) ({ status, body } = await send());
        statuses.push(status);
        for (const { outcome, event_uid } of body.items) if (outcome === 'created') created.push(event_uid);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)));
    expect(statuses).toEqual(statuses.map(() => 200));
    expect(new Set(created).size).toBe(created.length);
    const stored = await asAdmin(apps[0].database.adminUrl, async (admin) => (await admin.query('SELECT event_uid FROM events')).rows);
    expect(stored.map(({ event_uid }) => event_uid as string).sort()).toEqual(created.sort());
    expect(await deadlocks()).toBe(before);
  }, 120_000);
}); // prettier-ignore

function shuffled<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
