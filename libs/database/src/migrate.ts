import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { AbstractLogger, DataSource } from 'typeorm';
import { ConfigError, postgresAddress } from '#libs/common';
import { MIGRATIONS } from './migrations/index.js';
import { ERASER_ROLE, LOOKUP_ROLE, SERVICE_ROLE } from './migrations/row-level-security.js';
import { prepareQueueSchema } from './queue-schema.js';
import { LOCK_WAIT_MS, waitForLocks } from './wait-for-locks.js';

/** Advisory lock of migrations: any number, the same in every process. */
const MIGRATION_LOCK = 7_311_842_001;
/** Pause between attempts to take the lock. Milliseconds. */
const TRY_MS = 250;

/**
 * Limits of the service's role, in milliseconds. They end a statement that hangs, answer 503 instead of queueing for a
 * lock, and keep a forgotten transaction from holding its tenant's head. The last three, in seconds and times, do so if
 * the machine of a process is gone in the middle of a group of statements: 25 s later.
 */
const ROLE_LIMITS = {
  statement_timeout: 10_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

export interface MigrationResult {
  /** Names of the migrations that this call ran. */
  readonly applied: string[];
}

/**
 * Brings the schema up to date as its owner, and gives the login role of `appUrl` its rights, creating it if needed.
 * Several processes may call it at once: one migrates, the others wait and find nothing to do. It waits for strong
 * locks in short attempts, so that ingest passes in between. After ten minutes without a lock it fails, and may be
 * repeated.
 * @param log gets a line for each attempt that got no lock
 */
export async function migrate(
  ownerUrl: string,
  appUrl: string,
  log: (line: string) => void = () => undefined,
): Promise<MigrationResult> {
  const { url: connectionString, ssl } = postgresAddress(ownerUrl);
  const lock = new Client({ connectionString, ssl, lock_timeout: LOCK_WAIT_MS });
  await lock.connect();
  try {
    // Polls, because a waiting statement would hold a snapshot, for which a concurrent index build waits in turn.
    while (!(await hasLock(lock))) await sleep(TRY_MS);
    await prepareRoles(lock);
    const applied = await runMigrations(ownerUrl, log);
    await admitRole(lock, new URL(appUrl));
    const role = decodeURIComponent(new URL(appUrl).username);
    await waitForLocks(() => prepareQueueSchema(lock, role), log);
    return { applied };
  } finally {
    await lock.end();
  }
}

/**
 * Suppresses TypeORM's output: it would print each failed attempt to standard output, which belongs to the command
 * line. Errors are still thrown.
 */
class Silent extends AbstractLogger {
  protected writeLog(): void {}
}

async function hasLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [MIGRATION_LOCK]);
  return rows[0].got;
}

/**
 * Creates the roles that hold rights, each in a transaction of its own. On Citus a transaction that creates a role also
 * copies the owner to the workers, and only a superuser may do that.
 */
async function prepareRoles(owner: Client): Promise<void> {
  for (const role of [SERVICE_ROLE, LOOKUP_ROLE, ERASER_ROLE])
    await owner.query(
      `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
}

/** Migrations that have run stay. One that is retried because it got no lock starts from its own beginning. */
async function runMigrations(url: string, log: (line: string) => void): Promise<string[]> {
  const source = await new DataSource({
    type: 'postgres',
    ...postgresAddress(url),
    migrations: MIGRATIONS,
    extra: { lock_timeout: LOCK_WAIT_MS },
    logger: new Silent(),
  }).initialize();
  try {
    const applied = await missingMigrations(source);
    await waitForLocks(() => source.runMigrations({ transaction: 'each' }), log);
    return applied;
  } finally {
    await source.destroy();
  }
}

/**
 * Prepares the service's login role: creates it if missing, sets its limits, and grants it the role that holds the
 * rights.
 */
export async function admitRole(owner: Client, app: URL): Promise<void> {
  const role = escapeIdentifier(decodeURIComponent(app.username));
  const name = escapeLiteral(decodeURIComponent(app.username));
  const password = escapeLiteral(decodeURIComponent(app.password));
  const { rowCount } = await owner.query(`SELECT FROM pg_roles WHERE rolname = ${name}`);
  if (!rowCount)
    await owner.query(
      `CREATE ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${password}`,
    );
  await owner.query(`GRANT ${SERVICE_ROLE} TO ${role}`);
  await owner.query(`GRANT SELECT ON migrations TO ${SERVICE_ROLE}`); // for the boot-time check of the schema's version
  for (const [setting, value] of Object.entries(ROLE_LIMITS))
    await owner.query(`ALTER ROLE ${role} SET ${setting} = ${value}`);
  // Sends the settings of a transaction, above all its tenant, to the workers.
  const { rowCount: citus } = await owner.query(`SELECT FROM pg_extension WHERE extname = 'citus'`);
  if (citus) await owner.query(`ALTER ROLE ${role} SET citus.propagate_set_commands = 'local'`);
}

/** Names of this version's migrations that the database lacks. */
export async function missingMigrations(dataSource: DataSource): Promise<string[]> {
  const [{ present }] = await dataSource.query(
    `SELECT to_regclass('public.migrations') IS NOT NULL AS present`,
  );
  const rows: { name: string }[] = present ? await dataSource.query('SELECT name FROM migrations') : [];
  const done = new Set(rows.map((row) => row.name));
  return MIGRATIONS.map((migration) => migration.name).filter((name) => !done.has(name));
}

/** @throws ConfigError if the database lacks migrations of this version */
export async function assertSchemaIsCurrent(dataSource: DataSource): Promise<void> {
  const missing = await missingMigrations(dataSource);
  if (missing.length)
    throw new ConfigError(
      `The database lacks ${missing.length} migrations (${missing[0]} …): run \`npm run migrate\` with MIGRATION_DATABASE_URL set to its owner, or set it for the service to migrate at boot`,
    );
}
