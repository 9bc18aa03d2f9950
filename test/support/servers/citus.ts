import { randomBytes } from 'node:crypto';
import { distribute, migrate } from '#libs/database';
import { asAdmin } from './as-admin.js';
import type { TestDatabase } from './database.js';

/** Superuser address of a coordinator that has its workers in its metadata. */
const { CITUS_URL } = process.env;
/** Whether the specs run on Citus. Expectations that differ there name this and say why. */
export const onCitus = Boolean(CITUS_URL);
/** Few, so that a database is made quickly; more than workers, so that shards can move. */
const SHARDS = 4;

export interface CitusNode {
  readonly host: string;
  readonly port: number;
}

const at = (url: string, change: (url: URL) => void) => {
  const parsed = new URL(url);
  change(parsed);
  return parsed.href;
};

/** Superuser address of a database on a node. */
export const urlOn = ({ host, port }: CitusNode, database: string) =>
  at(CITUS_URL!, (url) => {
    url.hostname = host;
    url.port = String(port);
    url.pathname = `/${database}`;
  });

/** The nodes, the coordinator first. */
export async function citusNodes(): Promise<CitusNode[]> {
  const { rows } = await asAdmin(CITUS_URL!, (client) =>
    client.query<CitusNode>(
      `SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE noderole = 'primary' AND isactive ORDER BY groupid <> 0, nodeport`,
    ),
  );
  return rows;
}

const OWNER = 'tributary_owner';
/** As docs/operations.md has it. Citus creates it on every worker. */
const MAKE_OWNER = `DO $$ BEGIN CREATE ROLE ${OWNER} LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`;

/** Creates a database on all nodes, without a schema. Its owner is no superuser. */
export async function createEmptyCitusDatabase(): Promise<TestDatabase> {
  const name = `tributary_${randomBytes(6).toString('hex')}`;
  const [coordinator, ...workers] = await citusNodes();
  await asAdmin(CITUS_URL!, (client) => client.query(MAKE_OWNER));
  for (const node of [coordinator, ...workers]) {
    await asAdmin(urlOn(node, 'postgres'), (client) =>
      client.query(`CREATE DATABASE ${name} OWNER ${OWNER}`),
    );
    await asAdmin(urlOn(node, name), (client) => client.query('CREATE EXTENSION citus'));
  }
  const adminUrl = urlOn(coordinator, name);
  await asAdmin(adminUrl, async (client) => {
    await client.query('SELECT citus_set_coordinator_host($1, $2)', [coordinator.host, coordinator.port]);
    for (const { host, port } of workers) await client.query('SELECT citus_add_node($1, $2)', [host, port]);
  });
  const of = (role: string) => at(adminUrl, (url) => Object.assign(url, { username: role, password: role }));
  return { adminUrl, ownerUrl: of(OWNER), appUrl: of('tributary_app') };
}

/** Creates a migrated and distributed database. */
export async function createCitusDatabase(): Promise<TestDatabase> {
  const database = await createEmptyCitusDatabase();
  await migrate(database.ownerUrl, database.appUrl);
  await distribute(database.ownerUrl, database.appUrl, { shards: SHARDS });
  return database;
}
