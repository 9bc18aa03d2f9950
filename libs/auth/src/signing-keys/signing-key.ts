import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { Config, ConfigError, keptSecret } from '#libs/common';

/** A P-256 key that signs access tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** Public half (RFC 7517). */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/**
 * The key of JWT_PRIVATE_KEY. With the embedded default it is created at the first start and kept in DATA_DIR (mode
 * 0600).
 * @throws ConfigError if the key is not a P-256 private key
 */
export function loadSigningKey(config: Config): SigningKey {
  const pem =
    config.JWT_PRIVATE_KEY?.replaceAll('\\n', '\n') ??
    keptSecret(join(config.DATA_DIR, 'jwt-private-key.pem'), newPem);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (cause) {
    throw new ConfigError(
      'JWT_PRIVATE_KEY is not a PEM private key: make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`',
      { cause },
    );
  }
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new ConfigError('JWT_PRIVATE_KEY must be an EC key on the curve P-256 (prime256v1)');
  return signingKeyOf(privateKey);
}

export const newSigningKey = (): SigningKey => signingKeyOf(newPrivateKey());

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  // RFC 7638 thumbprint: members in this order, without white space.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { kid, privateKey, jwk: { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' } };
}

const newPrivateKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const newPem = () => newPrivateKey().export({ type: 'pkcs8', format: 'pem' }).toString();
