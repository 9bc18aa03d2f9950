import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { Turns } from './turns.js';

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes computed at once: each takes a thread and 19 MiB; a flood of logins must not take all of them. */
const PARALLEL = 2;
/** Logins that may wait for their turn; beyond it the answer is 503. */
const WAITING = 64;

/** Password hashing, with bounded parallelism. */
@Injectable()
export class Passwords {
  private readonly turns = new Turns(PARALLEL, WAITING);
  /** Compared where there is no account, so that its absence takes the same time. */
  private decoy?: Promise<string>;

  hash(password: string): Promise<string> {
    return this.turns.take(() => argon2.hash(password, PARAMETERS));
  }

  /** Whether the password is that of the hash; with no hash, false after the same work. */
  async verify(hash: string | undefined, password: string): Promise<boolean> {
    this.decoy ??= this.hash('no account has this password');
    const against = hash ?? (await this.decoy);
    const matches = await this.turns.take(() => argon2.verify(against, password));
    return matches && hash !== undefined;
  }
}
