import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#libs/common';
import { loadSigningKey } from '../signing-keys/signing-key.js';
import { type MadeToken, platformTokenOf } from '../token-format.js';

/**
 * The refresh token that follows another one: derived from it by a key of the deployment (from JWT_PRIVATE_KEY), so that
 * any process can repeat an answer that was lost, though no plaintext is kept. Who has the database alone derives nothing.
 */
@Injectable()
export class Successors {
  private readonly key: Buffer;

  constructor(config: Config) {
    const material = loadSigningKey(config).privateKey.export({ type: 'pkcs8', format: 'der' });
    this.key = Buffer.from(hkdfSync('sha256', material, '', 'tributary refresh tokens', 32));
  }

  /** @param hash of the token before it */
  of(hash: Buffer): MadeToken {
    return platformTokenOf('refresh', createHmac('sha256', this.key).update(hash).digest());
  }
}
