import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { type Principal, TENANT_PERMISSIONS } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { decodeCursor, DEFAULT_LIMIT, type ListQuery, type Page, Problem, toPage } from '#libs/common';
import { isUniqueViolation, TenantDatabase } from '#libs/database';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import {
  type AcceptedView,
  type AcceptInvitation,
  type CreateInvitation,
  type InvitationView,
  invitationView,
  type NewInvitationView,
} from './accounts.dto.js';
import { refuseExcess } from './excess.js';
import { Invitation } from './invitation.entity.js';
import { MembersService } from './members.service.js';
import { PeopleService } from './people.service.js';
import { RolesService } from './roles.service.js';
import { makeTenantToken, readTenantToken } from './token-format.js';

const VALID_MS = 7 * 86_400_000;

/** Invitations into the bound tenant; whoever holds the one-time token may accept. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly members: MembersService,
    private readonly roles: RolesService,
    private readonly people: PeopleService,
    private readonly audit: AuditTrail,
  ) {}

  list({ limit = DEFAULT_LIMIT, cursor }: ListQuery): Promise<Page<InvitationView>> {
    const scope = ['invitations', this.context.tenantId];
    const after = cursor === undefined ? undefined : decodeCursor(scope, cursor);
    return this.database.transaction(async (manager) => {
      const where = after ? { id: MoreThan(after) } : {};
      const rows = await manager.find(Invitation, { where, order: { id: 'ASC' }, take: limit + 1 });
      return toPage(rows, limit, scope, (row) => row.id, invitationView);
    });
  }

  /** Says nothing of whether the address has an account: that is between it and us. */
  async create(principal: Principal, input: CreateInvitation): Promise<NewInvitationView> {
    const { plaintext, hash: tokenHash } = makeTenantToken('invitation', this.context.tenant.key);
    const { roles, permissions = [] } = input;
    const email = input.email.toLowerCase();
    const made = await this.database.transaction(async (manager) => {
      refuseExcess(principal, [...(await this.roles.grantsOf(manager, roles)), ...permissions]);
      await manager.delete(Invitation, { expiresAt: LessThan(new Date()) });
      const expiresAt = new Date(Date.now() + VALID_MS);
      await manager.insert(Invitation, { tokenHash, email, roles, permissions, expiresAt });
      const invitation = await manager.findOneByOrFail(Invitation, { tokenHash });
      const target = `invitation:${invitation.id}`;
      const changes = { after: { email, roles, permissions } };
      await this.audit.record(manager, { action: 'invitation.create', target, changes });
      return invitation;
    });
    return { ...invitationView(made), token: plaintext };
  }

  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(Invitation, { id });
      if (!affected) throw Problem.notFound();
      await this.audit.record(manager, { action: 'invitation.delete', target: `invitation:${id}` });
    });
  }

  /**
   * Makes the invited person a member: with a new account, or with the one they have, whose password they must know.
   * The invitation is gone with it; of two who accept it at once, one does.
   */
  async accept({ token, password, name }: AcceptInvitation): Promise<AcceptedView> {
    const read = readTenantToken('invitation', token);
    const tenant = read && (await this.tenants.byKey(read.tenantKey));
    if (!tenant || tenant.status !== 'active') throw invalid();
    const { email } = await this.open(tenant, read.hash);
    const user = await this.people.prove(email, password, name ?? '');
    this.context.trace.actor = `user:${user.public_id}`;
    const { roles } = await this.context
      .runAs(tenant, () => this.redeem(read.hash, user.id))
      .catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new Problem('member_exists', 'This account is a member already.', { cause: error });
      });
    this.context.runAs(tenant, () => this.members.forget(user.id));
    return { tenant_key: tenant.key, email, roles };
  }

  private open(tenant: Tenant, tokenHash: Buffer): Promise<Invitation> {
    return this.context.runAs(tenant, () =>
      this.database.transaction(async (manager) => {
        const invitation = await manager.findOneBy(Invitation, { tokenHash });
        if (!invitation || invitation.expiresAt.getTime() <= Date.now()) throw invalid();
        return invitation;
      }),
    );
  }

  private redeem(tokenHash: Buffer, userId: string): Promise<{ roles: string[] }> {
    return this.database.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const invitation = await manager.findOne(Invitation, { where: { tokenHash }, lock });
      if (!invitation) throw invalid();
      await manager.delete(Invitation, { id: invitation.id });
      // What it grants was judged when it was made, by what its maker held.
      return this.members.add(manager, { permissions: TENANT_PERMISSIONS }, userId, invitation);
    });
  }
}

const invalid = () => {
  const detail = 'token: the invitation is unknown, accepted or expired';
  return Problem.ofInput([{ pointer: '/token', code: 'invalid_value', detail }]);
};
