import type { Bed } from '../bed.js';
import { median, round2 } from '../figures.js';

const ROWS = 50_000;
const BATCH = 1000;

/** A table without constraints and indexes, then each one that ours has, added one after the other. */
const STEPS: readonly [what: string, sql: string[]][] = [
  ['bare columns, an identity', []],
  ['+ NOT NULL', ['tenant_id', 'event_uid', 'device_id', 'type', 'occurred_at', 'received_at', 'late', 'payload'].map((column) => `ALTER TABLE ablated ALTER ${column} SET NOT NULL`)],
  ['+ primary key (tenant_id, position)', ['ALTER TABLE ablated ADD PRIMARY KEY (tenant_id, position)']],
  ['+ unique (tenant_id, event_uid)', ['ALTER TABLE ablated ADD UNIQUE (tenant_id, event_uid)']],
  ['+ foreign key to devices', ['ALTER TABLE ablated ADD FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id)']],
  ['+ index (tenant_id, device_id, position)', ['CREATE INDEX ON ablated (tenant_id, device_id, position)']],
  ['+ index (tenant_id, type, position)', ['CREATE INDEX ON ablated (tenant_id, type, position)']],
  ['+ index (tenant_id, device_id, occurred_at, position)', ['CREATE INDEX ON ablated (tenant_id, device_id, occurred_at, position)']],
  ['+ index (tenant_id, received_at, position)', ['CREATE INDEX ON ablated (tenant_id, received_at, position)']],
  ['+ index (tenant_id, occurred_at, position)', ['CREATE INDEX ON ablated (tenant_id, occurred_at, position)']],
  ['+ forced row level security', [
    'ALTER TABLE ablated ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE ablated FORCE ROW LEVEL SECURITY',
    `CREATE POLICY p ON ablated USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint) WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)`,
  ]],
]; // prettier-ignore

/** Measures what each constraint and index of `events` costs per row, in PostgreSQL's CPU time and in elapsed time. */
export async function ablate(bed: Bed, rounds: number, say: (line: string) => void) {
  const times = STEPS.map(() => [] as number[]);
  const text = STEPS.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    const order = STEPS.map((_, i) => i);
    for (const step of round % 2 ? order.toReversed() : order) {
      await prepare(bed, step);
      times[step].push(await insert(bed, 'payload'));
      await prepare(bed, step);
      text[step].push(await insert(bed, `'{}'::jsonb`));
    }
  }
  const results = STEPS.map(([what], i) => {
    const us = (median(times[i]) * 1e6) / ROWS;
    const before = i ? (median(times[i - 1]) * 1e6) / ROWS : 0;
    const empty = (median(text[i]) * 1e6) / ROWS;
    return {
      what,
      us_per_row: round2(us),
      added_us: round2(us - before),
      with_empty_payload_us: round2(empty),
    };
  });
  for (const result of results) say(JSON.stringify(result));
  await bed.admin.query('DROP TABLE ablated; DROP TABLE ablation_source');
  return results;
}

async function prepare(bed: Bed, step: number): Promise<void> {
  const { admin } = bed;
  const [{ id }] = bed.tenants;
  await admin.query(`CREATE TABLE IF NOT EXISTS ablation_source AS
    SELECT n, gen_random_uuid()::text COLLATE "C" AS event_uid, d.id AS device_id, 'temperature.measured' AS type,
           now() - n * interval '1 second' AS occurred_at,
           '{"celsius": 21.5, "humidity": 0.42, "battery": 0.83, "firmware": "4.11.2", "location": {"building": "north", "floor": 7, "room": "r-17"}}'::text AS payload
      FROM generate_series(1, ${ROWS}) n JOIN devices d ON d.tenant_id = ${id} AND d.device_uid = 'device-' || n % 20 ORDER BY n`);
  await admin.query('DROP TABLE IF EXISTS ablated');
  await admin.query(`CREATE TABLE ablated (tenant_id bigint, position bigint GENERATED ALWAYS AS IDENTITY, event_uid text COLLATE "C", device_id bigint,
    type text COLLATE "C", occurred_at timestamptz, received_at timestamptz, late boolean, payload jsonb, extensions jsonb)`);
  for (const [, statements] of STEPS.slice(0, step + 1))
    for (const statement of statements) await admin.query(statement);
  await admin.query(
    'GRANT SELECT, INSERT ON ablated TO tributary_service; GRANT SELECT ON ablation_source TO tributary_service',
  );
  await admin.query('CHECKPOINT');
}

/** Inserts as the service's role does, a thousand rows per transaction. @returns seconds */
async function insert(bed: Bed, payload: string): Promise<number> {
  const { admin } = bed;
  const [{ id }] = bed.tenants;
  await admin.query('SET ROLE tributary_app');
  await admin.query(`SELECT set_config('app.tenant_id', '${id}', false)`);
  const from = performance.now();
  for (let first = 1; first <= ROWS; first += BATCH)
    await admin.query(
      `INSERT INTO ablated (tenant_id, event_uid, device_id, type, occurred_at, received_at, late, payload, extensions)
       SELECT ${id}, event_uid, device_id, type, occurred_at, now(), false, ${payload === 'payload' ? 'payload::jsonb' : payload}, NULL
         FROM ablation_source WHERE n BETWEEN ${first} AND ${first + BATCH - 1} ORDER BY event_uid COLLATE "C" ON CONFLICT DO NOTHING`,
    );
  const seconds = (performance.now() - from) / 1000;
  await admin.query('RESET ROLE');
  return seconds;
}
