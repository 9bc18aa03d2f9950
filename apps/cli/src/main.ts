import { ConfigError, loadConfig } from '#libs/common';
import { migrateDatabase } from './migrate.js';
import { openapi } from './openapi.js';
import { start } from './start.js';

const HELP = `Usage: npm run cli -- <command>

  start              the whole service in one process; on an embedded PostgreSQL unless DATABASE_URL is set
  migrate            bring the schema up to date, as the owner (MIGRATION_DATABASE_URL)
  openapi [--check]  write openapi.json, or fail where it is stale

Settings come from the environment; .env.example documents each.`;

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = {
  start: () => start(loadConfig(process.env)),
  migrate: () => migrateDatabase(process.env),
  openapi: (args) => openapi(args.includes('--check')),
};

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (!command) {
  console.log(HELP);
  process.exit(['help', '--help', '-h'].includes(name) ? 0 : 2);
}
command(args).catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
