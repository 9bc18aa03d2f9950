import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate } from '#libs/database';
import { Client } from 'pg';
import { columnsOf, INSERT, WITH_HEAD } from '../../libs/events/src/ingest/ingest.statements.js';
import { DEVICES, makeBatches } from '../bench/loads/events.js';
import { startTestApp } from '../support/app.js';
import { citusNodes, createCitusDatabase, urlOn } from '../support/servers/citus.js';
import { asAdmin, type TestDatabase } from '../support/servers/database.js';
import { startProcess, type ServiceProcess } from '../support/servers/process.js';
import { UNLIMITED } from '../support/unlimited.js';
import { cpuOf, serverOf } from './cpu.js';
import { describeOnCitus } from './describe-on-citus.js';

const TENANTS = 8;
const BATCH = 500;
/** Batches of each tenant in a round. */
const BATCHES = 20;
const ROUNDS = Number(process.env.CITUS_ROUNDS ?? 5);

/** Node's options as `npm start` gives them. */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
const PROGRAM = [...scripts.start.match(/--\S+/g)!, 'dist/apps/api/src/main.js'];

interface Bed {
  readonly service: ServiceProcess;
  readonly database: TestDatabase;
  readonly tokens: readonly string[];
  readonly ids: readonly string[];
}
interface Run {
  readonly perSecond: number;
  /** CPU of all servers of PostgreSQL, and of the service. Microseconds an event. */
  readonly postgres: number;
  readonly service: number;
}
type Round = Record<'citus' | 'citusRaw' | 'plain' | 'plainRaw', Run>;

/** The service, and the statement of its batches sent by a client that does nothing else; on Citus, and beside it. */
describeOnCitus('batches of several tenants', () => {
  let [citus, plain]: Bed[] = [];
  let servers: number[];

  beforeAll(async () => {
    servers = await Promise.all((await citusNodes()).map(serverOf));
    citus = await makeBed(await createCitusDatabase());
    plain = await makeBed(await createPlainDatabase());
  }, 120_000);
  afterAll(() => {
    for (const bed of [citus, plain]) bed?.service.child.kill('SIGTERM');
  });

  it('take most of their CPU in PostgreSQL, as the same statement does', async () => {
    const rounds: Round[] = [];
    // The first one prepares statements and warms up.
    for (let i = 0; i <= ROUNDS; i++) {
      const runs = [
        ['citus', citus, overHttp], ['citusRaw', citus, raw], ['plain', plain, overHttp], ['plainRaw', plain, raw],
      ] as const; // prettier-ignore
      const round = {} as Round;
      for (const [name, bed, load] of i % 2 ? runs.toReversed() : runs)
        round[name] = await measured(bed, await load(bed));
      if (i) rounds.push(round);
    }
    const of = (figure: (round: Round) => number) => {
      const [least, ...more] = rounds.map(figure).sort((a, b) => a - b).map((each) => Number(each.toPrecision(4))); // prettier-ignore
      return { median: [least, ...more][rounds.length >> 1]!, least, most: more.at(-1)! };
    };
    const names = ['citus', 'citusRaw', 'plain', 'plainRaw'] as const;
    const cpu = ({ postgres, service }: Run) => postgres + service;
    const figures = {
      ...Object.fromEntries(names.flatMap((name) => (['perSecond', 'postgres', 'service'] as const).map((what) => [`${name} ${what}`, of((round) => round[name][what])]))),
      'events/s: service to raw, Citus': of(({ citus, citusRaw }) => citus.perSecond / citusRaw.perSecond),
      'events/s: Citus to plain': of(({ citus, plain }) => citus.perSecond / plain.perSecond),
      'CPU: raw to service, Citus': of(({ citus, citusRaw }) => citusRaw.postgres / cpu(citus)),
      'CPU: raw to service, plain': of(({ plain, plainRaw }) => plainRaw.postgres / cpu(plain)),
      'CPU: plain to Citus': of(({ citus, plain }) => cpu(plain) / cpu(citus)),
    }; // prettier-ignore
    console.log(`batches of ${BATCH} of ${TENANTS} tenants:\n${Object.entries(figures).map(([name, each]) => `${name} ${JSON.stringify(each)}`).join('\n')}`); // prettier-ignore
    // The aim is 0.8.
    expect(figures['CPU: raw to service, Citus'].median).toBeGreaterThan(0.6);
  }, 600_000);

  async function measured({ service }: Bed, run: () => Promise<void>): Promise<Run> {
    const spent = () =>
      [servers.reduce((sum, pid) => sum + cpuOf(pid), 0), cpuOf(service.child.pid!)] as const;
    const [before, begun] = [spent(), performance.now()];
    await run();
    const [ended, after] = [performance.now(), spent()];
    const events = TENANTS * BATCHES * BATCH;
    return {
      perSecond: (events * 1000) / (ended - begun),
      postgres: ((after[0] - before[0]) * 1e6) / events,
      service: ((after[1] - before[1]) * 1e6) / events,
    };
  }
});

