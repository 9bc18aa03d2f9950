import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#libs/audit';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Identities } from './identities.js';
import { Membership } from './membership.entity.js';
import { Passwords } from './passwords.js';
import { User } from './user.entity.js';

/** Users, as the platform keeps them. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly passwords: Passwords,
    private readonly identities: Identities,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes the first platform administrator unless there is one already. @returns whether it was made */
  async ensureAdministrator(email: string, password: string): Promise<boolean> {
    if (await this.hasAdministrator()) return false;
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
