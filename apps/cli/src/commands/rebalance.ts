import { ConfigError, databaseUrls } from '#libs/common';
import { rebalance } from '#libs/database';
import type { Command } from '../command.js';
import { answer } from '../output.js';

export const REBALANCE: Command = {
  name: 'rebalance',
  summary: 'Move shards of Citus until each worker has its share, while the service goes on',
  text: 'Needs MIGRATION_DATABASE_URL: the owner, at the coordinator. Lifts FORCE ROW LEVEL SECURITY for the time and sets it again, also where an earlier call was killed. A process that starts meanwhile says so and serves.',
  options: { json: { type: 'boolean', help: 'answer in JSON, for scripts' } },
  run: async (call) => {
    const { MIGRATION_DATABASE_URL: owner } = databaseUrls(process.env);
    if (!owner) throw new ConfigError('Set MIGRATION_DATABASE_URL to the owner, at the coordinator.');
    const moves = await rebalance(owner, console.error);
    answer(call, { moves }, moves ? `Moved ${moves} groups of shards` : 'Nothing to move');
  },
};
