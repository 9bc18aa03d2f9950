import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { canReach, publicHome, serverAccount } from './account.js';
import { locateBinaries } from './binaries.js';
import { Cluster } from './cluster.js';
import { alone, readIfThere, Users } from './processes.js';
import { freePort, loadSecrets, saveSecrets, type Secrets } from './secrets.js';

export interface EmbeddedPostgresOptions {
  /** The server's files live in `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** Loopback port; by default the one it had last, or any free one. */
  readonly port?: number;
  /** Beyond, or instead of, those of settings.ts. */
  readonly settings?: Record<string, string>;
  readonly database?: string;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Superuser, for tests and emergencies; the service never uses it. */
  readonly adminUrl: string;
  /** Owner of the database: migrates. Neither superuser nor exempt from row level security. */
  readonly ownerUrl: string;
  /** The service's role: a plain login, until migrations give it its rights. */
  readonly appUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Whether the server ran already, left by a process that was killed or still is there. */
  readonly attached: boolean;
  /** Stops the server when nobody else uses it. Waits until it is down; may be called twice. */
  stop(): Promise<void>;
}

const LOCK_PATIENCE_MS = 120_000;
/** Recovery reads up to max_wal_size after a crash. Milliseconds. */
const RECOVERY_MS = 300_000;
/** After `kill -9` of the server its successor can meet stale locks for some seconds. Milliseconds. */
const STALE_MS = 10_000;

/** Starts the PostgreSQL that comes with the service, or attaches to it where it is running. @throws Error saying what to do */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, database = 'tributary' } = options;
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const directory = clusterDirectory(dataDir, log);
  const account = serverAccount(directory);
  const cluster = new Cluster(directory, locateBinaries(account), account);
  const secretsFile = join(dataDir, 'postgres-secrets.json');
  const users = new Users(join(dataDir, 'postgres-users'), randomUUID());
  const lock = join(dataDir, 'postgres.lock');
  return alone(lock, LOCK_PATIENCE_MS, async () => {
    const secrets = loadSecrets(secretsFile);
    if (!cluster.exists) await cluster.create(secrets.admin);
    await cluster.assertVersion();
    await cluster.settled(RECOVERY_MS);
    const attached = cluster.running() !== undefined;
    if (!attached) await startOn(cluster, secrets, options);
    const { pid, port } = cluster.running()!;
    saveSecrets(secretsFile, Object.assign(secrets, { port }));
    users.enter();
    const url = (role: string, password: string) =>
      `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
    await ensureRoles(`postgres://postgres:${secrets.admin}@127.0.0.1:${port}/postgres`, secrets, database);
    return {
      adminUrl: url('postgres', secrets.admin),
      ownerUrl: url('tributary_owner', secrets.owner),
      appUrl: url('tributary_app', secrets.app),
      port,
      pid,
      attached,
      stop: () =>
        alone(lock, LOCK_PATIENCE_MS, async () => {
          if (users.leave() && cluster.running()) await cluster.stop();
        }),
    };
  });
}

/**
 * Where the server's account can't walk to the data directory, the database goes where it can: the data directory keeps
 * the address, so that a new data directory never meets an old database.
 */
function clusterDirectory(dataDir: string, log: (line: string) => void): string {
  if (canReach(serverAccount(join(dataDir, 'postgres')), dataDir)) return join(dataDir, 'postgres');
  const address = join(dataDir, 'postgres-home');
  const name = readIfThere(address) ?? randomUUID();
  writeFileSync(address, name);
  const home = publicHome(name);
  log(`PostgreSQL can't run as root, and its account can't reach ${dataDir}: the database is in ${home}`);
  return join(home, 'postgres');
}

async function startOn(cluster: Cluster, secrets: Secrets, options: EmbeddedPostgresOptions): Promise<void> {
  const until = Date.now() + STALE_MS;
  for (;;) {
    try {
      return await cluster.start(options.port ?? (await freePort(secrets.port)), options.settings ?? {});
    } catch (error) {
      if (cluster.running()) return;
      if (Date.now() > until) throw error;
      await sleep(500);
    }
  }
}

/** The roles and the database, made where they are missing. */
async function ensureRoles(adminUrl: string, { owner, app }: Secrets, database: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const has = async (sql: string) => (await admin.query(sql)).rowCount! > 0;
    const hasRole = (name: string) => has(`SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(name)}`);
    if (!(await hasRole('tributary_owner')))
      await admin.query(
        `CREATE ROLE tributary_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD ${escapeLiteral(owner)}`,
      );
    if (!(await hasRole('tributary_app'))) {
      await admin.query(
        `CREATE ROLE tributary_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD ${escapeLiteral(app)}`,
      );
      // The owner sets its limits and rights when it migrates.
      await admin.query('GRANT tributary_app TO tributary_owner WITH ADMIN OPTION, INHERIT FALSE, SET FALSE');
    }
    if (!(await has(`SELECT FROM pg_database WHERE datname = ${escapeLiteral(database)}`)))
      await admin.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER tributary_owner`);
  } finally {
    await admin.end();
  }
}
