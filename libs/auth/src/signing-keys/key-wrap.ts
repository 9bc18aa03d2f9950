import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { seal, unseal } from '#libs/common';

/**
 * Encrypts private keys at rest (AES-256-GCM) under a key that is derived from JWT_PRIVATE_KEY: who has the database
 * alone, or a backup of it, can sign nothing. The key id is authenticated with it, so that no row can take another's place.
 */
export class KeyWrap {
  private readonly secret: Buffer;

  constructor(root: KeyObject) {
    const material = root.export({ type: 'pkcs8', format: 'der' });
    this.secret = Buffer.from(hkdfSync('sha256', material, '', 'tributary signing keys', 32));
  }

  close(kid: string, key: KeyObject): Buffer {
    return seal(this.secret, Buffer.from(kid), key.export({ type: 'pkcs8', format: 'der' }));
  }

  /** The private key; undefined where it was encrypted under another JWT_PRIVATE_KEY, or altered. */
  open(kid: string, closed: Buffer): KeyObject | undefined {
    const key = unseal(this.secret, Buffer.from(kid), closed);
    return key && createPrivateKey({ key, type: 'pkcs8', format: 'der' });
  }
}
