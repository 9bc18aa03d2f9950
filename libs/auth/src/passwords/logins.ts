import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { Identities, MOST_TRIED } from '../identity/identities.js';
import type { Identity } from '../identity/records.js';
import { LoginThrottle } from './login-throttle.js';
import { Passwords } from './passwords.js';
import { addressOf } from '../identity/profiles.js';
import { User } from '../identity/user.entity.js';

/** Finds the account of an address and a password. */
@Injectable()
export class Logins {
  constructor(
    private readonly database: TenantDatabase,
    private readonly identities: Identities,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly context: TenantContext,
  ) {}

  /**
   * The active account of an address and a password. With a tenant it is the tenant's member or platform staff, and one
   * hash is computed. Without one it tries the most recently used accounts, always with `MOST_TRIED` hashes. Neither
   * the answer nor the work reveals how many accounts the address has.
   * @throws Problem `throttled`
   */
  async prove(address: string, password: string, tenantKey?: string): Promise<Identity | undefined> {
    const email = addressOf(address);
    const found =
      tenantKey === undefined
        ? await this.identities.accountsOf(email)
        : [await this.identities.accountIn(email, tenantKey)];
    const tried = Array.from({ length: tenantKey === undefined ? MOST_TRIED : 1 }, (_, i) => found[i]);
    return this.attempt(email, tried, password);
  }

  /** The account itself, if the password is right. @throws Problem `throttled` */
  proveAccount(identity: Identity, password: string): Promise<Identity | undefined> {
    return this.attempt(identity.email, [identity], password);
  }

  private attempt(email: string, tried: readonly (Identity | undefined)[], password: string) {
    const accounts = tried.map((each) => each?.public_id);
    return this.throttle.guard({ email, accounts }, this.context.trace.address, async (open) => {
      const hashes = tried.map((each) => (each && open.has(each.public_id) ? each.password_hash : undefined));
      const matches = await this.passwords.check(hashes, password);
      const index = matches.findIndex((match) => match !== 'wrong');
      const account = tried[index];
      if (account?.status !== 'active') return undefined;
      if (matches[index] === 'outdated') await this.renew(account, password);
      return account;
    });
  }

  /** Updates the hash, unless the password was changed meanwhile. */
  private async renew({ id, password_hash }: Identity, password: string): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.database.runAsPlatform('renew a password hash', (manager) =>
      manager.update(User, { id, passwordHash: password_hash }, { passwordHash }),
    );
  }
}
