import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { opaqueString } from '../identity/profiles.js';
import { Semaphore } from './semaphore.js';

/** `outdated`: the password is right, but its hash is of the text as typed and should be computed again. */
export type PasswordMatch = 'right' | 'outdated' | 'wrong';

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes computed at once. Each takes a thread and 19 MiB, and a flood of logins must not take all threads. */
const PARALLEL = 2;
/** Logins that may wait for a hash. Above it the answer is 503. */
const WAITING = 64;

/** Password hashing, with bounded parallelism. */
@Injectable()
export class Passwords {
  private readonly turns = new Semaphore(PARALLEL, WAITING);
  /** Hash that stands in for a missing account, so that a missing account takes the same time. */
  private decoy?: Promise<string>;

  /** The hash of a new password. */
  hash(password: string): Promise<string> {
    return this.turns.take(() => argon2.hash(opaqueString(password), PARAMETERS));
  }

  /**
   * Tells which of the hashes match the password. A missing hash costs the same work and never matches, so the work
   * does not reveal how many there are. Hashes from before passwords were normalized are compared with the text as
   * typed; whether that happens depends on the text alone.
   */
  async check(hashes: readonly (string | undefined)[], password: string): Promise<PasswordMatch[]> {
    const prepared = opaqueString(password);
    const results: PasswordMatch[] = [];
    for (const hash of hashes) {
      const right = await this.verify(hash, prepared);
      const outdated = prepared !== password && (await this.verify(hash, password));
      results.push(right ? 'right' : outdated ? 'outdated' : 'wrong');
    }
    return results;
  }

  /** Computes one hash, even if `hash` is missing. */
  private async verify(hash: string | undefined, text: string): Promise<boolean> {
    this.decoy ??= this.hash('no account has this password');
    const against = hash ?? (await this.decoy);
    const matches = await this.turns.take(() => argon2.verify(against, text));
    return matches && hash !== undefined;
  }
}
