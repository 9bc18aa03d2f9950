import { ConfigError } from '#libs/common';
import { migrate } from '#libs/database';
import type { Command } from './command.js';
import { answer } from './output.js';

export const MIGRATE: Command = {
  name: 'migrate',
  summary: 'Bring the schema of an external database up to date, as its owner',
  text: 'Needs MIGRATION_DATABASE_URL (the owner, with CREATEROLE) and DATABASE_URL (the service’s role, made if it is missing).\n`npm start` without DATABASE_URL migrates its own.',
  options: { json: { type: 'boolean', help: 'answer in JSON, for scripts' } },
  run: async (call) => {
    const { MIGRATION_DATABASE_URL: owner, DATABASE_URL: app } = process.env;
    if (!owner || !app)
      throw new ConfigError(
        'Set MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the role of the service, made if it is missing).',
      );
    const { applied } = await migrate(owner, app);
    const text = applied.length ? `Applied ${applied.join(', ')}` : 'Nothing to do: the schema is current';
    answer(call, { applied }, text);
  },
};
