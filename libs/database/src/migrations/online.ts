import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** Pause between two checks of a build that another session began. Milliseconds. */
const LOOK_MS = 250;

/**
 * Steps of a migration that run while others write. They need `transaction = false`. Each first checks what exists, so
 * that an interrupted migration continues when it runs again. Partitioned tables need another form: PostgreSQL does not
 * allow CONCURRENTLY there, so their partitions get the index one by one (see docs/compatibility.md).
 */

/**
 * @param definition for example `ON events (tenant_id, type)`
 * @param kind `UNIQUE` for a unique index
 */
export async function createIndexOnline(
  runner: QueryRunner,
  name: string,
  definition: string,
  kind: 'UNIQUE' | '' = '',
): Promise<void> {
  const state = await settledIndex(runner, name);
  if (state === 'valid') return;
  if (state === 'invalid') await dropIndexOnline(runner, name);
  await waitingFreely(runner, `CREATE ${kind} INDEX CONCURRENTLY IF NOT EXISTS ${name} ${definition}`);
}

export async function dropIndexOnline(runner: QueryRunner, name: string): Promise<void> {
  await waitingFreely(runner, `DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/** Replaces the definition of an index. Queries have the old index or the new one at any moment. */
export async function replaceIndexOnline(
  runner: QueryRunner,
  name: string,
  definition: string,
): Promise<void> {
  await createIndexOnline(runner, `${name}_new`, definition);
  await dropIndexOnline(runner, name);
  await runner.query(`ALTER INDEX IF EXISTS ${name}_new RENAME TO ${name}`);
}

/**
 * Adds a check or a foreign key. The first statement, which holds a strong lock but reads nothing, makes it apply to
 * new rows. The second one reads existing rows and does not block writes.
 * @param definition for example `CHECK (late IS NOT NULL)`
 */
export async function addConstraintOnline(
  runner: QueryRunner,
  table: string,
  name: string,
  definition: string,
): Promise<void> {
  const [found]: { convalidated: boolean }[] = await runner.query(
    'SELECT convalidated FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2',
    [table, name],
  );
  if (!found) await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition} NOT VALID`);
  if (!found?.convalidated) await waitingFreely(runner, `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
}

/**
 * Whether an index exists, and is complete. If it is incomplete, PostgreSQL may still be building it for a process that
 * was killed. Waits for that without a lock, because a statement that waits for one would deadlock with the build.
 */
async function settledIndex(runner: QueryRunner, name: string): Promise<'valid' | 'invalid' | undefined> {
  for (;;) {
    const [index]: { valid: boolean; building: boolean }[] = await runner.query(
      `SELECT i.indisvalid AS valid, EXISTS (SELECT FROM pg_stat_progress_create_index b WHERE b.relid = i.indrelid) AS building
         FROM pg_index i WHERE i.indexrelid = to_regclass($1)`,
      [name],
    );
    if (!index) return undefined;
    if (index.valid || !index.building) return index.valid ? 'valid' : 'invalid';
    await sleep(LOOK_MS);
  }
}

/** For statements whose locks block neither reads nor writes. Nobody queues behind them, so they may wait for long. */
async function waitingFreely(runner: QueryRunner, statement: string): Promise<void> {
  await runner.query('SET lock_timeout = 0');
  try {
    await runner.query(statement);
  } finally {
    await runner.query('RESET lock_timeout');
  }
}
