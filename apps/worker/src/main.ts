import { ConfigError, loadConfig } from '#libs/common';
import { isParent, supervise } from '#libs/processes';

/** Runs only a worker, on an external and migrated database. Containers run it. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  if (!config.DATABASE_URL) throw new ConfigError('Set DATABASE_URL to the database of the API.');
  if (isParent(config)) return supervise(config);
  await (await import('./run.js')).runWorker(config, config.DATABASE_URL);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
