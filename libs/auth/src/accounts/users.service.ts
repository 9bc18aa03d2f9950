import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan, Not, IsNull } from 'typeorm';
import type { Principal } from '#libs/access';
import { AuditTrail, changesOf } from '#libs/audit';
import { type Page, Problem } from '#libs/common';
import { Cursors, platformSql, TenantDatabase } from '#libs/database';
import type { Place } from '../identity/records.js';
import { PasswordReset } from './password-reset.entity.js';
import { addressOf } from '../identity/profiles.js';
import { refuseServices } from '../roles/grant-check.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { User } from '../identity/user.entity.js';
import { type ListUsers, type UpdateUser, type UserView, userView } from './users.dto.js';

/** Lists, disables and erases accounts for the platform. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly sessions: SessionsService,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  list({ email, status, ...query }: ListUsers): Promise<Page<UserView>> {
    return this.cursors.pageOfPlatform(['users'], query, {
      read: (after, take) => {
        const where = {
          ...(after && { id: MoreThan(after) }),
          ...(email && { email: addressOf(email) }),
          ...(status && { status }),
        };
        return this.database.runAsPlatform('list users', (manager) =>
          manager.find(User, { where, order: { id: 'ASC' }, take }),
        );
      },
      keyOf: ({ id }) => id,
      view: userView,
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
   * Changes a person's status. This process rejects a disabled person at the next request, others within a second, for
   * sessions and tokens alike. Their sessions end for good; their API tokens work again when they are enabled.
   * @throws Problem `last_admin`
   */
  async update(maker: Principal, publicId: string, { status }: UpdateUser): Promise<UserView> {
    refuseServices(maker);
    const user = await this.database.runAsPlatform('change user', async (manager) => {
      const { user, staff } = await this.lock(manager, publicId);
      if (status === undefined || status === user.status) return user;
      if (status === 'disabled') refuseLast(user, staff);
      const changed = { status, updatedAt: new Date(), epoch: () => 'epoch + 1' };
      await manager.update(User, { id: user.id }, changed);
      await manager.delete(PasswordReset, { userId: user.id });
      if (status === 'disabled') await this.sessions.endAllOf(manager, user.id);
      const changes = changesOf({ status: user.status }, { status });
      await this.audit.record(manager, { action: 'user.update', target: `user:${publicId}`, changes });
      return Object.assign(user, { status });
    });
    return userView(user);
  }

  /**
   * Erases a person: the row's removal removes what belongs to them. Trails keep what they did, under a public id.
   * @throws Problem `last_admin`
   */
  async delete(maker: Principal, publicId: string): Promise<void> {
    refuseServices(maker);
    await this.database.runAsPlatform('erase user', async (manager) => {
      const { user, staff } = await this.lock(manager, publicId);
      refuseLast(user, staff);
      const places = await platformSql<Place>(manager, 'SELECT * FROM app_memberships_of($1)', [user.id]);
      const note = { action: 'user.delete', target: `user:${publicId}` };
      await this.audit.record(manager, note);
      for (const { tenant_id: id } of places) await this.audit.record(manager, note, { id });
      await manager.delete(User, { id: user.id });
    });
  }

  /** Locks the person and all staff, in one order, so that two administrators cannot disable each other at once. */
  private async lock(manager: EntityManager, publicId: string): Promise<{ user: User; staff: User[] }> {
    const lock = { mode: 'pessimistic_write' } as const;
    const where = { platformRole: Not(IsNull()) };
    const staff = await manager.find(User, { where, order: { id: 'ASC' }, lock });
    const user = await manager.findOne(User, { where: { publicId }, lock });
    if (!user) throw Problem.notFound();
    return { user, staff };
  }
}

/** @throws Problem `last_admin` if the platform has no other active administrator */
function refuseLast(user: User, staff: readonly User[]): void {
  const others = staff.filter((each) => each.status === 'active' && each.id !== user.id);
  if (user.platformRole !== null && !others.length)
    throw new Problem(
      'last_admin',
      'The platform keeps at least one active administrator: add another one first.',
    );
}
