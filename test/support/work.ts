import { jest } from '@jest/globals';
import pg from 'pg';
import { Passwords } from '../../libs/auth/src/passwords/passwords.js';

/** The cost of some work, counted, because time is too noisy to compare. */
export interface Work {
  /** Texts of the statements that were sent, without housekeeping. */
  readonly statements: readonly string[];
  /** Password hashes that were computed or compared. */
  readonly hashes: number;
}

/** Housekeeping that may happen during any request. */
const BESIDES =
  /prune|UPDATE api_tokens SET last_used_at|UPDATE devices SET last_seen_at|pg_current_snapshot/;

/** Counts statements and hash checks of everything in this process while `work` runs. */
export async function workOf(work: () => Promise<unknown>): Promise<Work> {
  const statements: string[] = [];
  const query = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    for (const text of textsOf(args[0]))
      if (!BESIDES.test(text)) statements.push(text.replaceAll(/\s+/g, ' '));
    return (original as (...all: unknown[]) => unknown).apply(this, args);
  } as never);
  const verify = jest.spyOn(Passwords.prototype as unknown as { verify(): Promise<boolean> }, 'verify');
  const hash = jest.spyOn(Passwords.prototype, 'hash');
  try {
    await work();
    return { statements, hashes: verify.mock.calls.length + hash.mock.calls.length };
  } finally {
    for (const spy of [query, verify, hash]) spy.mockRestore();
  }
}

/** The texts of a query. A `StatementGroup` has several, and none of its own. */
function textsOf(query: unknown): string[] {
  if (typeof query === 'string') return [query];
  const { text, calls } = query as { text?: string; calls?: [statement: { text: string }][] };
  return calls ? calls.map(([statement]) => statement.text) : text ? [text] : [];
}

const original = pg.Client.prototype.query;
