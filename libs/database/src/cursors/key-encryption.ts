import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Config, keptSecret, seal, unseal } from '#libs/common';

/** A key as stored. */
export interface KeptKey {
  readonly bytes: Buffer;
  /** Id of the secret that it is encrypted under; null if it is not encrypted. */
  readonly by: string | null;
}

interface Secret {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Encrypts keys at rest under KEY_ENCRYPTION_SECRET. With the embedded default it uses a secret that is created at the
 * first start and kept in DATA_DIR. It is independent of JWT_PRIVATE_KEY, which may change at any time.
 */
export class KeyEncryption {
  private readonly current?: Secret;
  private readonly known: readonly Secret[];

  constructor(config: Config) {
    const own = config.KEY_ENCRYPTION_SECRET ?? (config.embedded ? secretOf(config.DATA_DIR) : undefined);
    this.current = own === undefined ? undefined : derive(own);
    const before = config.KEY_ENCRYPTION_SECRET_PREVIOUS;
    this.known = [...(this.current ? [this.current] : []), ...(before === undefined ? [] : [derive(before)])];
  }

  /** @param name is authenticated too, so that no key can replace another */
  close(name: string, key: Buffer): KeptKey {
    if (!this.current) return { bytes: key, by: null };
    return { bytes: seal(this.current.key, Buffer.from(name), key), by: this.current.id };
  }

  /** Undefined if the key is encrypted under a secret that we do not have, or altered. */
  open(name: string, { bytes, by }: KeptKey): Buffer | undefined {
    if (by === null) return bytes;
    const secret = this.known.find(({ id }) => id === by);
    return secret && unseal(secret.key, Buffer.from(name), bytes);
  }

  /** Whether the key is stored as `close` would store it now. */
  isCurrent({ by }: Pick<KeptKey, 'by'>): boolean {
    return by === (this.current?.id ?? null);
  }
}

const secretOf = (folder: string) =>
  keptSecret(join(folder, 'key-encryption-secret'), () => randomBytes(32).toString('base64url'));

function derive(text: string): Secret {
  const key = Buffer.from(hkdfSync('sha256', text, '', 'tributary keys at rest', 32));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 16), key };
}
