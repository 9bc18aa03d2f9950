import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, databaseUrls } from '#libs/common';
import { migrate } from '#libs/database';
import type { Command } from '../command.js';
import { answer } from '../output.js';

export const MIGRATE: Command = {
  name: 'migrate',
  summary: 'Bring the schema of an external database up to date, as its owner',
  text: 'Needs MIGRATION_DATABASE_URL (the owner, with CREATEROLE) and DATABASE_URL (the service’s role, created if missing).\n`npm start` without DATABASE_URL migrates its own database.',
  options: { json: { type: 'boolean', help: 'print JSON, for scripts' } },
  run: async (call) => {
    const { MIGRATION_DATABASE_URL: owner, DATABASE_URL: app } = databaseUrls(process.env);
    if (!owner || !app)
      throw new ConfigError(
        'Set MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the role of the service, created if missing).',
      );
    const { applied } = await patiently(() => migrate(owner, app, console.error));
    const text = applied.length ? `Applied ${applied.join(', ')}` : 'Nothing to do: the schema is current';
    answer(call, { applied }, text);
  },
};

/**
 * Time to wait for a database that starts together with this command, as with compose or pods, and pause between
 * attempts. Milliseconds.
 */
const [WAIT_MS, PAUSE_MS] = [60_000, 1_000];
/** Codes of a database that is not available yet. 57P03 is PostgreSQL's "starting up". */
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
