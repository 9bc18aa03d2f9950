import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

const ROWS = 60_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/**
 * Plans the real statements of the service under its role. Under row level security, a condition that is not leakproof
 * cannot use an index.
 */
describe('reads of a grown table use an index', () => {
  let service: TestApp;
  let acme: ApiClient;
  let tenantId: string;
  const asked: { sql: string; values: unknown[] }[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    acme = await service.make.tenant('acme');
    await service.make.tenant('globex');
    tenantId = await service.make.tenantId('acme');
    for (let i = 0; i < 20; i++) await acme.post('/v1/devices', { device_uid: `device-${i}` });
    await asAdmin(service.database.adminUrl, async (admin) => {
      // One row in six belongs to another tenant. Uids, types and times follow the row number.
      await admin.query(
        `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
         SELECT d.tenant_id, n, 'e-' || n, d.id, 'type-' || n % 50, t.at, t.at, jsonb_build_object('n', n)
           FROM generate_series(1, $1::int) AS g (n) CROSS JOIN LATERAL (SELECT now() - interval '20 days' + g.n * interval '20 seconds') AS t (at)
           JOIN devices d ON CASE WHEN n % 6 = 0 THEN d.tenant_id <> $2 ELSE d.tenant_id = $2 AND d.device_uid = CASE WHEN n % 5000 = 1 THEN 'sensor-1' ELSE 'device-' || n % 20 END END`,
        [ROWS, tenantId],
      );
      await admin.query('VACUUM ANALYZE events');
      await admin.query('ANALYZE devices');
    });
    const { logger } = service.app.get(DataSource);
    logger.logQuery = (sql: string, values?: unknown[]) => void asked.push({ sql, values: values ?? [] });
  }, 120_000);
  afterAll(() => service.close());

  /** Scans of `events` in the plan of a request's last query, which reads the page. */
  async function scansOf(path: string): Promise<PlanNode[]> {
    asked.length = 0;
    const { status } = await acme.get(path);
    expect(status).toBe(200);
    const query = asked.findLast(({ sql }) => /^SELECT .*FROM "events"/s.test(sql))!;
    const client = new Client({ connectionString: service.database.appUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT app_set_tenant($1)', [tenantId]);
      const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${query.sql}`, query.values);
      return nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter(
        (node) => node['Relation Name'] === 'events' || (node['Index Name'] ?? '').startsWith('events_'),
      );
    } finally {
      await client.end();
    }
  }

  const day = (n: number) => encodeURIComponent(new Date(Date.now() - n * 86_400_000).toISOString());

  it.each([
    ['by uid', '/v1/events/e-1001', 'events_uid_unique'],
    ['the newest', '/v1/events', 'events_pkey'],
    ['a feed', '/v1/events?order=asc', 'events_pkey'],
    ['a quiet device', '/v1/events?device_uid=sensor-1', 'events_by_device'],
    ['a quiet device’s feed', '/v1/events?device_uid=sensor-1&order=asc', 'events_by_device'],
    ['a rare type', '/v1/events?type=type-7', 'events_by_type'],
    ['an hour of occurrence', `/v1/events?occurred_from=${day(15)}&occurred_to=${day(14.96)}`, 'events_by_occurrence'],
    ['a day of occurrence, long ago', `/v1/events?occurred_from=${day(13)}&occurred_to=${day(12)}`, 'events_by_occurrence'],
    ['a day of a device', `/v1/events?device_uid=device-3&occurred_from=${day(15)}&occurred_to=${day(14)}`, 'events_by_device_occurrence'],
    ['a day of a device, as a feed', `/v1/events?order=asc&device_uid=device-3&occurred_from=${day(15)}&occurred_to=${day(14)}`, 'events_by_device_occurrence'],
    ['an hour of receipt', `/v1/events?received_from=${day(15)}&received_to=${day(14.96)}`, 'events_by_receipt'],
    ['a type within an hour of receipt', `/v1/events?type=type-7&received_from=${day(15)}&received_to=${day(14.96)}`, 'events_by_receipt'],
    ['a payload within an hour', `/v1/events?payload.n=5&occurred_from=${day(15)}&occurred_to=${day(14.96)}`, 'events_by_occurrence'],
  ])('%s', async (_, path, index) => {
    const scans = await scansOf(path);
    expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(scans.map((node) => node['Index Name'])).toContain(index);
  }); // prettier-ignore

  it('walks from the newest event to a full span up to now, though statistics know of none; not where few of it are asked for', async () => {
    await asAdmin(service.database.adminUrl, async (admin) => {
      await admin.query('ALTER TABLE events SET (autovacuum_enabled = false)');
      await admin.query(
        `INSERT INTO events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, payload)
         SELECT d.tenant_id, ${ROWS} + n, 'fresh-' || n, d.id, 'type-1', now(), now(), '{}' FROM generate_series(1, 15000) n
           JOIN devices d ON d.tenant_id = $1 AND d.device_uid = 'device-' || n % 20`,
        [tenantId],
      );
    });
    for (const span of ['occurred_from', 'received_from']) {
      const scans = await scansOf(`/v1/events?${span}=${day(0.04)}`);
      expect([span, ...scans.map((node) => node['Index Name'])]).toEqual([span, 'events_pkey']);
    }
    const received = `received_from=${day(0.04)}`;
    for (const narrowed of [
      `payload.n=5&occurred_from=${day(0.04)}`,
      `payload.n=5&${received}`,
      `type=type-7&${received}`,
      `device_uid=device-3&${received}`,
      `occurred_from=${day(0.04)}&${received}`,
    ]) {
      const scans = await scansOf(`/v1/events?${narrowed}`);
      const bounded = scans.some((node) => /received_at|occurred_at/.test(node['Index Cond'] ?? ''));
      expect([narrowed, bounded]).toEqual([narrowed, true]);
    }
  });

  it('would see a scan of the whole table', async () => {
    await asAdmin(service.database.adminUrl, (admin) =>
      admin.query('ALTER TABLE events DROP CONSTRAINT events_uid_unique'),
    );
    const scans = await scansOf('/v1/events/e-1001');
    expect(scans.map((node) => node['Node Type'])).toEqual(['Seq Scan']);
  });
});
