import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { networkOf, Problem } from '#libs/common';
import { platformSql, TenantDatabase } from '#libs/database';
import { Semaphore } from './semaphore.js';

/** Allows `burst` failures at once, then one more every `everyMs` milliseconds. */
interface Rule {
  readonly burst: number;
  readonly everyMs: number;
}

/** Limits of one network on one address, of one network on many addresses, and of many networks on one address. */
const RULES = {
  pair: { burst: 5, everyMs: 30_000 },
  network: { burst: 50, everyMs: 5_000 },
  account: { burst: 100, everyMs: 60_000 },
} as const satisfies Record<string, Rule>;
/** How long a network counts as known to a person after a login from it. Milliseconds. */
const KNOWN_MS = 90 * 86_400_000;
/** Expired marks are removed at most this often. Milliseconds. */
const PRUNE_EVERY_MS = 60_000;
/**
 * Limit of connections that logins use at once, so that a flood on one account's row cannot exhaust the pool, and of
 * logins that may wait.
 */
const PARALLEL = 2;
const WAITING = 256;

interface Bucket extends Rule {
  readonly key: Buffer;
}

/** The target of an attempt: the address that was typed, and the accounts that it may belong to. */
export interface Guess {
  readonly email: string;
  /** Public ids; undefined for each account fewer than could be tried. */
  readonly accounts: readonly (string | undefined)[];
}

/** The result of counting an attempt. */
interface Counted {
  /** Milliseconds to wait. If it is above 0, the attempt was not counted. */
  readonly wait: number;
  /** Public ids of accounts that may be tried. */
  readonly open: ReadonlySet<string>;
  /** Buckets that counted the attempt. Full buckets do not count; only logins from known networks pass them. */
  readonly charged: readonly Bucket[];
}

/**
 * Slows down password guessing, over all processes together: the counts are in the database, which a login needs
 * anyway, and all times come from its clock. Only failures count.
 *
 * Buckets belong to the typed address, whether or not it has an account, so they reveal nothing. If somebody has logged
 * in to an account from a network before, that network passes the limits of the network and the address, for that
 * account only. So strangers lock nobody out, and an own account under another person's address gives no access to that
 * person's accounts.
 */
@Injectable()
export class LoginThrottle {
  private prunedAt = -Infinity;
  private readonly turns = new Semaphore(PARALLEL, WAITING);

  constructor(private readonly database: TenantDatabase) {}

  /**
   * Runs an attempt to log in. It is counted before its outcome is known, so that a thousand attempts at once count as
   * a thousand. A successful attempt is uncounted.
   * @param attempt returns the account, one of those that are open, whose password was right; undefined if the password
   * was wrong
   * @throws Problem `throttled`
   */
  async guard<T extends { readonly public_id: string }>(
    { email, accounts }: Guess,
    from: string | undefined,
    attempt: (open: ReadonlySet<string>) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const network = networkOf(from ?? 'unknown');
    const buckets: Bucket[] = [
      { key: keyOf('pair', email, network), ...RULES.pair },
      { key: keyOf('network', network), ...RULES.network },
      { key: keyOf('account', email), ...RULES.account },
    ];
    await this.prune();
    const { wait, open, charged } = await this.count(buckets, accounts, network);
    if (wait > 0)
      throw new Problem('throttled', 'Too many failed attempts; wait before you try again.', {
        retryAfter: wait / 1000,
      });
    const found = await attempt(open);
    // If several accounts are tried at once, the right password of one is a guess at the others, so it stays counted.
    const forgiven = accounts.length > 1 ? charged.filter((bucket) => bucket !== buckets[2]) : charged;
    if (found) await this.forgive(forgiven, keyOf('known', found.public_id, network));
    return found;
  }

  private count(buckets: readonly Bucket[], accounts: Guess['accounts'], network: string): Promise<Counted> {
    return this.inTurn('count a login', async (manager) => {
      const present = accounts.filter((id) => id !== undefined);
      const marks = accounts.map((id) => keyOf('known', id ?? '-', network));
      const [known, debts] = await readMarks(manager, marks, buckets);
      const [ofPair, ofNetwork, ofAccount] = buckets.map(
        ({ burst, everyMs }, i) => debts[i] - (burst - 1) * everyMs,
      );
      const bounds = Math.max(ofNetwork, ofAccount);
      const homes = present.filter((id) => known.has(keyOf('known', id, network).toString('hex')));
      const wait = Math.max(ofPair, homes.length ? 0 : bounds);
      const charged = buckets.filter(({ burst, everyMs }, i) => debts[i] <= (burst - 1) * everyMs);
      const debtOf = (bucket: Bucket) => debts[buckets.indexOf(bucket)];
      if (wait <= 0) await move(manager, charged, charged.map(debtOf), 1);
      return { wait, open: new Set(bounds > 0 ? homes : present), charged };
    });
  }

