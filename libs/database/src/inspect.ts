import { DataSource } from 'typeorm';
import { postgresAddress } from '#libs/common';
import { assertSchemaIsCurrent } from './migrate.js';
import { assertRoleIsHarmless } from './scope/assert-role.js';

/** What to check in a database before the service runs on it. */
export interface DatabaseReport {
  /** For example 180004. */
  readonly version: number;
  readonly role: string;
  /** Why the schema does not fit; undefined if it does. */
  readonly schema?: string;
  /** How the role could bypass the isolation of tenants; undefined if it cannot. */
  readonly harm?: string;
  /** Number of tables whose rows belong to tenants and that have forced row level security. */
  readonly guarded: number;
  /** How far the database's clock is ahead of ours. Milliseconds. */
  readonly clockMs: number;
}

/** Inspects a database as one of its roles, without changing anything. @throws Error if it cannot be reached */
export async function inspectDatabase(url: string): Promise<DatabaseReport> {
  const source = await new DataSource({
    type: 'postgres',
    ...postgresAddress(url),
    poolSize: 1,
    connectTimeoutMS: 5_000,
  }).initialize();
  try {
    const why = (check: Promise<void>) =>
      check.then(
        () => undefined,
        (error: Error) => error.message,
      );
    const before = Date.now();
    const [row]: { version: string; role: string; now: Date }[] = await source.query(
      `SELECT current_setting('server_version_num') AS version, current_user AS role, clock_timestamp() AS now`,
    );
    const after = Date.now();
    const [{ guarded }]: { guarded: string }[] = await source.query(
      `SELECT count(*) AS guarded FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity`,
    );
    return {
      version: Number(row.version),
      role: row.role,
      schema: await why(assertSchemaIsCurrent(source)),
      harm: await why(assertRoleIsHarmless(source)),
      guarded: Number(guarded),
      clockMs: Math.round(row.now.getTime() - (before + after) / 2),
    };
  } finally {
    await source.destroy();
  }
}
