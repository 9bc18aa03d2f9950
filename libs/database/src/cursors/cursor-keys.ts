import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  Config,
  ConfigError,
  type CursorKey,
  type CursorKeyRing,
  deriveCursorKey,
  memoized,
} from '#libs/common';
import { PeriodicTasks, TenantCache } from '#libs/tenancy';
import { TenantDatabase } from '../scope/index.js';
import { CursorKeyEntity } from './cursor-key.entity.js';
import { KeyEncryption } from './key-encryption.js';

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
/** How long a key seals before the next one takes over. Milliseconds. */
const RENEW_MS = 90 * DAY_MS;
/**
 * How long a key exists before it seals. Processes read changes within a second, so by then every process can open what
 * it seals, even if clocks differ by most of a minute. Milliseconds.
 */
export const CURSOR_KEY_LEAD_MS = 60_000;
/** Derived keys that are cached, some 200 bytes each. */
const REMEMBERED = 10_000;

interface Row {
  readonly kid: number;
  readonly secret: Buffer;
  readonly encrypted_by: string | null;
  readonly seals_from: Date;
}

/** The keys of cursors. Each tenant has keys of its own, derived from them. Keys open cursors forever. */
@Injectable()
export class CursorKeys implements OnApplicationBootstrap {
  private readonly logger = new Logger(CursorKeys.name);
  private readonly encryption: KeyEncryption;
  /** Decrypted keys, by key id. */
  private readonly opened = new Map<number, Buffer>();
  private readonly derived = memoized(
    (kid: number, owner: string) => `${kid} ${owner}`,
    (kid, owner): CursorKey => deriveCursorKey(kid, this.opened.get(kid)!, owner),
    REMEMBERED,
  );

  constructor(
    config: Config,
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    chores: PeriodicTasks,
  ) {
    this.encryption = new KeyEncryption(config);
    chores.add('cursor-keys', HOUR_MS, () => this.renew());
  }

  /** @throws ConfigError if a key is encrypted under a missing secret: its cursors would be lost */
  async onApplicationBootstrap(): Promise<void> {
    await this.renew();
    for (const row of await this.rows()) await this.reencrypt(row);
  }

  /** @param owner id of the tenant, or a text that is no id for lists of the platform */
  async ringOf(owner: string): Promise<CursorKeyRing> {
    const usable = (await this.rows()).filter((row) => this.open(row));
    const now = Date.now();
    // If no key is due by our clock yet, the first key seals: it has no predecessor.
    const { kid } = usable.find(({ seals_from }) => seals_from.getTime() <= now) ?? usable.at(-1)!;
    return {
      sealing: this.derived(kid, owner),
      find: (wanted) => (this.opened.has(wanted) ? this.derived(wanted, owner) : undefined),
    };
  }

  /**
   * Creates the first key, or the next one if the newest has sealed for long enough. If several processes try, one
   * succeeds.
   */
  async renew(everyMs = RENEW_MS): Promise<void> {
    const [newest] = await this.rows();
    const now = Date.now();
    if (newest && newest.seals_from.getTime() + everyMs > now) return;
    const kid = (newest?.kid ?? 0) + 1;
    const { bytes: secret, by: encryptedBy } = this.encryption.close(nameOf(kid), randomBytes(32));
    const sealsFrom = new Date(newest ? now + CURSOR_KEY_LEAD_MS : now);
    await this.database.runAsPlatform('make cursor key', (manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(CursorKeyEntity)
        .values({ kid, secret, encryptedBy, sealsFrom })
        .orIgnore()
        .execute(),
    );
    this.logger.log({ msg: 'cursor key created', kid });
    // Another process may have been faster; its key is read within a second.
    this.cache.drop(['cursor-keys']);
  }

  private async reencrypt(row: Row): Promise<void> {
    const key = this.open(row);
    if (!key)
      throw new ConfigError(
        'The keys of cursors are encrypted under another KEY_ENCRYPTION_SECRET: set it, or set it as KEY_ENCRYPTION_SECRET_PREVIOUS in addition to the new one',
      );
    const { kid, encrypted_by: by } = row;
    if (this.encryption.isCurrent({ by })) return;
    const { bytes: secret, by: encryptedBy } = this.encryption.close(nameOf(kid), key);
    await this.database.runAsPlatform('encrypt cursor key', (manager) =>
      manager.update(CursorKeyEntity, { kid, encryptedBy: by ?? IsNull() }, { secret, encryptedBy }),
    );
    // Another process may have been faster; its change is read within a second.
    this.cache.drop(['cursor-keys']);
  }

  private open({ kid, secret, encrypted_by: by }: Row): Buffer | undefined {
    const key = this.opened.get(kid) ?? this.encryption.open(nameOf(kid), { bytes: secret, by });
    if (key) this.opened.set(kid, key);
    return key;
  }

  /** Newest first. */
  private async rows(): Promise<Row[]> {
    const found = await this.cache.get('platform', 'cursor-keys', async () => {
      const value = await this.database.lookup<Row>('app_cursor_keys', []);
      return { value, from: ['cursor-keys'] };
    });
    return found!;
  }
}

const nameOf = (kid: number) => `cursor key ${kid}`;
