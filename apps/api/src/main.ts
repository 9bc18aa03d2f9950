import { PeopleService } from '#libs/auth';
import { ConfigError, loadConfig } from '#libs/common';
import { shutDownOnSignals } from '#libs/host';
import { createApp } from './create-app.js';

/** The API alone, on an external and migrated database: what containers run. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  if (!config.DATABASE_URL)
    throw new ConfigError('Set DATABASE_URL; `npm start` brings its own PostgreSQL, this program does not.');
  const app = await createApp(config, config.DATABASE_URL);
  shutDownOnSignals(app, async () => undefined);
  await app.get(PeopleService).ensureAdministrator(config.ADMIN_EMAIL!, config.ADMIN_PASSWORD!);
  await app.listen(config.PORT, config.HOST);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
