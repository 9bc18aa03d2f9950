import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan, Not, IsNull } from 'typeorm';
import type { Principal } from '#libs/access';
import { AuditTrail, changesOf } from '#libs/audit';
import { decodeCursor, DEFAULT_LIMIT, type Page, Problem, toPage } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Identities } from './identities.js';
import { refuseServices } from './service-clients.service.js';
import { SessionsService } from './sessions.service.js';
import { User } from './user.entity.js';
import { type ListUsers, type UpdateUser, type UserView, userView } from './users.dto.js';

/** People, as the platform sees and disables them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly identities: Identities,
    private readonly sessions: SessionsService,
    private readonly audit: AuditTrail,
  ) {}

  list({ limit = DEFAULT_LIMIT, cursor, email, status }: ListUsers): Promise<Page<UserView>> {
    const scope = ['users'];
    const after = cursor === undefined ? undefined : decodeCursor(scope, cursor);
    return this.database.runAsPlatform('list users', async (manager) => {
      const where = {
        ...(after && { id: MoreThan(after) }),
        ...(email && { email: email.toLowerCase() }),
        ...(status && { status }),
      };
      const rows = await manager.find(User, { where, order: { id: 'ASC' }, take: limit + 1 });
      return toPage(rows, limit, scope, (row) => row.id, userView);
    });
  }

  get(publicId: string): Promise<UserView> {
    return this.database.runAsPlatform('read user', async (manager) => {
      const user = await manager.findOneBy(User, { publicId });
      if (!user) throw Problem.notFound();
      return userView(user);
    });
  }

  /**
   * A disabled person is refused at the next request here and within a second elsewhere, with sessions and tokens alike.
   * Their sessions have ended for good; their API tokens work again when they are enabled.
   * @throws Problem `last_admin`
   */
  async update(maker: Principal, publicId: string, { status }: UpdateUser): Promise<UserView> {
    refuseServices(maker);
    const user = await this.database.runAsPlatform('change user', async (manager) => {
      const { user, staff } = await this.lock(manager, publicId);
      if (status === undefined || status === user.status) return user;
      const others = staff.filter((each) => each.status === 'active' && each.id !== user.id);
      if (status === 'disabled' && user.platformRole !== null && !others.length)
        throw new Problem('last_admin', 'The platform keeps at least one active administrator.');
      await manager.update(User, { id: user.id }, { status, updatedAt: new Date() });
      if (status === 'disabled') await this.sessions.endAllOf(manager, user.id);
      const changes = changesOf({ status: user.status }, { status });
      await this.audit.record(manager, { action: 'user.update', target: `user:${publicId}`, changes });
      return Object.assign(user, { status });
    });
    this.identities.forget(user.id, publicId);
    this.sessions.forgetAll();
    return userView(user);
  }

  /** The person and all staff, in one order, so that two of them can't disable each other at once. */
  private async lock(manager: EntityManager, publicId: string): Promise<{ user: User; staff: User[] }> {
    const lock = { mode: 'pessimistic_write' } as const;
    const where = { platformRole: Not(IsNull()) };
    const staff = await manager.find(User, { where, order: { id: 'ASC' }, lock });
    const user = await manager.findOne(User, { where: { publicId }, lock });
    if (!user) throw Problem.notFound();
    return { user, staff };
  }
}
