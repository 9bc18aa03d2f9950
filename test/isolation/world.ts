import { TenantDatabase, TenantDataSource } from '#libs/database';
import { Device, LastSeen } from '#libs/devices';
import { Event } from '#libs/events';
import { TenantContext } from '#libs/tenancy';
import { DataSource } from 'typeorm';
import { type Client } from 'pg';
import type { ApiClient } from '../support/clients/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';

/** Stands in every text of the other tenant; in what the first one gets to see it is a leak. */
export const CANARY = 'canary-7f3a';

/** Rows of the other tenant, by the names under which one might ask for them. */
export interface Foreign {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly deviceUid: string;
  /** A device without events, which could be deleted. */
  readonly idleId: string;
  readonly eventUid: string;
  readonly position: string;
}

/** Two tenants: `acme` asks, `globex` owns what must not be seen. */
export interface World {
  readonly service: TestApp;
  readonly source: TenantDataSource;
  readonly database: TenantDatabase;
  readonly context: TenantContext;
  readonly acme: { readonly id: string; readonly key: string; readonly client: ApiClient };
  readonly globex: Foreign;
  readonly globexClient: ApiClient;
  /** Runs SQL as the database's superuser. */
  admin<T>(work: (client: Client) => Promise<T>): Promise<T>;
}

export async function makeWorld(env: Record<string, string> = {}): Promise<World> {
  const service = await startTestApp(env);
  const acme = await service.make.tenant('acme');
  await acme.post('/v1/events', event('own'));
  const globex = await service.make.tenant('globex');
  const uid = `${CANARY}-device`;
  await globex.post('/v1/devices', {
    device_uid: uid,
    name: CANARY,
    type: CANARY,
    metadata: { [CANARY]: CANARY },
  });
  await globex.patch(`/v1/devices/${uid}`, { status: 'active' });
  await globex.post('/v1/devices', { device_uid: `${uid}-idle`, name: CANARY, status: 'disabled' });
  for (let i = 0; i < 3; i++)
    await globex.post('/v1/events', {
      event_uid: `${CANARY}-${i}`, device_uid: uid, type: CANARY, payload: { [CANARY]: CANARY },
    }); // prettier-ignore
  // What is written in the background would look like a change of an attempt's.
  await service.app.get(LastSeen).flush();
  const admin = <T>(work: (client: Client) => Promise<T>) => asAdmin(service.database.adminUrl, work);
  const [row] = await admin(async (client) => (await client.query(FIND, [uid])).rows);
  return {
    service, admin, globexClient: globex,
    source: service.app.get(DataSource), database: service.app.get(TenantDatabase), context: service.app.get(TenantContext),
    acme: { id: await service.make.tenantId('acme'), key: 'acme', client: acme },
    globex: { tenantId: row.tenant_id, deviceId: row.id, deviceUid: uid, idleId: row.idle_id, eventUid: row.event_uid, position: row.position },
  }; // prettier-ignore
}

const FIND = `SELECT d.tenant_id, d.id, i.id AS idle_id, e.event_uid, e.position FROM devices d
  JOIN events e ON e.tenant_id = d.tenant_id AND e.device_id = d.id
  JOIN devices i ON i.tenant_id = d.tenant_id AND i.device_uid = d.device_uid || '-idle'
 WHERE d.device_uid = $1 ORDER BY e.position LIMIT 1`;

export { Device, Event };
