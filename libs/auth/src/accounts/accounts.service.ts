import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail, PLATFORM_TRAIL } from '#libs/audit';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Identities } from '../identity/identities.js';
import type { Identity } from '../identity/records.js';
import { Membership } from '../identity/membership.entity.js';
import { refuseWeak } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { addressOf } from '../identity/profiles.js';
import { User } from '../identity/user.entity.js';

/** An account that is about to be created. */
export type Newcomer = Pick<User, 'email' | 'name' | 'passwordHash'>;

/** Creates accounts and makes them members. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly passwords: Passwords,
    private readonly identities: Identities,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates the first platform administrator if there is none.
   * @returns whether it was created
   * @throws Problem `weak_password`: the service does not start with a password that is easy to guess
   */
  async ensureAdministrator(email: string, password: string): Promise<boolean> {
    if (await this.hasAdministrator()) return false;
    await refuseWeak(password, email, 'ADMIN_PASSWORD');
    const passwordHash = await this.passwords.hash(password);
    return this.database.runAsPlatform('first administrator', async (manager) => {
      const administrator = { name: 'Administrator', passwordHash, platformRole: 'platform_admin' };
      // If several processes start at once, one creates it, because addresses of staff are unique.
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(User)
        .values({ email: addressOf(email), ...administrator })
        .orIgnore()
        .returning('public_id')
        .execute();
      const [made] = raw as { public_id: string }[];
      if (made) await this.audit.record(manager, { action: 'user.create', target: `user:${made.public_id}` });
      return made !== undefined;
    });
  }

  /** Creates an account that is not a member anywhere. */
  async create(email: string, password: string, name = ''): Promise<Identity> {
    const passwordHash = await this.passwords.hash(password);
    const { publicId } = await this.database.runAsPlatform('create user', (manager) =>
      this.insert(manager, { email: addressOf(email), name, passwordHash }),
    );
    return (await this.identities.byPublicId(publicId))!;
  }

  /**
   * Prepares an account to be created later in a transaction: hashing takes longer than a transaction should.
   * @throws Problem
   */
  async prepare(email: string, password: string | undefined, name: string): Promise<Newcomer> {
    if (password === undefined)
      throw Problem.ofInput([
        { pointer: '/password', code: 'missing_field', detail: 'password: is required for a new account' },
      ]);
    await refuseWeak(password, email, 'password');
    return { email, name, passwordHash: await this.passwords.hash(password) };
  }

  /**
   * Admits an account to the tenant whose invitation it accepts. Locks it until the transaction ends, so that nobody
   * erases it or resets its password meanwhile.
   * @param who internal id of an account, or an account to create
   */
  async admit(manager: EntityManager, who: string | Newcomer, tenantKey: string): Promise<User> {
    if (typeof who !== 'string') return this.insert(manager, who, [tenantKey]);
    const user = await manager.findOne(User, { where: { id: who }, lock: { mode: 'pessimistic_write' } });
    if (user?.status !== 'active') throw Problem.unauthenticated('The account is disabled or was removed.');
    const provedBy = [...user.provedBy.filter((key) => key !== tenantKey), tenantKey];
    await manager.update(User, { id: who }, { provedBy });
    return user;
  }

  /** Makes an account a member of the bound tenant. @param roles names of built-in roles */
  async join(email: string, roles: string[], permissions: string[] = []): Promise<void> {
    const [user] = await this.identities.accountsOf(email);
    if (!user) throw Problem.notFound();
    await this.database.transaction(async (manager) => {
      await manager.insert(Membership, { userId: user.id, email: user.email, roles, permissions });
      const changes = { after: { roles, permissions } };
      const note = { action: 'member.create', target: `user:${user.public_id}`, changes };
      await this.audit.record(manager, note);
    });
  }

  private async insert(manager: EntityManager, newcomer: Newcomer, provedBy: string[] = []): Promise<User> {
    const user = manager.create(User, { ...newcomer, provedBy, platformRole: null });
    await manager.insert(User, user);
    await this.audit.record(
      manager,
      { action: 'user.create', target: `user:${user.publicId}` },
      PLATFORM_TRAIL,
    );
    return user;
  }

  private hasAdministrator(): Promise<boolean> {
    return this.database.runAsPlatform('check for an administrator', (manager) =>
      manager.existsBy(User, { platformRole: 'platform_admin' }),
    );
  }
}
