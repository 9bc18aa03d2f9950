import { Injectable } from '@nestjs/common';
import { type EntityManager, LessThan, MoreThan } from 'typeorm';
import { type Principal } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { type ListQuery, type Page, Problem } from '#libs/common';
import { Cursors, isUniqueViolation, TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import {
  type AcceptedView,
  type AcceptInvitation,
  type CreateInvitation,
  type InvitationView,
  invitationView,
  type CreatedInvitationView,
} from './accounts.dto.js';
import { refuseExcess } from '../roles/grant-check.js';
import { Invitation } from './invitation.entity.js';
import { LinkJudge } from './link-judge.js';
import { makerOf } from './link-maker.js';
import { MembersService } from '../members/members.service.js';
import { type Newcomer, PeopleService } from './accounts.service.js';
import { addressOf, distinct } from '../identity/profiles.js';
import { RolesService } from '../roles/roles.service.js';
import { Sender } from '../sessions/session-sender.js';
import { makeTenantToken, readTenantToken } from '../token-format.js';
import type { User } from '../identity/user.entity.js';

const VALID_MS = 7 * 86_400_000;

/** Invitations into the bound tenant. Anybody with the one-time token may accept. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly members: MembersService,
    private readonly roles: RolesService,
    private readonly judge: LinkJudge,
    private readonly people: PeopleService,
    private readonly sender: Sender,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  list(query: ListQuery): Promise<Page<InvitationView>> {
    return this.cursors.page(['invitations'], query, {
      read: (after, take) =>
        this.database.transaction(async (manager) => {
          const where = after ? { id: MoreThan(after) } : {};
          const rows = await manager.find(Invitation, { where, order: { id: 'ASC' }, take });
          const names = await this.roles.namesById(manager);
          return rows.map((row) => ({ row, names }));
        }),
      keyOf: ({ row }) => row.id,
      view: ({ row, names }) => invitationView(row, names),
    });
  }

  /** Does not tell whether the address has an account: the inviting tenant must not learn that. */
  async create(principal: Principal, input: CreateInvitation): Promise<CreatedInvitationView> {
    const { plaintext, hash: tokenHash } = makeTenantToken('invitation', this.context.tenant.key);
    const permissions = distinct(input.permissions ?? []);
    const email = addressOf(input.email);
    const maker = makerOf(principal);
    const view = await this.database.transactionWithPlatform('invite', async (manager) => {
      const roles = await this.roles.named(manager, distinct(input.roles));
      refuseExcess(principal, [...roles.flatMap((role) => role.permissions), ...permissions]);
      const basis = await this.judge.ofInvitation(manager, maker, roles, permissions);
      if (basis === undefined)
        throw new Problem('forbidden', 'You may no longer grant what this invitation would give.');
      await manager.delete(Invitation, { expiresAt: LessThan(new Date()) });
      const expiresAt = new Date(Date.now() + VALID_MS);
      const roleIds = roles.map(({ id }) => id);
      await manager.insert(Invitation, {
        tokenHash,
        email,
        roleIds,
        permissions,
        expiresAt,
        ...maker,
        basis,
      });
      const invitation = await manager.findOneByOrFail(Invitation, { tokenHash });
      const target = `invitation:${invitation.id}`;
      // Trails keep no addresses, and this one has no account yet to name instead.
      const changes = { after: { roles: roles.map(({ name }) => name), permissions } };
      await this.audit.record(manager, { action: 'invitation.create', target, changes });
      return invitationView(invitation, new Map(roles.map(({ id, name }) => [id, name])));
    });
    return { ...view, token: plaintext };
  }

  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(Invitation, { id });
      if (!affected) throw Problem.notFound();
      await this.audit.record(manager, { action: 'invitation.delete', target: `invitation:${id}` });
    });
  }

  /**
   * Makes the invited person a member: with the account whose access token they send, or with a new account, which is a
   * member of this tenant only. It neither checks nor tells what other accounts the address has. Accepting removes the
   * invitation. If several requests accept it at once, one succeeds and the others leave nothing behind.
   */
  async accept({ token, password, name }: AcceptInvitation, authorization?: string): Promise<AcceptedView> {
    const own = await this.sender.account(authorization);
    const read = readTenantToken('invitation', token);
    if (!read) return invalid();
    const { tenant, settle } = await this.tenants.orNobodys(read.tenantKey);
    const invitation = await this.open(tenant, read.hash);
    if (!invitation) return settle().then(invalid);
    const newcomer = own ? undefined : await this.people.prepare(invitation.email, password, name ?? '');
    const accepted = await this.context
      .runAs(tenant, () =>
        this.database.transactionWithPlatform('accept invitation', async (manager) =>
          this.redeem(manager, read.hash, own?.id ?? newcomer!),
        ),
      )
      .catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new Problem('member_exists', 'The tenant already has a member with this address.', {
          cause: error,
        });
      });
    return { tenant_key: tenant.key, email: accepted.user.email, roles: accepted.roles };
  }

  /** The invitation, if it is still open. */
  private open(tenant: Tenant & { status?: string }, tokenHash: Buffer): Promise<Invitation | undefined> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(async (manager) => {
        const invitation = await manager.findOneBy(Invitation, { tokenHash });
        const open = invitation && invitation.expiresAt.getTime() > Date.now() && tenant.status === 'active';
        return open ? invitation : undefined;
      }),
    );
  }

  /** @param who internal id of an account, or an account to create */
  private async redeem(manager: EntityManager, tokenHash: Buffer, who: string | Newcomer) {
    const lock = { mode: 'pessimistic_write' } as const;
    const invitation = await manager.findOne(Invitation, { where: { tokenHash }, lock });
    if (!invitation) return invalid();
    const { roleIds, permissions, basis } = invitation;
    const roles = await this.roles.byIds(manager, roleIds);
    const now = roles && (await this.judge.ofInvitation(manager, invitation, roles, permissions));
    if (now !== basis) return invalid();
    const user = await this.people.admit(manager, who, this.context.tenant.key);
    refuseOther(user, invitation);
    this.context.trace.actor = `user:${user.publicId}`;
    const names = roles!.map(({ name }) => name);
    await this.members.insert(manager, user, { roles: names, permissions });
    await manager.delete(Invitation, { id: invitation.id });
    return { user, roles: names };
  }
}

/** A tenant knows an account by its address, so an account may only accept invitations to its own address. */
function refuseOther({ email }: User, invitation: Invitation): void {
  if (email !== invitation.email)
    throw new Problem(
      'forbidden',
      'The invitation is for another address than that of the account; accept it without an access token.',
    );
}

/** @throws Problem */
const invalid = (): never => {
  const detail = 'token: the invitation is unknown, accepted, withdrawn or expired';
  throw Problem.ofInput([{ pointer: '/token', code: 'invalid_value', detail }]);
};