  private async forgive(buckets: readonly Bucket[], known: Buffer): Promise<void> {
    await this.inTurn('forgive a login', async (manager) => {
      const [, debts] = await readMarks(manager, [known], buckets);
      await move(manager, buckets, debts, -1, known);
    });
  }

  private inTurn<T>(reason: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.turns.take(() => this.database.runAsPlatform(reason, work));
  }

  private async prune(): Promise<void> {
    if (performance.now() - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = performance.now();
    await this.inTurn('prune logins', (manager) =>
      platformSql(manager, 'DELETE FROM login_marks WHERE until <= clock_timestamp()'),
    );
  }
}

/**
 * Reads which marks of known networks are valid, and the debt of each bucket: milliseconds until its failures expire,
 * the theoretical arrival time of GCRA. A debt is at most the bucket's burst, so a clock that ran ahead once locks
 * nobody out after it is corrected. It locks the buckets in one order until the transaction ends, so that concurrent
 * attempts take turns without a deadlock.
 */
async function readMarks(
  manager: EntityManager,
  known: readonly Buffer[],
  buckets: readonly Bucket[],
): Promise<[Set<string>, number[]]> {
  const keys = buckets.map(({ key }) => key).sort((a, b) => a.compare(b));
  let rows: MarkRow[] = [];
  // A bucket that existed may be pruned before it is locked. Without its row, two attempts would count as one.
  while (rows.filter(({ locked }) => locked).length < keys.length) {
    await platformSql(manager, MAKE, [keys]);
    rows = [
      ...(await platformSql<MarkRow>(manager, LOCK, [keys])),
      ...(await platformSql<MarkRow>(manager, READ, [known])),
    ];
  }
  const debts = buckets.map(({ key, burst, everyMs }) => {
    const left = rows.find((row) => row.locked && row.key.equals(key))!.left;
    return Math.min(Math.max(left, 0), burst * everyMs);
  });
  const holding = rows.filter(({ locked, left }) => !locked && left > 0);
  return [new Set(holding.map(({ key }) => key.toString('hex'))), debts];
}

interface MarkRow {
  readonly key: Buffer;
  /** Milliseconds. */
  readonly left: number;
  readonly locked: boolean;
}

const LEFT = `(extract(epoch FROM until - clock_timestamp()) * 1000)::float8 AS left`;
const MAKE = `INSERT INTO login_marks (key, until)
  SELECT key, clock_timestamp() FROM unnest($1::bytea[]) AS k (key) ORDER BY key ON CONFLICT DO NOTHING`;
const LOCK = `SELECT key, ${LEFT}, true AS locked FROM login_marks WHERE key = ANY ($1::bytea[]) ORDER BY key FOR UPDATE`;
const READ = `SELECT key, ${LEFT}, false AS locked FROM login_marks WHERE key = ANY ($1::bytea[])`;
const MOVE = `INSERT INTO login_marks (key, until)
  SELECT key, clock_timestamp() + make_interval(secs => ms / 1000) FROM unnest($1::bytea[], $2::float8[]) AS k (key, ms) ORDER BY key
  ON CONFLICT (key) DO UPDATE SET until = EXCLUDED.until`;

/** @param known mark of a network that is known from now on */
async function move(
  manager: EntityManager,
  buckets: readonly Bucket[],
  debts: readonly number[],
  failures: 1 | -1,
  known?: Buffer,
): Promise<void> {
  const moved = buckets.map(({ key, everyMs }, i) => ({
    key,
    ms: Math.max(debts[i] + failures * everyMs, 0),
  }));
  if (known) moved.push({ key: known, ms: KNOWN_MS });
  await platformSql(manager, MOVE, [moved.map(({ key }) => key), moved.map(({ ms }) => ms)]);
}

const keyOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest();
