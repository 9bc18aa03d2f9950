import { Injectable } from '@nestjs/common';
import { ArrayContains, type EntityManager, type FindManyOptions, MoreThan } from 'typeorm';
import { may, type Principal } from '#libs/access';
import { AuditTrail, changesOf } from '#libs/audit';
import { type ListQuery, type Page, Problem, requireMatch } from '#libs/common';
import { Cursors, isUniqueViolation, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { refuseExcess } from '../roles/grant-check.js';
import { Identities, isStaff } from '../identity/identities.js';
import { Invitation } from '../accounts/invitation.entity.js';
import { PasswordReset } from '../accounts/password-reset.entity.js';
import { type CreateMember, type MemberView, memberView, type UpdateMember } from './members.dto.js';
import { Membership } from '../identity/membership.entity.js';
import { distinct } from '../identity/profiles.js';
import { RolesService } from '../roles/roles.service.js';
import { User } from '../identity/user.entity.js';

interface Person {
  readonly id: string;
  readonly public_id: string;
  readonly name: string;
}

const PEOPLE = 'SELECT id, public_id, name FROM app_people_in($1::bigint, $2::bigint[])';

/** Reads of members that are removed at the same time; the last one leaves them out. */
const MOST_READS = 3;

/** The role that at least one active member of a tenant must have. */
const ADMIN = 'tenant_admin';

/** People in the bound tenant, with their roles and grants. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly identities: Identities,
    private readonly roles: RolesService,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  list(query: ListQuery): Promise<Page<MemberView>> {
    return this.cursors.page(['members'], query, {
      read: (after, take) =>
        this.database.transaction((manager) =>
          this.read(manager, { where: after ? { id: MoreThan(after) } : {}, order: { id: 'ASC' }, take }),
        ),
      keyOf: ({ id }) => id,
      view: memberView,
    });
  }

  get(id: string): Promise<Membership> {
    return this.database.transaction((manager) => this.find(manager, id));
  }

  /**
   * Makes an existing account a member, by its id, because an address does not identify an account. Only platform staff
   * may do it: to anybody else it would reveal who has an account, and it would add people to tenants without their
   * consent. Tenants invite people instead.
   */
  async create(principal: Principal, input: CreateMember): Promise<Membership> {
    if (principal.actor.kind !== 'user' || !may(principal.ability, 'tenants:write'))
      throw new Problem(
        'forbidden',
        'Only platform staff may add accounts; invite people with POST /v1/invitations.',
      );
    const user = await this.identities.byPublicId(input.user_id);
    if (!user) {
      const detail = 'user_id: there is no such account; GET /v1/users lists them';
      throw Problem.ofInput([{ pointer: '/user_id', code: 'unknown_user', detail }]);
    }
    return this.database
      .transactionWithPlatform('add a member', async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        const account = await manager.findOne(User, { where: { id: user.id }, lock });
        if (!account) throw Problem.notFound();
        const { roles, permissions = [] } = input;
        refuseExcess(principal, await this.grantsOf(manager, roles, permissions));
        return this.insert(manager, account, { roles, permissions });
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new Problem('member_exists', 'The tenant already has a member with this address.', {
          cause: error,
        });
      });
  }

  async update(principal: Principal, id: string, input: UpdateMember, ifMatch?: string): Promise<Membership> {
    return this.database.transaction(async (manager) => {
      const { member, admins } = await this.lock(manager, id, ifMatch);
      await this.refuseServiceAtStaff(principal, member);
      const changed = sets(input);
      const next = { ...visible(member), ...changed };
      refuseExcess(principal, await this.grantsOf(manager, member.roles, member.permissions));
      refuseExcess(principal, await this.grantsOf(manager, next.roles, next.permissions));
      if (next.status === 'disabled' || !next.roles.includes(ADMIN)) refuseLast(member, admins);
      const changes = changesOf(visible(member), next);
      if (changes) {
        await manager.save(Object.assign(member, changed));
        await this.endLinks(manager, member);
        await this.record(manager, 'member.update', id, changes);
      }
      return this.find(manager, id);
    });
  }

  async delete(principal: Principal, id: string, ifMatch?: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { member, admins } = await this.lock(manager, id, ifMatch);
      await this.refuseServiceAtStaff(principal, member);
      refuseExcess(principal, await this.grantsOf(manager, member.roles, member.permissions));
      refuseLast(member, admins);
      await manager.delete(Membership, { id });
      await this.endLinks(manager, member);
      await this.record(manager, 'member.delete', id, changesOf(visible(member), {}));
    });
  }

  /**
   * Makes an account a member in the caller's transaction, in which platform rows are visible. Ends links that reset
   * its password, because they were allowed by the places that it had before, and it may leave this one again.
   */
  async insert(
    manager: EntityManager,
    user: User,
    given: Pick<CreateMember, 'roles' | 'permissions'>,
  ): Promise<Membership> {
    const { roles, permissions } = { permissions: [], ...sets(given) };
    await manager.insert(Membership, { userId: user.id, email: user.email, roles, permissions });
    const { id } = await manager.findOneByOrFail(Membership, { userId: user.id });
    await manager.delete(PasswordReset, { userId: user.id });
    await this.record(manager, 'member.create', id, { after: { roles, permissions } });
    return this.find(manager, id);
  }

  /** Removes the invitations that the member made, because what the member may grant has changed. */
  private async endLinks(manager: EntityManager, { userId }: Membership): Promise<void> {
    await manager.delete(Invitation, { makerUserId: userId });
  }

  /** A service may not change platform staff, whatever it was granted. */
  private async refuseServiceAtStaff({ actor }: Principal, { userId }: Membership): Promise<void> {
    if (actor.clientId === undefined) return;
    const user = await this.identities.byId(userId);
    if (user && isStaff(user))
      throw new Problem('forbidden', 'A service may not change members who are platform staff.');
  }

  private grantsOf(manager: EntityManager, roles: string[], direct: string[]): Promise<string[]> {
    return this.roles.grantsOf(manager, roles).then((grants) => [...grants, ...direct]);
  }

  private async find(manager: EntityManager, id: string): Promise<Membership> {
    const [member] = await this.read(manager, { where: { id } });
    if (!member) throw Problem.notFound();
    return member;
  }

  /** Members with their people. Reads again if a membership ended between the two statements. */
  private async read(manager: EntityManager, options: FindManyOptions<Membership>): Promise<Membership[]> {
    for (let tries = 1; ; tries++) {
      const members = await manager.find(Membership, options);
      const known = await this.withPeople(manager, members);
      if (known.length === members.length || tries === MOST_READS) return known;
    }
  }

  /**
   * This look-up is all that a tenant sees of its members' accounts; it sees no other account.
   * @returns those that are still members
   */
  private async withPeople(manager: EntityManager, members: Membership[]): Promise<Membership[]> {
    const ids = members.map(({ userId }) => userId);
    const people: Person[] = await manager.query(PEOPLE, [this.context.tenantId, ids]);
    const byId = new Map(people.map((person) => [person.id, person]));
    return members.flatMap((member) => {
      const person = byId.get(member.userId);
      if (!person) return [];
      const user = Object.assign(new User(), { publicId: person.public_id, name: person.name });
      return Object.assign(member, { user });
    });
  }

  /** Locks the member and all administrators, in one order, so that two of them cannot remove each other at once. */
  private async lock(manager: EntityManager, id: string, ifMatch?: string) {
    const lock = { mode: 'pessimistic_write' } as const;
    const roles = ArrayContains([ADMIN]);
    const admins = await manager.find(Membership, { where: { roles }, order: { userId: 'ASC' }, lock });
    const member = await manager.findOne(Membership, { where: { id }, lock });
    if (!member) throw Problem.notFound();
    requireMatch(ifMatch, member);
    return { member, admins };
  }

  private record(manager: EntityManager, action: string, id: string, changes?: object): Promise<void> {
    return this.audit.record(manager, { action, target: `member:${id}`, changes });
  }
}

/** Roles and permissions are sets: removes duplicates. */
const sets = <T extends { roles?: string[]; permissions?: string[] }>(given: T): T => ({
  ...given,
  ...(given.roles && { roles: distinct(given.roles) }),
  ...(given.permissions && { permissions: distinct(given.permissions) }),
});

const visible = ({ roles, permissions, status }: Membership) => ({ roles, permissions, status });

/** @throws Problem `last_admin` */
function refuseLast(member: Membership, admins: Membership[]): void {
  const active = admins.filter(({ status }) => status === 'active');
  if (active.length === 1 && active[0].id === member.id)
    throw new Problem(
      'last_admin',
      'A tenant keeps at least one active tenant_admin: add another one first.',
    );
}
