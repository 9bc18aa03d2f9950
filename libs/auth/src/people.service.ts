import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#libs/audit';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { Identities, type Identity } from './identities.js';
import { LoginThrottle } from './login-throttle.js';
import { Membership } from './membership.entity.js';
import { refuseWeak } from './password-rules.js';
import { Passwords } from './passwords.js';
import { User } from './user.entity.js';

/** Users, as the platform keeps them. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly passwords: Passwords,
    private readonly identities: Identities,
    private readonly throttle: LoginThrottle,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes the first platform administrator unless there is one already. @returns whether it was made
   * @throws Problem `weak_password`: the service does not start with a password that is guessed first
   */
  async ensureAdministrator(email: string, password: string): Promise<boolean> {
    if (await this.hasAdministrator()) return false;
    refuseWeak(password, email, 'ADMIN_PASSWORD');
    const passwordHash = await this.passwords.hash(password);
    return this.database.runAsPlatform('first administrator', async (manager) => {
      const made = await manager
        .createQueryBuilder()
        .insert()
        .into(User)
        .values({
          email: email.toLowerCase(),
          name: 'Administrator',
          passwordHash,
          platformRole: 'platform_admin',
        })
        .orIgnore()
        .returning('id')
        .execute();
      if (!made.raw.length) return false;
      await this.audit.record(manager, { action: 'user.create', target: `user:${email}` });
      return true;
    });
  }

  /** Makes a person who is nowhere a member yet. */
  async create(email: string, password: string, name = ''): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.database.runAsPlatform('create user', async (manager) => {
      await manager.insert(User, { email: email.toLowerCase(), name, passwordHash, platformRole: null });
      await this.audit.record(manager, { action: 'user.create', target: `user:${email}` });
    });
  }

  /**
   * The account of an address, for one who shows that they are its person: by its password, or by making it now.
   * @throws Problem `forbidden`, `weak_password`, `throttled`
   */
  async prove(email: string, password: string, name: string): Promise<Identity> {
    if (!(await this.identities.byEmail(email))) {
      refuseWeak(password, email, 'password');
      await this.create(email, password, name);
    }
    const person = await this.throttle.guard(email, this.context.trace.address, async () => {
      const identity = await this.identities.byEmail(email);
      const right = await this.passwords.verify(identity?.password_hash, password);
      return right && identity?.status === 'active' ? identity : undefined;
    });
    if (!person) throw new Problem('forbidden', 'The address has an account: give the password of that one.');
    return person;
  }

  /** Makes a person a member of the bound tenant. @param role name of a built-in role */
  async join(email: string, role: string): Promise<void> {
    const user = await this.identities.byEmail(email);
    if (!user) throw Problem.notFound();
    await this.database.transaction(async (manager) => {
      await manager.insert(Membership, { userId: user.id, roles: [role] });
      const changes = { after: { roles: [role] } };
      await this.audit.record(manager, {
        action: 'member.create',
        target: `user:${user.public_id}`,
        changes,
      });
    });
  }

  private hasAdministrator(): Promise<boolean> {
    return this.database.runAsPlatform('is there an administrator', (manager) =>
      manager.existsBy(User, { platformRole: 'platform_admin' }),
    );
  }
}
