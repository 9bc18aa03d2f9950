import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In, LessThan } from 'typeorm';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { LoginMark } from './login-mark.entity.js';
import { Turns } from './turns.js';

/** So many failures at once, and then one more each so many milliseconds. */
interface Rule {
  readonly burst: number;
  readonly everyMs: number;
}

/** One who guesses at one account, one who guesses at many, and many who guess at one. */
const RULES = {
  pair: { burst: 5, everyMs: 30_000 },
  address: { burst: 50, everyMs: 5_000 },
  account: { burst: 100, everyMs: 60_000 },
} as const satisfies Record<string, Rule>;
/** An address counts as its person's for so long after they have logged in from it. */
const KNOWN_MS = 90 * 86_400_000;
/** What is over is removed at most this often. */
const PRUNE_EVERY_MS = 60_000;
/** Connections that this takes at most: who floods one account's row must not hold the pool. And how many may wait. */
const PARALLEL = 2;
const WAITING = 256;

interface Bucket extends Rule {
  readonly key: Buffer;
}

/** An attempt that was counted. */
interface Counted {
  /** Milliseconds to wait; the attempt was not counted then. */
  readonly wait: number;
  readonly buckets: readonly Bucket[];
}

/**
 * Slows those who guess passwords, in all processes together: the counts are in the database, which a login needs anyway.
 * Only failures count. The limit of an account as a whole does not bind an address from which its person has logged in
 * before, so that nobody is locked out by strangers.
 */
@Injectable()
export class LoginThrottle {
  private prunedAt = 0;
  private readonly turns = new Turns(PARALLEL, WAITING);

  constructor(private readonly database: TenantDatabase) {}

  /**
   * Runs an attempt at an account's password; counted before its outcome is known, so that a thousand at once are
   * a thousand, and forgiven where it was right.
   * @param attempt answers undefined where the password was wrong
   * @throws Problem `throttled`
   */
  async guard<T>(
    account: string,
    from: string | undefined,
    attempt: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const who = account.toLowerCase();
    const address = networkOf(from ?? 'unknown');
    const known = keyOf('known', who, address);
    const { wait, buckets } = await this.count(who, address, known);
    if (wait > 0)
      throw new Problem('throttled', 'Too many failed attempts; wait before the next.', {
        retryAfter: wait / 1000,
      });
    const result = await attempt();
    if (result !== undefined) await this.forgive(buckets, known);
    return result;
  }

  private async count(who: string, address: string, known: Buffer): Promise<Counted> {
    const now = Date.now();
    await this.prune(now);
    return this.inTurn('count a login', async (manager) => {
      const buckets: Bucket[] = [
        { key: keyOf('pair', who, address), ...RULES.pair },
        { key: keyOf('address', address), ...RULES.address },
      ];
      const isKnown = await manager.findOneBy(LoginMark, { key: known });
      if (!isKnown || isKnown.until.getTime() <= now)
        buckets.push({ key: keyOf('account', who), ...RULES.account });
      const debts = await lockDebts(manager, buckets, now);
      const wait = Math.max(
        ...buckets.map(({ burst, everyMs }, i) => debts[i] - now - (burst - 1) * everyMs),
      );
      if (wait <= 0) await move(manager, buckets, debts, 1);
      return { wait, buckets };
    });
  }

  private async forgive(buckets: readonly Bucket[], known: Buffer): Promise<void> {
    const now = Date.now();
    await this.inTurn('forgive a login', async (manager) => {
      await move(manager, buckets, await lockDebts(manager, buckets, now), -1);
      await manager.upsert(LoginMark, { key: known, until: new Date(now + KNOWN_MS) }, ['key']);
    });
  }

  private inTurn<T>(reason: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.turns.take(() => this.database.runAsPlatform(reason, work));
  }

  private async prune(now: number): Promise<void> {
    if (now - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = now;
    await this.inTurn('prune logins', (manager) =>
      manager.delete(LoginMark, { until: LessThan(new Date(now)) }),
    );
  }
}

/**
 * When each bucket's failures will be forgiven: the theoretical arrival time of GCRA, milliseconds. Locked in one order
 * until the transaction ends, so that those who try at once take turns and never wait for each other in a circle.
 */
async function lockDebts(manager: EntityManager, buckets: readonly Bucket[], now: number): Promise<number[]> {
  const keys = buckets.map(({ key }) => key).sort((a, b) => a.compare(b));
  const empty = keys.map((key) => ({ key, until: new Date(now) }));
  const lock = { mode: 'pessimistic_write' } as const;
  let marks: LoginMark[] = [];
  // One that was there may be pruned before it is locked; without it two would count as one.
  while (marks.length < keys.length) {
    await manager.createQueryBuilder().insert().into(LoginMark).values(empty).orIgnore().execute();
    marks = await manager.find(LoginMark, { where: { key: In(keys) }, order: { key: 'ASC' }, lock });
  }
  const untilOf = (key: Buffer) => marks.find((mark) => mark.key.equals(key))!.until.getTime();
  return buckets.map(({ key }) => Math.max(untilOf(key), now));
}

async function move(
  manager: EntityManager,
  buckets: readonly Bucket[],
  debts: readonly number[],
  failures: 1 | -1,
): Promise<void> {
  for (const [i, { key, everyMs }] of buckets.entries())
    await manager.upsert(LoginMark, { key, until: new Date(debts[i] + failures * everyMs) }, ['key']);
}

const keyOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest();

/** An IPv6 host has a whole /64 to call from. */
function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice(7);
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}
