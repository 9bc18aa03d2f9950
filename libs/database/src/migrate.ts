import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import { ConfigError, postgresAddress } from '#libs/common';
import { MIGRATIONS } from './migrations/index.js';
import { SERVICE_ROLE } from './migrations/row-level-security.js';
import { prepareQueueSchema } from './queue-schema.js';

/** Any number, the same in every process: whoever migrates holds it. */
const MIGRATION_LOCK = 7_311_842_001;

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
 * Safe to call from several processes at once: one migrates, the others wait and find nothing to do.
 */
export async function migrate(ownerUrl: string, appUrl: string): Promise<MigrationResult> {
  const { url: connectionString, ssl } = postgresAddress(ownerUrl);
  const lock = new Client({ connectionString, ssl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await runMigrations(ownerUrl);
    await admitRole(lock, new URL(appUrl));
    await prepareQueueSchema(lock, decodeURIComponent(new URL(appUrl).username));
    return { applied };
  } finally {
    await lock.end();
  }
}

async function runMigrations(url: string): Promise<string[]> {
  const source = await new DataSource({
    type: 'postgres',
    ...postgresAddress(url),
    migrations: MIGRATIONS,
  }).initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** The service's login role: made where missing, limited, and a member of the role that holds the rights. */
async function admitRole(owner: Client, app: URL): Promise<void> {
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
