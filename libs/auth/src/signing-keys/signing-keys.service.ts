import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type EntityManager, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import type { Principal } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { Config, type ListQuery, type Page } from '#libs/common';
import { Cursors, TenantDatabase } from '#libs/database';
import { TenantCache } from '#libs/tenancy';
import { KeyWrap } from './key-wrap.js';
import { refuseServices } from '../roles/grant-check.js';
import { loadSigningKey, newSigningKey, type SigningKey } from './signing-key.js';
import { SigningKeyEntity } from './signing-key.entity.js';
import {
  type RotateKeys,
  type RotatedKeysView,
  type SigningKeyView,
  signingKeyView,
} from './signing-keys.dto.js';

/** Lifetime of an access token. Seconds. */
export const ACCESS_TOKEN_SECONDS = 900;
/**
 * How long a key is published before it signs. Processes read changes within a second, so all can verify it by then.
 */
const LEAD_MS = 2_000;
/** How long a key verifies after it stopped signing: the life of its last token, and a minute for differing clocks. */
const AFTERLIFE_MS = LEAD_MS + ACCESS_TOKEN_SECONDS * 1000 + 60_000;

interface LiveKey {
  readonly kid: string;
  readonly public_jwk: SigningKey['jwk'];
  readonly private_key: Buffer | null;
  /** Whether it has been published long enough to sign. */
  readonly signs: boolean;
  /** Milliseconds until it begins to sign or ends; null if it does neither. */
  readonly for_ms: number | null;
}

/**
 * The keys of access tokens. The newest signs; earlier ones verify until their last tokens expire. JWT_PRIVATE_KEY is
 * the first key, and the private halves of the others are encrypted under it. If it is changed, none of them can be
 * decrypted any more, and the new one takes over as in any rotation.
 */
@Injectable()
export class SigningKeys implements OnApplicationBootstrap {
  private readonly seed: SigningKey;
  private readonly wrap: KeyWrap;
  /** Decrypted private keys, by key id. */
  private readonly opened = new Map<string, KeyObject | undefined>();
  private readonly parsed = new Map<string, KeyObject>();

