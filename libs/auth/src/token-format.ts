import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Plaintext of an API token: `trb_<tenant key>_<secret>_<checksum>`.
 * The prefix and the checksum let secret scanners find leaked tokens without asking us; the tenant's public name lets
 * the hash be looked up inside that tenant, under its policies. 160 bits of secret.
 */
const FORMAT = /^trb_([a-z][a-z0-9-]{1,62})_([0-9a-f]{40})_([0-9a-f]{8})$/;

export const looksLikeApiToken = (credential: string): boolean => credential.startsWith('trb_');

export function makeApiToken(tenantKey: string): { plaintext: string; hash: Buffer } {
  const body = `trb_${tenantKey}_${randomBytes(20).toString('hex')}`;
  const plaintext = `${body}_${checksum(body)}`;
  return { plaintext, hash: hashOf(plaintext) };
}

/** The tenant and hash of a well-formed token; undefined where it cannot be one of ours. */
export function readApiToken(plaintext: string): { tenantKey: string; hash: Buffer } | undefined {
  const match = FORMAT.exec(plaintext);
  if (!match || checksum(plaintext.slice(0, -9)) !== match[3]) return undefined;
  return { tenantKey: match[1], hash: hashOf(plaintext) };
}

/** SHA-256 is enough: the secret is random, there is nothing to guess slowly. */
const hashOf = (plaintext: string) => createHash('sha256').update(plaintext).digest();

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');
