import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../libs/database/src/migrations/index.js';

/** What one migration sends, in order. */
export interface SentSql {
  readonly name: string;
  readonly isTransaction: boolean;
  readonly statements: readonly string[];
}

/** PostgreSQL 15 is the oldest that is supported. */
const OPTIONS = ['--reporter', 'json', '--pg-version', '15.0', '--stdin-filepath', 'migration.sql'];
/** The runner gives every statement a `lock_timeout`; a build or a check of many rows may take as long as it needs. */
const HELD_ELSEWHERE = ['require-lock-timeout', 'require-statement-timeout'];
/** Beside squawk's rules: a running process has prepared what it calls, and PostgreSQL refuses another type of answer. */
const DROPS_FUNCTION = /^\s*DROP\s+(FUNCTION|PROCEDURE|ROUTINE)\b/i;

const SQUAWK = resolve('node_modules/squawk-cli/js/bin/squawk');

/** `describe` where squawk has a program for the platform, and in CI; skipped aloud elsewhere. */
export const describeWithSquawk = canLint() ? describe : describe.skip;

function canLint(): boolean {
  if (process.env.CI || !spawnSync(process.execPath, [SQUAWK, '--version']).status) return true;
  console.warn('migrations are not checked: skipped, squawk has no program for this platform');
  return false;
}

/** Runs all migrations on an empty database. @returns what each sent, the oldest first */
export async function sqlOfMigrations(ownerUrl: string): Promise<SentSql[]> {
  const source = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<unknown>;
  const all: SentSql[] = [];
  try {
    for (const Migration of MIGRATIONS) {
      const migration = new Migration() as { transaction?: boolean } & InstanceType<typeof Migration>;
      const isTransaction = migration.transaction !== false;
      const statements: string[] = [];
      if (isTransaction) await runner.startTransaction();
      runner.query = ((sql: string, ...rest: unknown[]) => {
        statements.push(sql);
        return query(sql, ...rest);
      }) as typeof runner.query;
      await migration.up(runner);
      runner.query = query as typeof runner.query;
      if (isTransaction) await runner.commitTransaction();
      all.push({ name: Migration.name, isTransaction, statements });
    }
    return all;
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/** Names of the rules that a migration breaks, each once. */
export function brokenRules({ isTransaction, statements }: Omit<SentSql, 'name'>): string[] {
  const mode = isTransaction ? '--assume-in-transaction' : '--no-assume-in-transaction';
  const { stdout, stderr, error } = spawnSync(
    process.execPath,
    [SQUAWK, ...OPTIONS, mode, '--exclude', HELD_ELSEWHERE.join()],
    { input: statements.map((sql) => `${sql};\n`).join(''), encoding: 'utf8' },
  );
  if (error ?? !stdout.startsWith('[')) throw new Error(`squawk: ${error?.message ?? stderr}`);
  const rules = (JSON.parse(stdout) as { rule_name: string }[]).map((finding) => finding.rule_name);
  if (statements.some((sql) => DROPS_FUNCTION.test(sql))) rules.push('drop-function');
  return [...new Set(rules)].sort();
}
