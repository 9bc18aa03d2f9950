import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Plaintext of a tenant's tokens: `trb_<tenant key>_<secret>_<checksum>`; of the platform's, without the tenant key.
 * The prefix and the checksum let secret scanners find leaked tokens offline. The tenant key lets the hash be looked up
 * inside that tenant, under its policies. The secret has 160 bits.
 */
const SECRET = '([0-9a-f]{40})_([0-9a-f]{8})';
const TENANT_PREFIXES = { api: 'trb', invitation: 'tri' } as const;
const PLATFORM_PREFIXES = { refresh: 'trr', reset: 'trp', client: 'trs' } as const;

const TENANT_TOKENS = {
  api: tenantToken(TENANT_PREFIXES.api),
  invitation: tenantToken(TENANT_PREFIXES.invitation),
};

type TenantKind = keyof typeof TENANT_PREFIXES;
type PlatformKind = keyof typeof PLATFORM_PREFIXES;

export interface MadeToken {
  /** Shown once, to its recipient. */
  readonly plaintext: string;
  /** Stored. */
  readonly hash: Buffer;
}

export const looksLikeApiToken = (credential: string): boolean => credential.startsWith('trb_');

export const makeTenantToken = (kind: TenantKind, tenantKey: string): MadeToken =>
  make(`${TENANT_PREFIXES[kind]}_${tenantKey}`);

export const makePlatformToken = (kind: PlatformKind): MadeToken => make(PLATFORM_PREFIXES[kind]);

/** The tenant and hash of a well-formed token; undefined if it cannot be one of ours. */
export function readTenantToken(
  kind: TenantKind,
  plaintext: string,
): { tenantKey: string; hash: Buffer } | undefined {
  const match = TENANT_TOKENS[kind].exec(plaintext);
  return match && isWhole(plaintext) ? { tenantKey: match[1], hash: hashOf(plaintext) } : undefined;
}

/** The hash of a well-formed token; undefined if it cannot be one of ours. */
export function readPlatformToken(kind: PlatformKind, plaintext: string): Buffer | undefined {
  const match = new RegExp(`^${PLATFORM_PREFIXES[kind]}_${SECRET}$`).exec(plaintext);
  return match && isWhole(plaintext) ? hashOf(plaintext) : undefined;
}

function tenantToken(prefix: string): RegExp {
  return new RegExp(`^${prefix}_([a-z][a-z0-9-]{1,62})_${SECRET}$`);
}

/**
 * Makes a token whose secret is the start of the given bytes, which nobody else can compute.
 * @param secret 20 bytes or more
 */
export const platformTokenOf = (kind: PlatformKind, secret: Buffer): MadeToken =>
  make(PLATFORM_PREFIXES[kind], secret);

function make(prefix: string, secret: Buffer = randomBytes(20)): MadeToken {
  const body = `${prefix}_${secret.subarray(0, 20).toString('hex')}`;
  const plaintext = `${body}_${checksum(body)}`;
  return { plaintext, hash: hashOf(plaintext) };
}

const isWhole = (plaintext: string) => checksum(plaintext.slice(0, -9)) === plaintext.slice(-8);

/** SHA-256 is enough: the secret is random, so slow hashing would add nothing. */
const hashOf = (plaintext: string) => hash('sha256', plaintext, 'buffer');

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');