const FILL = [
  `INSERT INTO devices (tenant_id, device_uid) SELECT t.id, 'device-' || n FROM tenants t, generate_series(0, ${DEVICES - 1}) n`,
  'INSERT INTO event_heads (tenant_id) SELECT id FROM tenants ON CONFLICT (tenant_id) DO NOTHING',
];

async function makeBed(database: TestDatabase): Promise<Bed> {
  const maker = await startTestApp({}, database);
  const [tokens, ids]: string[][] = [[], []];
  for (let i = 0; i < TENANTS; i++) {
    const client = await maker.make.tenant(`t-${i}`, { limits: UNLIMITED });
    tokens.push(client.token!);
    ids.push(await maker.make.tenantId(`t-${i}`));
  }
  for (const sql of FILL) await asAdmin(database.adminUrl, (admin) => admin.query(sql));
  await maker.close();
  return { service: await startProcess(database, { LOG_LEVEL: 'error' }, PROGRAM), database, tokens, ids };
}

/** On the coordinator's server, without Citus. */
async function createPlainDatabase(): Promise<TestDatabase> {
  const name = `tributary_${randomBytes(6).toString('hex')}`;
  const [coordinator] = await citusNodes();
  await asAdmin(urlOn(coordinator, 'postgres'), (client) =>
    client.query(`CREATE DATABASE ${name} OWNER tributary_owner`),
  );
  const of = (role: string) => Object.assign(new URL(urlOn(coordinator, name)), { username: role, password: role }).href; // prettier-ignore
  const [adminUrl, ownerUrl, appUrl] = [urlOn(coordinator, name), of('tributary_owner'), of('tributary_app')];
  await migrate(ownerUrl, appUrl);
  return { adminUrl, ownerUrl, appUrl };
}

const together = (clients: (() => Promise<void>)[]) => async () => void (await Promise.all(clients.map((client) => client()))); // prettier-ignore

/** Makes the batches. @returns what sends them */
function overHttp({ service, tokens }: Bed): () => Promise<void> {
  const clients = tokens.map((token) => {
    const bodies = makeBatches(BATCHES, BATCH).map((events) => JSON.stringify({ events }));
    return async () => {
      for (const body of bodies) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(`${service.url}/v1/events/batch`, { method: 'POST', headers, body });
        expect([answer.status, (await answer.text()).slice(0, 26)]).toEqual([200, `{"summary":{"created":${BATCH}}`]);
      }
    };
  }); // prettier-ignore
  return together(clients);
}

/** The service's own transaction with its own parameters, prepared, in one round trip to the coordinator. */
async function raw({ database, ids }: Bed): Promise<() => Promise<void>> {
  const connections: Client[] = [];
  const clients = ids.map((id) => {
    const connection = new Client({ connectionString: database.appUrl, pipeline: true } as never);
    connections.push(connection);
    const batches = makeBatches(BATCHES, BATCH).map((events) =>
      columnsOf(id, events.map(({ event_uid, device_uid, type, occurred_at, payload }) => ({
        eventUid: event_uid, deviceUid: device_uid, type, occurredAt: Date.parse(occurred_at), late: false, payload: JSON.stringify(payload), extensions: null, pointer: '',
      })) as never),
    ); // prettier-ignore
    return async () => {
      for (const values of batches) {
        const sent = [
          connection.query('BEGIN'),
          connection.query({ name: 'tenant', text: 'SELECT app_set_tenant($1)', values: [id] }),
          connection.query({ name: 'head', text: WITH_HEAD.ahead.text, values: [id] }),
          connection.query({ ...INSERT, values }),
          connection.query('COMMIT'),
        ];
        const [, , , inserted] = await Promise.all(sent);
        expect(inserted.rowCount).toBe(BATCH);
      }
    };
  });
  for (const connection of connections) await connection.connect();
  return async () => {
    await together(clients)();
    for (const connection of connections) await connection.end();
  };
}
