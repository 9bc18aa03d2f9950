import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

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
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.secret, nonce).setAAD(Buffer.from(kid));
    const closed = [cipher.update(key.export({ type: 'pkcs8', format: 'der' })), cipher.final()];
    return Buffer.concat([nonce, ...closed, cipher.getAuthTag()]);
  }

  /** The private key; undefined where it was encrypted under another JWT_PRIVATE_KEY, or altered. */
  open(kid: string, closed: Buffer): KeyObject | undefined {
    const nonce = closed.subarray(0, NONCE_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.secret, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(kid)).setAuthTag(closed.subarray(-TAG_BYTES));
      const opened = [decipher.update(closed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
      return createPrivateKey({ key: Buffer.concat(opened), type: 'pkcs8', format: 'der' });
    } catch {
      return undefined;
    }
  }
}
