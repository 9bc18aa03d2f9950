import { loadConfig } from '#libs/common';
import { isParent } from '#libs/processes';
import { type Command, columns } from './command.js';
import { DISTRIBUTE } from './commands/distribute.js';
import { DOCTOR } from './commands/doctor.js';
import { EXPORT } from './commands/export-events.js';
import { IMPORT } from './commands/import-file.js';
import { MIGRATE } from './commands/migrate.js';
import { REBALANCE } from './commands/rebalance.js';
import { RESET_PASSWORDS } from './commands/reset-passwords.js';
import { SIMULATE } from './commands/simulate.js';
import { TAIL } from './commands/tail.js';
import { TENANT_COMMANDS } from './commands/tenant.js';
import { TOKEN_COMMANDS } from './commands/token.js';

const START: Command = {
  name: 'start',
  summary: 'Run the whole service, on an embedded PostgreSQL unless DATABASE_URL is set',
  run: async () => {
    const config = loadConfig(process.env);
    if (isParent(config)) return (await import('./commands/several.js')).startSeveral(config);
    return (await import('./commands/start.js')).start(config);
  },
};

const OPENAPI: Command = {
  name: 'openapi',
  summary: 'Write openapi.json, the client’s types and docs/errors.md from the code',
  options: { check: { type: 'boolean', help: 'write nothing; fail if a file is outdated' } },
  run: async ({ options }) => (await import('./commands/openapi.js')).openapi(Boolean(options.check)),
};

/** The command line. A new command is a file and a row here. */
export const COMMANDS: readonly Command[] = [
  START,
  DOCTOR,
  MIGRATE,
  DISTRIBUTE,
  REBALANCE,
  RESET_PASSWORDS,
  ...TENANT_COMMANDS,
  ...TOKEN_COMMANDS,
  IMPORT,
  EXPORT,
  TAIL,
  SIMULATE,
  OPENAPI,
];

export const HELP = `Usage: npm run cli -- <command> [options]

${columns(COMMANDS.map(({ name, args = [], summary }) => [[name, ...args].join(' '), summary]))}

\`npm run cli -- <command> --help\` explains a command. Credentials: TRIBUTARY_TOKEN (an API token), or TRIBUTARY_EMAIL and
TRIBUTARY_PASSWORD (a login). Service: TRIBUTARY_URL (http://127.0.0.1:3000). Settings of the service itself come from the
environment; .env.example documents each. Exit codes: 0 done, 1 failed, 2 usage error, 3 done but some events were rejected.`;
