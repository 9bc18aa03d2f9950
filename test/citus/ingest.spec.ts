import { Client } from 'pg';
import { columnsOf, INSERT } from '../../libs/events/src/ingest/ingest.statements.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/servers/database.js';
import { describeOnCitus } from './describe-on-citus.js';

const DEVICE = 'sensor-1';
const some = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ event_uid: `e-${from + i}`, device_uid: DEVICE, type: 't', occurred_at: new Date().toISOString(), payload: { i } })); // prettier-ignore

describeOnCitus('ingest on Citus', () => {
  let service: TestApp;
  beforeAll(async () => (service = await startTestApp()));
  afterAll(() => service.close());

  const admin = async (sql: string) =>
    (await asAdmin(service.database.adminUrl, (client) => client.query(sql))).rows;

  it('sends a batch whole to one worker, however often it is prepared, and commits there in one phase', async () => {
    await service.make.tenant('routed');
    const [{ id }] = await admin(`SELECT id FROM tenants WHERE key = 'routed'`);
    await admin(`INSERT INTO event_heads (tenant_id) VALUES (${id}) ON CONFLICT DO NOTHING`);
    const client = new Client({ connectionString: service.database.appUrl });
    await client.connect();
    const sent: string[] = [];
    client.on('notice', ({ message, detail }) => sent.push(`${message!.slice(0, 30)} ${/\d+$/.exec(detail!.split(' connectionId')[0])![0]}`)); // prettier-ignore
    try {
      await client.query('SET citus.log_remote_commands = on');
      for (let round = 0; round < 8; round++) {
        const values = columnsOf(id, some(round * 10, 10).map(({ event_uid, payload }) => ({ eventUid: event_uid, deviceUid: DEVICE, type: 't', occurredAt: new Date(), late: false, payload: JSON.stringify(payload), extensions: null, pointer: '' })) as never); // prettier-ignore
        await client.query('BEGIN');
        await client.query('SELECT app_set_tenant($1)', [id]);
        const { rowCount } = await client.query({ ...INSERT, values });
        await client.query('COMMIT');
        expect(rowCount).toBe(10);
        const ports = new Set(sent.map((line) => line.split(' ').at(-1)));
        expect([sent.map((line) => line.split(' ')[1]), ports.size]).toEqual([
          ['BEGIN', 'INSERT', 'COMMIT'],
          1,
        ]);
        sent.length = 0;
      }
    } finally {
      await client.end();
    }
  });

  it('commits in one phase what several tenants send at the same time', async () => {
    const tenants = await Promise.all(Array.from({ length: 6 }, (_, i) => service.make.tenant(`t-${i}`)));
    const send = (round: number) =>
      Promise.all(
        tenants.flatMap((tenant) => [
          tenant.post('/v1/events/batch', { events: some(round * 100, 50) }),
          tenant.post('/v1/events', some(round * 100 + 50, 1)[0]),
        ]),
      );
    await send(0);
    await admin('SELECT recover_prepared_transactions()');
    const before = await admin('SELECT count(*)::int AS prepared FROM pg_dist_transaction');
    const answers = [...(await send(1)), ...(await send(2))];
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(await admin('SELECT count(*)::int AS prepared FROM pg_dist_transaction')).toEqual(before);
    const [{ events }] = await admin(
      "SELECT count(*)::int AS events FROM events WHERE event_uid <> '' AND type = 't'",
    );
    expect(events).toBe(6 * 3 * 51 + 80);
  });
});
