import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#libs/database';
import { Passwords } from './passwords.js';
import { User } from './user.entity.js';

/** Users, as the platform keeps them. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly passwords: Passwords,
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
      return made.raw.length > 0;
    });
  }

  hasAdministrator(): Promise<boolean> {
    return this.database.runAsPlatform('is there an administrator', (manager) =>
      manager.existsBy(User, { platformRole: 'platform_admin' }),
    );
  }
}
