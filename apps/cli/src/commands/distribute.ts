import { ConfigError, databaseUrls } from '#libs/common';
import { distribute } from '#libs/database';
import type { Command } from '../command.js';
import { answer } from '../output.js';

export const DISTRIBUTE: Command = {
  name: 'distribute',
  summary: 'Distribute the tables of a migrated database to the workers of Citus, by tenant',
  text: 'Needs MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the service’s role), both at the coordinator, and the service stopped.\nIt runs the remaining steps, so you may interrupt it and call it again. docs/scaling.md has the procedure.',
  options: {
    'dry-run': { type: 'boolean', help: 'print the statements and run none' },
    shards: { type: 'string', help: 'number of shards for the tenants (32); it cannot be changed later' },
    json: { type: 'boolean', help: 'answer in JSON, for scripts' },
  },
  run: async (call) => {
    const { MIGRATION_DATABASE_URL: owner, DATABASE_URL: app } = databaseUrls(process.env);
    if (!owner || !app)
      throw new ConfigError(
        'Set MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the role of the service).',
      );
    const dryRun = call.options['dry-run'] === true;
    const shards = call.options.shards === undefined ? undefined : Number(call.options.shards);
    if (shards !== undefined && !(Number.isInteger(shards) && shards > 0 && shards <= 1024))
      throw new ConfigError('--shards is a whole number from 1 to 1024.');
    const steps = await distribute(owner, app, { dryRun, shards, log: dryRun ? undefined : console.error });
    const listed = steps.flatMap(({ what, statements }) => [
      `-- ${what}`,
      ...statements.map((sql) => `${sql};`),
    ]);
    const done = steps.length
      ? `Took ${steps.length} steps`
      : 'Nothing to do: every table is where it belongs';
    answer(call, { steps }, dryRun && steps.length ? listed.join('\n') : done);
  },
};
