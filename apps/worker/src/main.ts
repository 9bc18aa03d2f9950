import { ConfigError, loadConfig } from '#libs/common';
import { isParent, supervise } from '#libs/processes';

/** A worker alone, on an external and migrated database: what containers run. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  if (!config.DATABASE_URL) throw new ConfigError('Set DATABASE_URL: a worker works for an API on the same.');
  if (isParent(config)) return supervise(config);
  await (await import('./run.js')).runWorker(config, config.DATABASE_URL);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
