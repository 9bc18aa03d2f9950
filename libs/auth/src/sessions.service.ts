import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, LessThan } from 'typeorm';
import { AuditTrail } from '#libs/audit';
import { TenantDatabase } from '#libs/database';
import { TenantCache } from '#libs/tenancy';
import { RefreshToken } from './refresh-token.entity.js';
import { makePlatformToken, readPlatformToken } from './token-format.js';

const DAY_MS = 86_400_000;
/** A session that is not refreshed for so long is over; and after the second time it is over in any case. */
const IDLE_MS = 14 * DAY_MS;
const LONGEST_MS = 90 * DAY_MS;

/** What a refresh token stands for. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly tenantKey: string | null;
  /** Plaintext of the token that refreshes it next. */
  readonly refreshToken: string;
}

/**
 * Sessions of people: each is a chain of refresh tokens of which only the last is good. A token that comes a second time
 * was stolen, from us or from its thief; which of the two holds the newer one can't be told, so the whole session ends.
 * Access tokens name their session and end with it.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly audit: AuditTrail,
  ) {}

  open(userId: string, tenantKey: string | null): Promise<Session> {
    return this.database.runAsPlatform('open session', async (manager) => {
      await manager.delete(RefreshToken, { userId, expiresAt: LessThan(new Date()) });
      const session = await this.extend(manager, {
        family: randomUUID(),
        userId,
        tenantKey,
        startedAt: new Date(),
      });
      await this.audit.record(manager, { action: 'session.open', target: `session:${session.id}` });
      return session;
    });
  }

  /** The session's next tokens, for the last refresh token it gave out; undefined for any other, and a used one ends it. */
  async rotate(plaintext: string): Promise<Session | undefined> {
    const tokenHash = readPlatformToken('refresh', plaintext);
    if (!tokenHash) return undefined;
    const result = await this.database.runAsPlatform('refresh session', async (manager) => {
      const token = await this.lock(manager, tokenHash);
      if (!token || token.revokedAt || token.expiresAt.getTime() <= Date.now()) return undefined;
      if (token.usedAt) return this.endReused(manager, token);
      await manager.update(RefreshToken, { id: token.id }, { usedAt: new Date() });
      return this.extend(manager, token);
    });
    if (typeof result !== 'string') return result;
    this.forget(result);
    return undefined;
  }

  /** Ends the session of a refresh token, whichever of its chain it is. @returns whether it is one of ours */
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
    await this.database.runAsPlatform('end session', (manager) => this.endIn(manager, { family }));
    this.forget(family);
  }

  /** Ends all sessions of a person, in the caller's transaction; call `forgetAll` after its commit. */
  async endAllOf(manager: EntityManager, userId: string): Promise<void> {
    await this.endIn(manager, { userId });
  }

  forgetAll(): void {
    this.cache.dropAll('platform');
  }

  /** Whether access tokens of the session are good; at most a second old. */
  async isLive(id: string, userId: string): Promise<boolean> {
    const owner = await this.cache.get('platform', `session:${id}`, async () => {
      const [row] = await this.database.lookup<{ user_id: string }>('app_live_session', [id]);
      return row?.user_id;
    });
    return owner === userId;
  }

  private async extend(
    manager: EntityManager,
    {
      family,
      userId,
      tenantKey,
      startedAt,
    }: Pick<RefreshToken, 'family' | 'userId' | 'tenantKey' | 'startedAt'>,
  ): Promise<Session> {
    const { plaintext, hash } = makePlatformToken('refresh');
    const expiresAt = new Date(Math.min(Date.now() + IDLE_MS, startedAt.getTime() + LONGEST_MS));
    await manager.insert(RefreshToken, { family, tokenHash: hash, userId, tenantKey, startedAt, expiresAt });
    return { id: family, userId, tenantKey, refreshToken: plaintext };
  }

  /** Two who come with the same token at once take turns: the second finds it used. */
  private lock(manager: EntityManager, tokenHash: Buffer): Promise<RefreshToken | null> {
    return manager.findOne(RefreshToken, { where: { tokenHash }, lock: { mode: 'pessimistic_write' } });
  }

  private async endReused(manager: EntityManager, { family }: RefreshToken): Promise<string> {
    await this.endIn(manager, { family });
    await this.audit.record(manager, { action: 'session.reuse', target: `session:${family}` });
    return family;
  }

  private async endIn(manager: EntityManager, which: { family: string } | { userId: string }): Promise<void> {
    const { affected } = await manager.update(
      RefreshToken,
      { ...which, revokedAt: IsNull() },
      { revokedAt: new Date() },
    );
    const target = 'family' in which ? `session:${which.family}` : 'session:*';
    if (affected) await this.audit.record(manager, { action: 'session.end', target });
  }

  private forget(family: string): void {
    this.cache.drop('platform', `session:${family}`);
  }
}
