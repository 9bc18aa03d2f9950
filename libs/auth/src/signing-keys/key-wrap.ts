import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { seal, unseal } from '#libs/common';

/**
 * Encrypts private keys at rest (AES-256-GCM) under a key derived from JWT_PRIVATE_KEY. Somebody who has only the
 * database, or a backup of it, cannot sign. The key id is authenticated too, so that no row can replace another.
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

  /** The private key; undefined if it was encrypted under another JWT_PRIVATE_KEY, or altered. */
  open(kid: string, closed: Buffer): KeyObject | undefined {
    const key = unseal(this.secret, Buffer.from(kid), closed);
    return key && createPrivateKey({ key, type: 'pkcs8', format: 'der' });
  }
}
