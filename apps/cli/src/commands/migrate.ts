import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, databaseUrls } from '#libs/common';
import { migrate } from '#libs/database';
import type { Command } from '../command.js';
import { answer } from '../output.js';

export const MIGRATE: Command = {
  name: 'migrate',
  summary: 'Bring the schema of an external database up to date, as its owner',
  text: 'Needs MIGRATION_DATABASE_URL (the owner, with CREATEROLE) and DATABASE_URL (the service’s role, made if it is missing).\n`npm start` without DATABASE_URL migrates its own.',
  options: { json: { type: 'boolean', help: 'answer in JSON, for scripts' } },
  run: async (call) => {
    const { MIGRATION_DATABASE_URL: owner, DATABASE_URL: app } = databaseUrls(process.env);
    if (!owner || !app)
      throw new ConfigError(
        'Set MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the role of the service, made if it is missing).',
      );
    const { applied } = await patiently(() => migrate(owner, app, console.error));
    const text = applied.length ? `Applied ${applied.join(', ')}` : 'Nothing to do: the schema is current';
    answer(call, { applied }, text);
  },
};

/** A database that starts together with this command, as compose and pods do, is waited for. Milliseconds. */
const [WAIT_MS, PAUSE_MS] = [60_000, 1_000];
/** Codes that say that it is not there yet. 57P03 is PostgreSQL's "starting up". */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + WAIT_MS; ; await sleep(PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!NOT_YET.has((error as { code?: string }).code ?? '') || Date.now() > until) throw error;
    }
  }
}
