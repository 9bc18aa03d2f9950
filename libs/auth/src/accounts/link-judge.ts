import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { excessOf, expand, GRANTABLE, STAFF_GRANTS, TENANT_PERMISSIONS } from '#libs/access';
import { platformSql } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { ApiToken } from '../api-tokens/api-token.entity.js';
import { isStaff } from '../identity/identities.js';
import type { Place } from '../identity/records.js';
import type { LinkMaker } from './link-maker.js';
import { Membership } from '../identity/membership.entity.js';
import { type NamedRole, RolesService } from '../roles/roles.service.js';
import { ServiceClient } from '../identity/service-client.entity.js';
import { User } from '../identity/user.entity.js';

/** What a link's maker may do in the bound tenant, and the rows that this was read from. */
interface MakerRights {
  readonly permissions: readonly string[];
  /** One text per row that was read. Another text means that the row has changed. */
  readonly from: readonly string[];
}

const LOCK = { mode: 'pessimistic_read' } as const;

/**
 * Decides whether a link may be made, and again, by the same function, whether it may be used. A decision returns its
 * basis: the state that it was based on, as a text. A link whose basis has changed since it was made has ended, even if
 * everything was changed back.
 *
 * Everything is read and locked in the transaction that makes or uses the link, in which the tenant is bound and
 * platform rows are visible.
 */
@Injectable()
export class LinkJudge {
  constructor(
    private readonly context: TenantContext,
    private readonly roles: RolesService,
  ) {}

  /** @returns the basis; undefined if the maker may not grant what the invitation gives */
  async ofInvitation(
    manager: EntityManager,
    maker: LinkMaker,
    roles: readonly NamedRole[],
    direct: readonly string[],
  ): Promise<string | undefined> {
    const standing = await this.ofMaker(manager, maker);
    const grants = [...roles.flatMap(({ permissions }) => permissions), ...direct];
    if (!standing || !mayGrant(standing, grants)) return undefined;
    return basisOf([...standing.from, ...roles.map(stateOf)]);
  }

  /**
   * The holder of a reset link can act as the person everywhere. So only somebody who holds everything that the person
   * holds may make one: in this tenant, if the person is in no other one, or else platform staff.
   * @param held what the maker's credential holds, if that is less than its owner holds. It is not checked again when
   * the link is used; the basis covers the rest
   * @returns the basis; undefined if the maker may not reset the person's password
   */
  async ofReset(
    manager: EntityManager,
    maker: LinkMaker,
    userId: string,
    held?: readonly string[],
  ): Promise<string | undefined> {
    const person = await manager.findOne(User, {
      where: { id: userId },
      lock: { mode: 'pessimistic_write' },
    });
    const standing = await this.ofMaker(manager, maker);
    const member = await this.ofMember(manager, userId);
    if (!person || !standing || !member || maker.makerClientId !== null) return undefined;
    const places = await platformSql<Place>(manager, 'SELECT * FROM app_memberships_of($1)', [userId]);
    const athome = places.every(({ tenant_id }) => tenant_id === this.context.tenantId);
    if (!maker.makerIsStaff && (!athome || person.platformRole !== null)) return undefined;
    if (!mayGrant(standing, member.grants)) return undefined;
    if (held && excessOf(member.grants, held).length) return undefined;
    const from = places.map(({ tenant_id, id, version }) => `place:${tenant_id}:${id}:${version}`);
    return basisOf([`person:${person.epoch}`, ...from, ...member.from, ...standing.from]);
  }

  private async ofMaker(manager: EntityManager, maker: LinkMaker): Promise<MakerRights | undefined> {
    const owner =
      maker.makerClientId === null ? await this.ofUser(manager, maker) : await this.ofClient(manager, maker);
    if (!owner || maker.makerTokenId === null) return owner;
    const token = await manager.findOne(ApiToken, { where: { id: maker.makerTokenId }, lock: LOCK });
    if (!token || (token.expiresAt && token.expiresAt.getTime() <= Date.now())) return undefined;
    return { ...owner, permissions: expand(token.abilities, owner.permissions) };
  }

  private async ofUser(
    manager: EntityManager,
    { makerUserId, makerIsStaff }: LinkMaker,
  ): Promise<MakerRights | undefined> {
    const user = await manager.findOne(User, { where: { id: makerUserId! }, lock: LOCK });
    if (user?.status !== 'active') return undefined;
    const self = `user:${user.epoch}`;
    if (isStaff({ platform_role: user.platformRole }))
      return {
        permissions: expand(STAFF_GRANTS, makerIsStaff ? GRANTABLE : TENANT_PERMISSIONS),
        from: [self, 'staff'],
      };
    const member = await this.ofMember(manager, makerUserId!);
    if (member?.status !== 'active' || makerIsStaff) return undefined;
    return { permissions: expand(member.grants, TENANT_PERMISSIONS), from: [self, ...member.from] };
  }

  private async ofClient(
    manager: EntityManager,
    { makerClientId }: LinkMaker,
  ): Promise<MakerRights | undefined> {
    const client = await manager.findOne(ServiceClient, { where: { id: makerClientId! }, lock: LOCK });
    if (!client || (client.tenantKey !== null && client.tenantKey !== this.context.tenant.key))
      return undefined;
    return { permissions: expand(client.abilities, TENANT_PERMISSIONS), from: ['client'] };
  }

  /** The grants of a member's roles and its direct grants, in any status of the membership. */
  private async ofMember(manager: EntityManager, userId: string) {
    const member = await manager.findOne(Membership, { where: { userId }, lock: LOCK });
    if (!member) return undefined;
    const roles = await this.roles.named(manager, member.roles);
    const grants = [...roles.flatMap(({ permissions }) => permissions), ...member.permissions];
    const from = [`member:${member.id}:${member.version}`, ...roles.map(stateOf)];
    return { grants, status: member.status, from };
  }
}

/** Making a link needs `members:write` and every grant that the link gives. */
const mayGrant = ({ permissions }: MakerRights, grants: readonly string[]): boolean =>
  permissions.includes('members:write') && excessOf(grants, permissions).length === 0;

const stateOf = ({ id, version }: NamedRole) => `role:${id}:${version}`;

const basisOf = (from: readonly string[]): string => [...new Set(from)].sort().join(' ');
