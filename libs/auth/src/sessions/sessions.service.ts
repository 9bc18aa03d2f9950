import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { type ListQuery, type Page, Problem } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { TenantContext } from '#libs/tenancy';
import { RefreshToken } from './refresh-token.entity.js';
import { assertWithin } from './scope.js';
import { type SessionView, sessionView } from './sessions.dto.js';
import { Successors } from './successors.js';
import { makePlatformToken, type MadeToken, readPlatformToken } from '../token-format.js';
import { User } from '../identity/user.entity.js';

const DAY_MS = 86_400_000;
/** A session ends if it is not refreshed for IDLE_MS, and after LONGEST_MS in any case. Milliseconds. */
const IDLE_MS = 14 * DAY_MS;
const LONGEST_MS = 90 * DAY_MS;
/** How long a client that did not get the answer may repeat a refresh token. Seconds, by the database's clock. */
const GRACE_SECONDS = 30;

/** A session, as a refresh token opens it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly tenantKey: string | null;
  /** Permissions that it is narrowed to; null if it is not. */
  readonly scope: readonly string[] | null;
  /** Plaintext of the token that refreshes it next. */
  readonly refreshToken: string;
}

/** A session that was ended because one of its tokens was used again. */
interface Reused {
  readonly ended: string;
}

