import pg from 'pg';
import { columnsOf, INSERT_EVENTS, WITH_HEAD } from '../../../libs/events/src/ingest/ingest.statements.js';
import { type BenchEvent, DEVICES, makeBatches } from './events.js';
import { type Client, shareOf, type SqlJob } from './job.js';

/**
 * Lower bounds: what PostgreSQL needs for a client that does nothing else. Values are prepared as the bytes that are
 * sent.
 */
export async function sqlClients(job: SqlJob): Promise<Client[]> {
  const { clients, batch } = job;
  return Promise.all(
    Array.from({ length: clients }, async (_, c) => {
      const tenant = job.tenants[c % job.tenants.length];
      const pipeline = job.kind !== 'copy';
      const connection = new pg.Client({ connectionString: job.url, pipeline } as pg.ClientConfig);
      await connection.connect();
      // For the session, because nobody else uses this connection.
      await connection.query(`SELECT set_config('app.tenant_id', $1, false)`, [tenant]);
      const batches = makeBatches(shareOf(job, c), batch);
      const sends =
        job.kind === 'copy'
          ? batches.map((events) =>
              copy(connection, rowsOf(events, tenant, job.devices[c % job.tenants.length])),
            )
          : batches.map((events) => statement(connection, tenant, events));
      let at = 0;
      return { next: () => sends[at++](), close: () => connection.end() };
    }),
  );
}

/** The service's own transaction with its own parameters, prepared, in one round trip. The answer stays text. */
function statement(connection: pg.Client, tenant: string, events: BenchEvent[]): () => Promise<string> {
  const values = columnsOf(
    tenant,
    events.map(({ event_uid, device_uid, type, occurred_at, payload }) => ({
      eventUid: event_uid,
      deviceUid: device_uid,
      type,
      occurredAt: Date.parse(occurred_at),
      late: false,
      payload: JSON.stringify(payload),
      extensions: null,
      pointer: '',
    })),
  );
  const query = {
    name: 'ingest',
    text: INSERT_EVENTS,
    values,
    rowMode: 'array' as const,
    types: { getTypeParser: () => (text: string) => text } as never,
  };
  return async () => {
    const sent = [
      connection.query('BEGIN'),
      connection.query({ name: 'head', text: WITH_HEAD.ahead.text, values: [tenant] }),
      connection.query(query),
      connection.query('COMMIT'),
    ];
    const [, , inserted] = await Promise.all(sent);
    return inserted.rowCount === events.length ? 'created' : 'not all';
  };
}

/** COPY sets positions itself. They are above those of any process that began earlier. */
let position = Date.now() * 1000;

function rowsOf(events: BenchEvent[], tenant: string, devices: readonly string[]): Buffer {
  const now = new Date().toISOString();
  const line = (event: BenchEvent) =>
    [
      tenant,
      String(position++),
      event.event_uid,
      devices[Number(event.device_uid.slice('device-'.length)) % DEVICES],
      event.type,
      event.occurred_at,
      now,
      'f',
      JSON.stringify(event.payload).replaceAll('\\', '\\\\'),
      '\\N',
    ].join('\t');
  return Buffer.from(`${events.map(line).join('\n')}\n`);
}

const COPY =
  'COPY events (tenant_id, position, event_uid, device_id, type, occurred_at, received_at, late, payload, extensions) FROM STDIN';

/** What pg's client requires of a query object, as far as COPY needs it. */
interface Wire {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

function copy(connection: pg.Client, rows: Buffer): () => Promise<string> {
  return () =>
    new Promise((resolve, reject) => {
      connection.query({
        submit: (wire: Wire) => wire.query(COPY),
        handleCopyInResponse: (wire: Wire) => {
          wire.sendCopyFromChunk(rows);
          wire.endCopyFrom();
        },
        handleCommandComplete: () => undefined,
        handleReadyForQuery: () => resolve('created'),
        handleError: reject,
      } as never);
    });
}
