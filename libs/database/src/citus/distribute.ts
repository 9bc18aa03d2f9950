import { Client } from 'pg';
import { ConfigError, postgresAddress } from '#libs/common';
import { admitRole } from '../migrate.js';
import { connectedProcesses } from '../connected-processes.js';
import { type CitusCatalog, readCitusCatalog } from './catalog.js';
import { planDistribution, type Step } from './distribution-plan.js';

/** Default number of shards for the tenants. A shard can move to another worker. */
const SHARDS = 32;

export interface DistributeOptions {
  readonly shards?: number;
  readonly dryRun?: boolean;
  /** Receives each step before it runs. */
  readonly log?: (line: string) => void;
}

/**
 * Moves the tables of a migrated database to their places on Citus. Finished steps stay: after an interruption, call it
 * again and it resumes. Foreign keys are missing until it ends, so no process of the service may be connected.
 * @returns the steps that it took, or would take
 * @throws ConfigError if the database is not a Citus coordinator with workers, or the service is connected
 */
export async function distribute(
  ownerUrl: string,
  appUrl: string,
  { shards = SHARDS, dryRun = false, log = () => undefined }: DistributeOptions = {},
): Promise<Step[]> {
  const { url: connectionString, ssl } = postgresAddress(ownerUrl);
  const client = new Client({ connectionString, ssl });
  await client.connect();
  try {
    const catalog = await readCitusCatalog(client);
    await assertReady(client, catalog);
    const steps = planDistribution(catalog, shards);
    if (dryRun) return steps;
    if (steps.length) await assertStopped(client);
    for (const step of steps) await take(client, step, log);
    await admitRole(client, new URL(appUrl));
    return steps;
  } finally {
    await client.end();
  }
}

async function assertReady(client: Client, { version, tables }: CitusCatalog): Promise<void> {
  if (!tables.includes('queue_marks')) throw new ConfigError('Run `npm run migrate` first.');
  if (!version)
    throw new ConfigError('The database has no Citus: CREATE EXTENSION citus, and add the nodes, first.');
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE groupid = 0)::int AS coordinators, count(*) FILTER (WHERE groupid <> 0)::int AS workers
       FROM pg_dist_node WHERE isactive AND noderole = 'primary'`,
  );
  if (!rows[0].coordinators)
    throw new ConfigError(
      'The coordinator is not in its own metadata: SELECT citus_set_coordinator_host(host, port). Reference tables have a copy there.',
    );
  if (!rows[0].workers)
    throw new ConfigError('There is no worker: SELECT citus_add_node(host, port) for each.');
}

async function assertStopped(client: Client): Promise<void> {
  const connected = await connectedProcesses(client);
  if (connected)
    throw new ConfigError(
      `${connected} connections of the service are open. Foreign keys are missing while tables move: stop every API and worker process first`,
    );
}

async function take(client: Client, { what, statements }: Step, log: (line: string) => void): Promise<void> {
  log(what);
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const { message, code } = error as Error & { code?: string };
    throw Object.assign(new Error(`${what}: ${message}`, { cause: error }), { code });
  }
}
