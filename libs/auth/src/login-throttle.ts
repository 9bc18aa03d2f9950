import { Injectable } from '@nestjs/common';
import { Problem } from '#libs/common';

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
/** Keys remembered; beyond it the oldest are forgotten. */
const REMEMBERED = 50_000;

/**
 * Slows those who guess passwords. Only failures count. The limit of an account as a whole does not bind an address from
 * which its person has logged in before, so that nobody is locked out by strangers. In this process: with N of them,
 * N times as many guesses, which argon2 makes dear enough.
 */
@Injectable()
export class LoginThrottle {
  /** When each key's failures will be forgiven: the theoretical arrival time of GCRA, milliseconds. */
  private readonly debts = new Map<string, number>();
  private readonly known = new Map<string, true>();

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
    const pair = JSON.stringify([who, address]);
    const rules: [key: string, rule: Rule][] = [
      [`p${pair}`, RULES.pair],
      [`a${address}`, RULES.address],
      ...(this.known.has(pair) ? [] : ([[`u${who}`, RULES.account]] as [string, Rule][])),
    ];
    const now = Date.now();
    const wait = Math.max(...rules.map(([key, rule]) => this.waitFor(key, rule, now)));
    if (wait > 0)
      throw new Problem('throttled', 'Too many failed attempts; wait before the next.', {
        retryAfter: wait / 1000,
      });
    for (const [key, { everyMs }] of rules) this.add(key, everyMs, now);
    const result = await attempt();
    if (result === undefined) return undefined;
    for (const [key, { everyMs }] of rules) this.add(key, -everyMs, now);
    remember(this.known, pair, true);
    return result;
  }

  private waitFor(key: string, { burst, everyMs }: Rule, now: number): number {
    return (this.debts.get(key) ?? now) - now - (burst - 1) * everyMs;
  }

  private add(key: string, ms: number, now: number): void {
    remember(this.debts, key, Math.max(this.debts.get(key) ?? now, now) + ms);
  }
}

/** A Map keeps insertion order: the first is the one that was longest left alone. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value!);
}

/** An IPv6 host has a whole /64 to call from. */
function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice(7);
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}