  constructor(
    config: Config,
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {
    this.seed = loadSigningKey(config);
    this.wrap = new KeyWrap(this.seed.privateKey);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.signer();
  }

  /** Public halves of all keys that verify, newest first. */
  async published(): Promise<SigningKey['jwk'][]> {
    return (await this.live()).map(({ public_jwk }) => public_jwk);
  }

  /** The public half of a key that verifies; undefined if no such key exists. */
  async verifier(kid: unknown): Promise<KeyObject | undefined> {
    const key = (await this.live()).find((each) => each.kid === kid);
    if (!key) return undefined;
    const known =
      this.parsed.get(key.kid) ?? createPublicKey({ key: key.public_jwk as never, format: 'jwk' });
    this.parsed.set(key.kid, known);
    return known;
  }

  /** The key to sign with: the newest that all processes know, or else the newest. */
  async signer(): Promise<Pick<SigningKey, 'kid' | 'privateKey'>> {
    const mine = (await this.live()).filter((key) => this.open(key));
    const key = mine.find(({ signs }) => signs) ?? mine[0];
    if (key) return { kid: key.kid, privateKey: this.open(key)! };
    await this.takeOver();
    return this.signer();
  }

  /** All keys that ever existed, newest first, without their private halves. */
  async list(query: ListQuery): Promise<Page<SigningKeyView>> {
    // The rows already hold what another process rotated within the last second.
    this.cache.drop(['signing-keys']);
    const { kid: signer } = await this.signer();
    return this.cursors.pageOfPlatform(['signing-keys'], query, {
      read: (after, take) =>
        this.database.runAsPlatform('list signing keys', (manager) => {
          const select = manager
            .createQueryBuilder(SigningKeyEntity, 'key')
            .orderBy({ 'key.signsFrom': 'DESC', 'key.kid': 'DESC' })
            .limit(take);
          if (after !== undefined) select.where(AFTER, { after });
          return select.getMany();
        }),
      keyOf: ({ kid }) => kid,
      view: (key) => signingKeyView(key, signer),
    });
  }

  /** Creates a new key, which signs from `signs_from` on. */
  async rotate(maker: Principal, { revoke_previous = false }: RotateKeys): Promise<RotatedKeysView> {
    refuseServices(maker);
    const key = newSigningKey();
    const now = Date.now();
    const signsFrom = new Date(revoke_previous ? now : now + LEAD_MS);
    const end = new Date(revoke_previous ? now : now + AFTERLIFE_MS);
    await this.database.runAsPlatform('rotate signing keys', (manager) =>
      this.succeed(manager, key, signsFrom, end),
    );
    return { kid: key.kid, signs_from: signsFrom, previous_end_at: end };
  }

  /**
   * Called if this JWT_PRIVATE_KEY can decrypt none of the keys: makes it a key itself or, if it was one before,
   * creates a new one.
   */
  private async takeOver(): Promise<void> {
    await this.database.runAsPlatform('take over signing keys', async (manager) => {
      const live = await manager.find(SigningKeyEntity, { where: LIVE(), order: { kid: 'ASC' } });
      const isNew = !(await manager.existsBy(SigningKeyEntity, { kid: this.seed.kid }));
      const end = new Date(Date.now() + AFTERLIFE_MS);
      const signsFrom = new Date(live.length ? Date.now() + LEAD_MS : Date.now());
      await this.succeed(manager, isNew ? this.seed : newSigningKey(), signsFrom, end);
    });
  }

  /**
   * Locks the keys in order of their ids, so that concurrent rotations take turns, and the later one ends the other's
   * key too.
   */
  private async succeed(manager: EntityManager, key: SigningKey, signsFrom: Date, end: Date): Promise<void> {
    const lock = { mode: 'pessimistic_write' } as const;
    await manager.find(SigningKeyEntity, { where: LIVE(), order: { kid: 'ASC' }, lock });
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(SigningKeyEntity)
      .values({
        kid: key.kid,
        publicJwk: key.jwk,
        privateKey: this.wrap.close(key.kid, key.privateKey),
        signsFrom,
      })
      .orIgnore()
      .returning('kid')
      .execute();
    // Another process with the same JWT_PRIVATE_KEY was faster.
    if (!(raw as unknown[]).length) return;
    const others = { kid: Not(key.kid) };
    await manager.update(SigningKeyEntity, { ...others, expiresAt: IsNull() }, { expiresAt: end });
    await manager.update(SigningKeyEntity, { ...others, expiresAt: MoreThan(end) }, { expiresAt: end });
    await manager.update(SigningKeyEntity, { expiresAt: LessThan(new Date()) }, { privateKey: null });
    const changes = { after: { signs_from: signsFrom, previous_end_at: end } };
    await this.audit.record(manager, { action: 'key.rotate', target: `key:${key.kid}`, changes });
  }

  private open({ kid, private_key }: LiveKey): KeyObject | undefined {
    if (!this.opened.has(kid))
      this.opened.set(kid, private_key ? this.wrap.open(kid, private_key) : undefined);
    return this.opened.get(kid);
  }

  /** Every process reads a new key, and the end of an old one, within a second. */
  private async live(): Promise<LiveKey[]> {
    const found = await this.cache.get('platform', 'signing-keys', async () => {
      const value = await this.database.lookup<LiveKey>('app_signing_keys', []);
      const forMs = Math.min(...value.map(({ for_ms }) => for_ms ?? Infinity));
      return { value, from: ['signing-keys'], forMs };
    });
    return found!;
  }
}

const LIVE = () => [{ expiresAt: IsNull() }, { expiresAt: MoreThan(new Date()) }];
/** Rows of keys are never deleted, so the last key of a page can still be read. */
const AFTER = '(key.signs_from, key.kid) < (SELECT signs_from, kid FROM signing_keys WHERE kid = :after)';
