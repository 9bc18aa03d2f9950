import { Injectable } from '@nestjs/common';
import { type EntityManager, LessThan } from 'typeorm';
import { may, type Principal } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { AccessTokens } from './access-tokens.js';
import type { ChangePassword, ResetView } from './accounts.dto.js';
import { refuseExcess } from './excess.js';
import { Identities, type Identity, isStaff } from './identities.js';
import { LoginThrottle } from './login-throttle.js';
import { MembersService } from './members.service.js';
import { PasswordReset } from './password-reset.entity.js';
import { refuseWeak } from './password-rules.js';
import { Passwords } from './passwords.js';
import { SessionsService } from './sessions.service.js';
import { makePlatformToken, readPlatformToken } from './token-format.js';
import { User } from './user.entity.js';

const VALID_MS = 24 * 3_600_000;

/** Changes of passwords. Each ends all sessions of its person: whoever knew the old one is out. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly identities: Identities,
    private readonly members: MembersService,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly throttle: LoginThrottle,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
  ) {}

  /** By the current password, or by a reset link. @param authorization access token that says whose, where no email does */
  change(input: ChangePassword, authorization?: string): Promise<void> {
    return input.token === undefined
      ? this.byPassword(input, authorization)
      : this.byLink(input.token, input);
  }

  /**
   * Makes a link for a member who forgot theirs. Whoever holds it becomes that person everywhere, so it is given only to
   * those who hold all that the person holds: here, where the person is nowhere else, or to platform staff.
   */
  async issue(principal: Principal, memberId: string): Promise<ResetView> {
    const { userId } = await this.members.get(memberId);
    const person = (await this.identities.byId(userId))!;
    const staff = may(principal.ability, 'tenants:write');
    const elsewhere = await this.identities.isElsewhere(person, this.context.tenant);
    if (!staff && (elsewhere || isStaff(person)))
      throw new Problem('forbidden', 'They are at home in other places too: ask the platform to do it.');
    const grants = (await this.identities.grantsIn(this.context.tenant, person)) ?? [];
    refuseExcess(
      principal,
      grants.map(({ grant }) => grant),
    );
    const { plaintext, hash: tokenHash } = makePlatformToken('reset');
    const expiresAt = new Date(Date.now() + VALID_MS);
    await this.audit.recordAlone({ action: 'password.reset', target: `member:${memberId}` });
    await this.database.runAsPlatform('issue password reset', async (manager) => {
      await manager.delete(PasswordReset, { expiresAt: LessThan(new Date()) });
      await manager.insert(PasswordReset, { tokenHash, userId, expiresAt });
    });
    return { token: plaintext, expires_at: expiresAt };
  }

  private async byPassword(input: ChangePassword, authorization?: string): Promise<void> {
    const bearer = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
    const claims = bearer === undefined ? undefined : await this.tokens.read(bearer);
    const email = input.email ?? (claims && (await this.identities.byPublicId(claims.sub))?.email);
    if (email === undefined || input.current_password === undefined)
      throw Problem.unauthenticated(
        'Send current_password with your access token or email, or a reset token.',
      );
    refuseWeak(input.new_password, email, 'new_password');
    const person = await this.throttle.guard(email, this.context.trace.address, async () => {
      const identity = await this.identities.byEmail(email);
      const right = await this.passwords.verify(identity?.password_hash, input.current_password!);
      return right && identity?.status === 'active' ? identity : undefined;
    });
    if (!person) throw new Problem('forbidden', 'email or current_password is wrong');
    await this.store(person, input.new_password, async () => undefined);
  }

  private async byLink(token: string, { new_password }: ChangePassword): Promise<void> {
    const tokenHash = readPlatformToken('reset', token);
    const reset =
      tokenHash &&
      (await this.database.runAsPlatform('read password reset', (manager) =>
        manager.findOneBy(PasswordReset, { tokenHash }),
      ));
    const person =
      reset && reset.expiresAt.getTime() > Date.now() && (await this.identities.byId(reset.userId));
    if (!person || person.status !== 'active') throw invalid();
    refuseWeak(new_password, person.email, 'new_password');
    await this.store(person, new_password, async (manager) => {
      const { affected } = await manager.delete(PasswordReset, { id: reset.id });
      if (!affected) throw invalid();
    });
  }

  private async store(
    { id, public_id }: Identity,
    password: string,
    first: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    this.context.trace.actor = `user:${public_id}`;
    await this.database.runAsPlatform('change password', async (manager) => {
      await first(manager);
      await manager.delete(PasswordReset, { userId: id });
      await manager.update(User, { id }, { passwordHash, updatedAt: new Date() });
      await this.sessions.endAllOf(manager, id);
      await this.audit.record(manager, { action: 'password.change', target: `user:${public_id}` });
    });
    this.sessions.forgetAll();
  }
}

const invalid = () => {
  const detail = 'token: the link is unknown, used or expired';
  return Problem.ofInput([{ pointer: '/token', code: 'invalid_value', detail }]);
};
