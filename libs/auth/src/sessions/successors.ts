import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#libs/common';
import { loadSigningKey } from '../signing-keys/signing-key.js';
import { type MadeToken, platformTokenOf } from '../token-format.js';

/**
 * Derives the refresh token that follows another one, with a key of the deployment (from JWT_PRIVATE_KEY). So any
 * process can repeat a lost answer although no plaintext is stored. The database alone does not suffice to derive one.
 */
@Injectable()
export class Successors {
  private readonly key: Buffer;

  constructor(config: Config) {
    const material = loadSigningKey(config).privateKey.export({ type: 'pkcs8', format: 'der' });
    this.key = Buffer.from(hkdfSync('sha256', material, '', 'tributary refresh tokens', 32));
  }

  /** @param hash hash of the previous token */
  of(hash: Buffer): MadeToken {
    return platformTokenOf('refresh', createHmac('sha256', this.key).update(hash).digest());
  }
}
