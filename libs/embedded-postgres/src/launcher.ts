import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { canReach, publicHome, serverAccount } from './account.js';
import { locateBinaries } from './binaries.js';
import { ConfigError } from '#libs/common';
import { Cluster } from './cluster.js';
import { alone, readIfThere, Users } from './processes.js';
import { prepareDataDirectory } from './directories.js';
import { freePort, loadSecrets, newSecrets, saveSecrets, type Secrets, unusableSecrets } from './secrets.js';

export interface EmbeddedPostgresOptions {
  /** The server's files live in `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** Loopback port; by default the last one used, or any free one. */
  readonly port?: number;
  /** Settings that add to, or override, those of settings.ts. */
  readonly settings?: Record<string, string>;
  readonly database?: string;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Superuser, for tests and emergencies. The service never uses it. */
  readonly adminUrl: string;
  /** Owner of the database, which migrates. Neither superuser nor exempt from row level security. */
  readonly ownerUrl: string;
  /** The service's role: a plain login until migrations grant its rights. */
  readonly appUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Whether the server was running already: another process uses it, or a killed one left it. */
  readonly attached: boolean;
  /** Stops the server if nobody else uses it, and waits until it is down. May be called twice. */
  stop(): Promise<void>;
}

const DATABASE = 'tributary';
/** Codes of connections to a server that has ended or is ending. If the connection is cut, pg gives no code. */
const GONE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01', '57P02']);
const LOCK_TIMEOUT_MS = 120_000;
/** Recovery after a crash reads up to max_wal_size. Milliseconds. */
const RECOVERY_MS = 300_000;
/** After `kill -9` of the server, the next one may find stale locks for some seconds. Milliseconds. */
const STALE_MS = 10_000;

/**
 * Starts the PostgreSQL that comes with the service, or attaches to it if it is running.
 * @throws Error that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, database = DATABASE } = options;
  forgetShellSettings();
  const { dataDir, cluster, secretsFile } = locate(options.dataDir, log);
  const users = new Users(join(dataDir, 'postgres-users'), randomUUID());
  const lock = join(dataDir, 'postgres.lock');
  return alone(lock, LOCK_TIMEOUT_MS, async () => {
    const secrets = loadSecrets(secretsFile, cluster.exists);
    if (!cluster.exists) {
      log(`Creating a PostgreSQL database in ${cluster.directory}`);
      await cluster.create(secrets.admin);
    }
    cluster.assertVersion();
    users.enter();
    const leave = async () => {
      if (users.leave() && cluster.running()) await cluster.stop();
    };
    try {
      const { pid, port, attached, url } = await open(cluster, secrets, options, log);
      saveSecrets(secretsFile, Object.assign(secrets, { port }));
      return {
        adminUrl: url('postgres', secrets.admin, database),
        ownerUrl: url('tributary_owner', secrets.owner, database),
        appUrl: url('tributary_app', secrets.app, database),
        port,
        pid,
        attached,
        stop: () => alone(lock, LOCK_TIMEOUT_MS, leave),
      };
    } catch (error) {
      await leave();
      if ((error as { code?: string }).code === '28P01')
        throw unusableSecrets(secretsFile, 'does not open this database');
      throw error;
    }
  });
}

/** Starts the server, or attaches to a running one, and creates the roles. Returns once it has answered. */
async function open(
  cluster: Cluster,
  secrets: Secrets,
  options: EmbeddedPostgresOptions,
  log: (line: string) => void,
) {
  const until = Date.now() + STALE_MS;
  for (;;) {
    await cluster.settled(RECOVERY_MS);
    const attached = cluster.running() !== undefined;
    if (!attached) log('Starting PostgreSQL');
    if (!attached) await startOn(cluster, secrets, options);
    const server = cluster.running();
    const url = (role: string, password: string, name: string) =>
      `postgres://${role}:${password}@127.0.0.1:${server?.port}/${name}`;
    try {
      if (!server) throw new Error('PostgreSQL ended as soon as it was ready');
      await ensureRoles(url('postgres', secrets.admin, 'postgres'), secrets, options.database ?? DATABASE);
      return { ...server, attached, url };
    } catch (error) {
      // For a moment after `kill -9`, the process of a server still exists but no longer listens.
      const { code } = error as { code?: string };
      const isGone = code === undefined || GONE.has(code);
      if (!isGone || Date.now() > until) throw error;
      await sleep(100);
    }
  }
}

/**
 * The embedded server has settings of its own. PG* variables of the shell, meant for other servers, must not affect its
 * connections.
 */
function forgetShellSettings(): void {
  for (const name of Object.keys(process.env)) if (/^PG[A-Z]+$/.test(name)) delete process.env[name];
}

function locate(given: string, log: (line: string) => void) {
  const dataDir = resolve(given);
  prepareDataDirectory(dataDir);
  const directory = clusterDirectory(dataDir, log);
  const account = serverAccount(directory);
  const cluster = new Cluster(directory, locateBinaries(account), account);
  return { dataDir, cluster, secretsFile: join(dataDir, 'postgres-secrets.json') };
}

/**
 * Gives the roles of a stopped cluster new passwords, for use if the file with the passwords is lost.
 * @throws ConfigError while it runs
 */
export async function resetPasswords(dataDir: string): Promise<void> {
  const { cluster, secretsFile } = locate(dataDir, () => undefined);
  if (!cluster.exists) throw new ConfigError(`There is no PostgreSQL database in ${cluster.directory}`);
  await cluster.settled(STALE_MS);
  const secrets = newSecrets();
  await cluster.single(`ALTER ROLE postgres PASSWORD ${escapeLiteral(secrets.admin)}`);
  saveSecrets(secretsFile, secrets);
}

/**
 * If the server's account cannot reach the data directory, the database is put where it can. The data directory stores
 * that address, so that a new data directory never finds an old database.
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

/** Whether a role can log in with its password. Only a wrong password counts as no. */
async function canLogIn(adminUrl: string, role: string, password: string): Promise<boolean> {
  const url = Object.assign(new URL(adminUrl), { username: role, password });
  const client = new Client({ connectionString: url.href });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    return false;
  } finally {
    await client.end();
  }
}

/** Creates the roles and the database if they are missing. */
async function ensureRoles(adminUrl: string, { owner, app }: Secrets, database: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const has = async (sql: string) => (await admin.query(sql)).rowCount! > 0;
    const hasRole = (name: string) => has(`SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(name)}`);
    if (!(await hasRole('tributary_owner')))
      await admin.query('CREATE ROLE tributary_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS');
    if (!(await hasRole('tributary_app'))) {
      await admin.query('CREATE ROLE tributary_app LOGIN NOSUPERUSER NOBYPASSRLS');
      // The owner sets the role's limits and rights when it migrates.
      await admin.query('GRANT tributary_app TO tributary_owner WITH ADMIN OPTION, INHERIT FALSE, SET FALSE');
    }
    // The stored passwords apply, whatever was set before.
    for (const [role, password] of [
      ['tributary_owner', owner],
      ['tributary_app', app],
    ] as const)
      if (!(await canLogIn(adminUrl, role, password)))
        await admin.query(`ALTER ROLE ${role} PASSWORD ${escapeLiteral(password)}`);
    if (!(await has(`SELECT FROM pg_database WHERE datname = ${escapeLiteral(database)}`)))
      await admin.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER tributary_owner`);
  } finally {
    await admin.end();
  }
}
