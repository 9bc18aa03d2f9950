import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { AbstractLogger, DataSource } from 'typeorm';
import { ConfigError, postgresAddress } from '#libs/common';
import { MIGRATIONS } from './migrations/index.js';
import { SERVICE_ROLE } from './migrations/row-level-security.js';
import { prepareQueueSchema } from './queue-schema.js';
import { LOCK_WAIT_MS, waitForLocks } from './wait-for-locks.js';

/** Any number, the same in every process: whoever migrates holds it. */
const MIGRATION_LOCK = 7_311_842_001;
/** Pause between tries to get it. Milliseconds. */
const TRY_MS = 250;

/**
 * Limits of the service's role, milliseconds: a statement that hangs gives its connection back, a lock that does not
 * come is a 503 and not a queue, and a transaction that was forgotten does not hold its tenant's head.
 */
const ROLE_LIMITS = {
  statement_timeout: 10_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
};

export interface MigrationResult {
  /** Names of the migrations that this call ran. */
  readonly applied: string[];
}

/**
 * Brings the schema up to date as its owner and gives the login role of `appUrl` its rights, making it if need be.
 * Safe to call from several processes at once: one migrates, the others wait and find nothing to do. A strong lock is waited
 * for in short tries, so that ingest passes between them; after ten minutes without it the call fails and may be repeated.
 * @param log hears of tries that got no lock
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
    // A statement that waited for it would have a snapshot, which an index that is built concurrently waits for in turn.
    while (!(await hasLock(lock))) await sleep(TRY_MS);
    const applied = await runMigrations(ownerUrl, log);
    await admitRole(lock, new URL(appUrl));
    const role = decodeURIComponent(new URL(appUrl).username);
    await waitForLocks(() => prepareQueueSchema(lock, role), log);
    return { applied };
  } finally {
    await lock.end();
  }
}

/** TypeORM would print each failed try on standard output, where the command line answers. Errors are thrown all the same. */
class Silent extends AbstractLogger {
  protected writeLog(): void {}
}

async function hasLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [MIGRATION_LOCK]);
  return rows[0].got;
}

/** What is done stays done: a migration that is tried again because a lock did not come starts from its own beginning. */
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

/** The service's login role: made where missing, limited, and a member of the role that holds the rights. */
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
  for (const [setting, ms] of Object.entries(ROLE_LIMITS))
    await owner.query(`ALTER ROLE ${role} SET ${setting} = ${ms}`);
  // What a transaction sets for itself, its tenant above all, reaches the workers.
  const { rowCount: citus } = await owner.query(`SELECT FROM pg_extension WHERE extname = 'citus'`);
  if (citus) await owner.query(`ALTER ROLE ${role} SET citus.propagate_set_commands = 'local'`);
}

/** Names of the migrations of this version that the database lacks. */
export async function missingMigrations(dataSource: DataSource): Promise<string[]> {
  const [{ present }] = await dataSource.query(
    `SELECT to_regclass('public.migrations') IS NOT NULL AS present`,
  );
  const rows: { name: string }[] = present ? await dataSource.query('SELECT name FROM migrations') : [];
  const done = new Set(rows.map((row) => row.name));
  return MIGRATIONS.map((migration) => migration.name).filter((name) => !done.has(name));
}

/** @throws ConfigError where the database lacks migrations of this version */
export async function assertSchemaIsCurrent(dataSource: DataSource): Promise<void> {
  const missing = await missingMigrations(dataSource);
  if (missing.length)
    throw new ConfigError(
      `The database lacks ${missing.length} migrations (${missing[0]} …): run \`npm run migrate\` with MIGRATION_DATABASE_URL set to its owner, or set it for the service to migrate at boot`,
    );
}
