import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Config, keptSecret, seal, unseal } from '#libs/common';

/** A key as it is kept. */
export interface KeptKey {
  readonly bytes: Buffer;
  /** Id of the secret that it is encrypted under; null where it is not. */
  readonly by: string | null;
}

interface Secret {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Encrypts keys at rest under KEY_ENCRYPTION_SECRET; on the embedded default under one that is made at the first start and
 * kept in DATA_DIR. It has nothing to do with JWT_PRIVATE_KEY, which may be changed at any time.
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

  /** @param name is authenticated with it, so that no key can take another's place */
  close(name: string, key: Buffer): KeptKey {
    if (!this.current) return { bytes: key, by: null };
    return { bytes: seal(this.current.key, Buffer.from(name), key), by: this.current.id };
  }

  /** Undefined where it is encrypted under a secret that we do not have, or altered. */
  open(name: string, { bytes, by }: KeptKey): Buffer | undefined {
    if (by === null) return bytes;
    const secret = this.known.find(({ id }) => id === by);
    return secret && unseal(secret.key, Buffer.from(name), bytes);
  }

  /** Whether it is kept as `close` would keep it now. */
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
