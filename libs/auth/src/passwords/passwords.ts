import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { opaqueString } from '../identity/profiles.js';
import { Semaphore } from './semaphore.js';

/** `outdated`: it is the right one, but its hash is of the text as it was typed, and should be made anew. */
export type PasswordMatch = 'right' | 'outdated' | 'wrong';

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes computed at once: each takes a thread and 19 MiB; a flood of logins must not take all of them. */
const PARALLEL = 2;
/** Logins that may wait for their turn; beyond it the answer is 503. */
const WAITING = 64;

/** Password hashing, with bounded parallelism. */
@Injectable()
export class Passwords {
  private readonly turns = new Semaphore(PARALLEL, WAITING);
  /** Compared where there is no account, so that its absence takes the same time. */
  private decoy?: Promise<string>;

  /** The hash of a new password. */
  hash(password: string): Promise<string> {
    return this.turns.take(() => argon2.hash(opaqueString(password), PARAMETERS));
  }

  /**
   * Which of the hashes the password belongs to. A missing hash costs the same work and belongs to nobody, so the work says
   * nothing of how many there are. Hashes that were made before passwords were normalized are compared with the text as
   * it was typed; whether that is done depends on the text alone.
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

  /** One computation of a hash, whatever `hash` is. */
  private async verify(hash: string | undefined, text: string): Promise<boolean> {
    this.decoy ??= this.hash('no account has this password');
    const against = hash ?? (await this.decoy);
    const matches = await this.turns.take(() => argon2.verify(against, text));
    return matches && hash !== undefined;
  }
}
