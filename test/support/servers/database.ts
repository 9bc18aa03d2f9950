import { randomBytes } from 'node:crypto';
import { migrate } from '#libs/database';
import { startEmbeddedPostgres } from '#libs/embedded-postgres';
import { asAdmin } from './as-admin.js';
import { createCitusDatabase } from './citus.js';
import { LOG_SETTINGS } from '../statements.js';

export { asAdmin };

const TEMPLATE = 'tributary_template';
/** Lock of the process that makes the template; any number. */
const TEMPLATE_LOCK = 7_311_842_002;

/** A migrated database of its own, on the run's server. */
export interface TestDatabase {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** Databases of this file whose statements the server logs: those that are made while `judged.on` is set. */
export const judged = { on: false, databases: [] as TestDatabase[] };

let server: Promise<TestDatabase> | undefined;

/**
 * The data is temporary: without fsync the suite takes half the time. Tests that need durability start their own
 * server.
 */
const SETTINGS = {
  ...LOG_SETTINGS,
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
};

/** The run's server: that of TEST_POSTGRES (see matrix.mjs), or an embedded one. */
export const testServer = (): Promise<TestDatabase> =>
  (server ??= process.env.TEST_POSTGRES
    ? Promise.resolve(JSON.parse(process.env.TEST_POSTGRES) as TestDatabase)
    : startEmbeddedPostgres({ dataDir: process.env.TEST_DATA_DIR!, settings: SETTINGS }));

/**
 * Clones the template, which the first caller of the run migrates. Creates a Citus database if CITUS_URL is set.
 * @param directory for its files, instead of the server's
 */
export async function createTestDatabase(directory?: string): Promise<TestDatabase> {
  if (process.env.CITUS_URL) return createCitusDatabase();
  const urls = await testServer();
  await asAdmin(urls.adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [
      TEMPLATE,
    ]);
    if (!rowCount) {
      await admin.query(`CREATE DATABASE ${TEMPLATE} OWNER tributary_owner`);
      await migrate(at(urls.ownerUrl, TEMPLATE), at(urls.appUrl, TEMPLATE));
      await admin.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
    }
  });
  return create(TEMPLATE, directory);
}

/** A database without a schema. */
export const createEmptyDatabase = (): Promise<TestDatabase> => create('template0');

async function create(template: string, directory?: string): Promise<TestDatabase> {
  const urls = await testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(urls.adminUrl, async (admin) => {
    if (directory) await admin.query(`CREATE TABLESPACE ${name} LOCATION '${directory}'`);
    const place = directory ? `TABLESPACE ${name}` : '';
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER tributary_owner ${place}`);
  });
  const made = {
    adminUrl: at(urls.adminUrl, name),
    ownerUrl: at(urls.ownerUrl, name),
    appUrl: at(urls.appUrl, name),
  };
  if (judged.on) await log(made);
  return made;
}

/** For connections that are opened from now on; without parameters, which may be long. */
async function log(database: TestDatabase): Promise<void> {
  const name = new URL(database.adminUrl).pathname.slice(1);
  await asAdmin(database.adminUrl, async (admin) => {
    await admin.query(`ALTER DATABASE ${name} SET log_statement = 'all'`);
    await admin.query(`ALTER DATABASE ${name} SET log_parameter_max_length = 0`);
  });
  judged.databases.push(database);
}

function at(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}