/**
 * Sessions of people. A session is a chain of refresh tokens, of which only the last is valid. A token that is used
 * again within the grace comes from a client whose answer was lost; it gets the same successor, if that is unused.
 * After the grace the token counts as stolen. Nobody can tell whether the thief or the person holds the newer one, so
 * the whole session ends. Access tokens name their session and end with it.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly context: TenantContext,
    private readonly successors: Successors,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  /** @param scope permissions that the session is narrowed to permanently */
  open(userId: string, tenantKey: string | null, scope: string[] | null = null): Promise<Session> {
    return this.database.runAsPlatform('open session', async (manager) => {
      await manager.delete(RefreshToken, { userId, expiresAt: LessThan(new Date()) });
      await manager.update(User, { id: userId }, { lastUsedAt: () => 'statement_timestamp()' });
      const chain = { family: randomUUID(), userId, tenantKey, scope, startedAt: new Date() };
      const session = await this.extend(manager, chain, makePlatformToken('refresh'));
      await this.audit.record(manager, { action: 'session.open', target: `session:${session.id}` });
      return session;
    });
  }

  /**
   * The session's next tokens, for its last refresh token, or for a repetition within the grace.
   * @param asked scope that the session's own scope must cover
   * @throws OAuthError `invalid_scope`; then the token stays unused
   */
  async rotate(plaintext: string, asked?: readonly string[]): Promise<Session | undefined> {
    const tokenHash = readPlatformToken('refresh', plaintext);
    if (!tokenHash) return undefined;
    const successor = this.successors.of(tokenHash);
    const result = await this.database.runAsPlatform('refresh session', async (manager) => {
      const token = await this.lock(manager, tokenHash);
      if (!token || token.revokedAt || token.expiresAt.getTime() <= Date.now()) return undefined;
      if (token.scope) assertWithin(asked, token.scope);
      if (token.usedAt) return this.repeat(manager, token, successor);
      await manager.update(RefreshToken, { id: token.id }, { usedAt: () => 'statement_timestamp()' });
      return this.extend(manager, token, successor);
    });
    return result && 'ended' in result ? undefined : result;
  }

  /** Live sessions of a person. @param current id of the session that asks */
  list(userId: string, current: string | undefined, query: ListQuery): Promise<Page<SessionView>> {
    return this.cursors.pageOfPlatform(['sessions', userId], query, {
      read: (after, take) => {
        const live = { userId, usedAt: IsNull(), revokedAt: IsNull(), expiresAt: MoreThan(new Date()) };
        const where = { ...live, ...(after && { family: MoreThan(after) }) };
        return this.database.runAsPlatform('list sessions', (manager) =>
          manager.find(RefreshToken, { where, order: { family: 'ASC' }, take }),
        );
      },
      keyOf: ({ family }) => family,
      view: (row) => sessionView(row, current),
    });
  }

  /** Ends a session of a person. @throws Problem `not_found` if it is not theirs, or has ended */
  async endOwn(userId: string, family: string): Promise<void> {
    const ended = await this.database.runAsPlatform('end session', (manager) =>
      this.endIn(manager, { userId, family }, `session:${family}`),
    );
    if (!ended) throw Problem.notFound();
  }

  /** Ends all sessions of a person except one. */
  async endOthers(userId: string, current: string | undefined): Promise<void> {
    const others = current === undefined ? {} : { family: Not(current) };
    await this.database.runAsPlatform('end other sessions', (manager) =>
      this.endIn(manager, { userId, ...others }, 'session:*'),
    );
  }

  /** Ends the session of a refresh token, which may be any of its chain. @returns whether the token is known */
  async endByToken(plaintext: string): Promise<boolean> {
    const tokenHash = readPlatformToken('refresh', plaintext);
    const family =
      tokenHash &&
      (await this.database.runAsPlatform('find session', async (manager) => {
        return (await manager.findOneBy(RefreshToken, { tokenHash }))?.family;
      }));
    if (family) await this.end(family);
    return family !== undefined;
  }

  async end(family: string): Promise<void> {
    await this.database.runAsPlatform('end session', (manager) =>
      this.endIn(manager, { family }, `session:${family}`),
    );
  }

  /** Ends all sessions of a person, in the caller's transaction. */
  async endAllOf(manager: EntityManager, userId: string): Promise<void> {
    await this.endIn(manager, { userId }, 'session:*');
  }

  private async extend(
    manager: EntityManager,
    chain: Pick<RefreshToken, 'family' | 'userId' | 'tenantKey' | 'scope' | 'startedAt'>,
    { plaintext, hash: tokenHash }: MadeToken,
  ): Promise<Session> {
    const { family, userId, tenantKey, scope, startedAt } = chain;
    const expiresAt = new Date(Math.min(Date.now() + IDLE_MS, startedAt.getTime() + LONGEST_MS));
    const { address = null } = this.context.trace;
    await manager.insert(RefreshToken, {
      family,
      tokenHash,
      userId,
      tenantKey,
      scope,
      startedAt,
      expiresAt,
      address,
    });
    return { id: family, userId, tenantKey, scope, refreshToken: plaintext };
  }

  /** If two requests send the same token at once, they take turns, and the second finds it used. */
  private lock(manager: EntityManager, tokenHash: Buffer): Promise<RefreshToken | null> {
    return manager.findOne(RefreshToken, { where: { tokenHash }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * Handles a token that was used already.
   * @returns undefined if it is within the grace but its successor was used too
   */
  private async repeat(
    manager: EntityManager,
    { id, family, userId, tenantKey, scope }: RefreshToken,
    { plaintext, hash }: MadeToken,
  ): Promise<Session | Reused | undefined> {
    const inGrace = await manager
      .createQueryBuilder(RefreshToken, 'token')
      .where('token.id = :id', { id })
      .andWhere(`token.used_at > clock_timestamp() - make_interval(secs => ${GRACE_SECONDS})`)
      .getExists();
    if (!inGrace) {
      await this.endIn(manager, { family }, `session:${family}`);
      await this.audit.record(manager, { action: 'session.reuse', target: `session:${family}` });
      return { ended: family };
    }
    const unused = { tokenHash: hash, usedAt: IsNull(), revokedAt: IsNull() };
    if (!(await manager.existsBy(RefreshToken, unused))) return undefined;
    return { id: family, userId, tenantKey, scope, refreshToken: plaintext };
  }

  /** @returns whether a session was ended */
  private async endIn(
    manager: EntityManager,
    which: Parameters<typeof manager.update<RefreshToken>>[1] & object,
    target: string,
  ): Promise<boolean> {
    const live = { ...which, revokedAt: IsNull() };
    const { affected } = await manager.update(RefreshToken, live, { revokedAt: new Date() });
    if (affected) await this.audit.record(manager, { action: 'session.end', target });
    return !!affected;
  }
}
