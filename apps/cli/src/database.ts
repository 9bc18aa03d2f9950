import type { Config } from '#libs/common';
import { migrate } from '#libs/database';
import { startEmbeddedPostgres } from '#libs/embedded-postgres';

/** A migrated database, and a function that stops using it. */
export interface PreparedDatabase {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the embedded PostgreSQL if DATABASE_URL is not set. Migrates if the owner is known. */
export async function prepareDatabase(
  config: Config,
  log?: (line: string) => void,
): Promise<PreparedDatabase> {
  if (config.DATABASE_URL) {
    if (config.MIGRATION_DATABASE_URL) await migrate(config.MIGRATION_DATABASE_URL, config.DATABASE_URL, log);
    return { url: config.DATABASE_URL, stop: async () => undefined };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.DATA_DIR, log });
  try {
    log?.('Bringing the schema up to date');
    await migrate(server.ownerUrl, server.appUrl, log);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.appUrl, stop: () => server.stop() };
}
