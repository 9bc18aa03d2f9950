import { randomBytes } from 'node:crypto';
import { distribute, migrate } from '#libs/database';
import { asAdmin } from './as-admin.js';
import type { TestDatabase } from './database.js';

/** Superuser address of a coordinator that has its workers in its metadata. */
const { CITUS_URL } = process.env;
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

/**
 * Creates a database on all nodes, without a schema. The superuser owns it, because databases share the server's roles.
 */
export async function createEmptyCitusDatabase(): Promise<TestDatabase> {
  const name = `tributary_${randomBytes(6).toString('hex')}`;
  const [coordinator, ...workers] = await citusNodes();
  for (const node of [coordinator, ...workers]) {
    await asAdmin(urlOn(node, 'postgres'), (client) => client.query(`CREATE DATABASE ${name}`));
    await asAdmin(urlOn(node, name), (client) => client.query('CREATE EXTENSION citus'));
  }
  const adminUrl = urlOn(coordinator, name);
  await asAdmin(adminUrl, async (client) => {
    await client.query('SELECT citus_set_coordinator_host($1, $2)', [coordinator.host, coordinator.port]);
    for (const { host, port } of workers) await client.query('SELECT citus_add_node($1, $2)', [host, port]);
  });
  const appUrl = at(adminUrl, (url) => {
    url.username = 'tributary_app';
    url.password = 'tributary_app';
  });
  return { adminUrl, ownerUrl: adminUrl, appUrl };
}

/** Creates a migrated and distributed database. */
export async function createCitusDatabase(): Promise<TestDatabase> {
  const database = await createEmptyCitusDatabase();
  await migrate(database.ownerUrl, database.appUrl);
  await distribute(database.ownerUrl, database.appUrl, { shards: SHARDS });
  return database;
}
