import { Injectable } from '@nestjs/common';
import { type EntityManager, LessThan } from 'typeorm';
import { type Principal } from '#libs/access';
import { AuditTrail, PLATFORM_TRAIL } from '#libs/audit';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { AccessTokens } from '../sessions/access-tokens.js';
import type { ChangePassword, PasswordChangedView, ResetView } from './accounts.dto.js';
import { bearerIn } from '../api-tokens/api-token.strategy.js';
import { Identities } from '../identity/identities.js';
import type { Identity } from '../identity/records.js';
import { LinkJudge } from './link-judge.js';
import { makerOf } from './link-maker.js';
import { Logins } from '../passwords/logins.js';
import { MembersService } from '../members/members.service.js';
import { PasswordReset } from './password-reset.entity.js';
import { refuseWeak } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { PersonalTokens } from '../api-tokens/personal-tokens.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { makePlatformToken, readPlatformToken } from '../token-format.js';
import { User } from '../identity/user.entity.js';

const VALID_MS = 24 * 3_600_000;

/**
 * Changes passwords. Each change ends all sessions of the person, so that nobody stays logged in with the old password.
 */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly identities: Identities,
    private readonly members: MembersService,
    private readonly judge: LinkJudge,
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly personal: PersonalTokens,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Changes a password by the current one, or by a reset link.
   * @param authorization access token that names the account, if the input has no email
   */
  async change(input: ChangePassword, authorization?: string): Promise<PasswordChangedView> {
    const person =
      input.token === undefined
        ? await this.byPassword(input, authorization)
        : await this.byLink(input.token, input);
    const revoked_tokens = input.revoke_tokens ? await this.personal.revokeAll(person.id) : 0;
    return { tokens: await this.personal.live(person.id), revoked_tokens };
  }

  /** Makes a reset link for a member who forgot their password. `LinkJudge.ofReset` says who may. */
  async issue(principal: Principal, memberId: string): Promise<ResetView> {
    const { userId } = await this.members.get(memberId);
    const maker = makerOf(principal);
    const { plaintext, hash: tokenHash } = makePlatformToken('reset');
    const expiresAt = new Date(Date.now() + VALID_MS);
    const issuedIn = this.context.tenantId;
    await this.database.transactionWithPlatform('issue password reset', async (manager) => {
      const basis = await this.judge.ofReset(manager, maker, userId, principal.permissions);
      if (basis === undefined)
        throw new Problem(
          'forbidden',
          'Only people who hold everything that this person holds may reset the password; if the person is a member of other tenants too, ask platform staff.',
        );
      await this.audit.record(manager, { action: 'password.reset', target: `member:${memberId}` });
      await manager.delete(PasswordReset, { expiresAt: LessThan(new Date()) });
      await manager.insert(PasswordReset, { tokenHash, userId, expiresAt, issuedIn, ...maker, basis });
    });
    return { token: plaintext, expires_at: expiresAt };
  }

  private async byPassword(input: ChangePassword, authorization?: string): Promise<Identity> {
    const { current_password: current, new_password: next } = input;
    const bearer = bearerIn(authorization);
    const claims = bearer === undefined ? undefined : await this.tokens.read(bearer);
    const own =
      input.email === undefined && claims ? await this.identities.byPublicId(claims.sub) : undefined;
    const email = input.email ?? own?.email;
    if (email === undefined || current === undefined)
      throw Problem.unauthenticated(
        'Send current_password with your access token or email, or a reset token.',
      );
    await refuseWeak(next, email, 'new_password');
    const person = own
      ? await this.logins.proveAccount(own, current)
      : await this.logins.prove(email, current, input.tenant_key || undefined);
    if (!person) throw new Problem('forbidden', 'The email or current_password is wrong.');
    const passwordHash = await this.passwords.hash(next);
    await this.database.runAsPlatform('change password', (manager) =>
      this.store(manager, person, passwordHash, input),
    );
    return person;
  }

  private async byLink(token: string, input: ChangePassword): Promise<Identity> {
    const tokenHash = readPlatformToken('reset', token);
    const reset = tokenHash && (await this.read(tokenHash));
    const tenant = reset && (await this.tenants.byId(reset.issuedIn));
    const person = tenant && (await this.identities.byId(reset.userId));
    if (!person || tenant.status !== 'active' || reset.expiresAt.getTime() <= Date.now()) throw invalid();
    await refuseWeak(input.new_password, person.email, 'new_password');
    const passwordHash = await this.passwords.hash(input.new_password);
    await this.context.runAs(tenant, () =>
      this.database.transactionWithPlatform('reset a password', async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        const link = await manager.findOne(PasswordReset, { where: { tokenHash }, lock });
        const now = link && (await this.judge.ofReset(manager, link, link.userId));
        if (!link || now !== link.basis) throw invalid();
        await this.store(manager, person, passwordHash, input);
      }),
    );
    return person;
  }

  private read(tokenHash: Buffer): Promise<PasswordReset | null> {
    return this.database.runAsPlatform('read password reset', (manager) =>
      manager.findOneBy(PasswordReset, { tokenHash }),
    );
  }

  /** @throws Problem if the person was disabled or removed since the look-up */
  private async store(
    manager: EntityManager,
    { id, public_id }: Identity,
    passwordHash: string,
    { revoke_tokens }: ChangePassword,
  ): Promise<void> {
    this.context.trace.actor = `user:${public_id}`;
    const changed = await manager.update(
      User,
      { id, status: 'active' },
      // The epoch is part of the basis of links that the person made, so raising it ends them.
      { passwordHash, updatedAt: new Date(), ...(revoke_tokens && { epoch: () => 'epoch + 1' }) },
    );
    if (!changed.affected) throw invalid();
    await manager.delete(PasswordReset, { userId: id });
    await this.sessions.endAllOf(manager, id);
    const note = { action: 'password.change', target: `user:${public_id}` };
    await this.audit.record(manager, note, PLATFORM_TRAIL);
  }
}

const invalid = () => {
  const detail = 'token: the link is unknown, used, withdrawn or expired';
  return Problem.ofInput([{ pointer: '/token', code: 'invalid_value', detail }]);
};
