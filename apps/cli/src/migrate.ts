import { ConfigError } from '#libs/common';
import { migrate } from '#libs/database';

/** Migrates an external database. @throws ConfigError */
export async function migrateDatabase(env: NodeJS.ProcessEnv): Promise<void> {
  const { MIGRATION_DATABASE_URL: owner, DATABASE_URL: app } = env;
  if (!owner || !app)
    throw new ConfigError(
      'Set MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the role of the service, made if it is missing).',
    );
  const { applied } = await migrate(owner, app);
  console.log(applied.length ? `Applied ${applied.join(', ')}` : 'Nothing to do: the schema is current');
}
