import { readFileSync } from 'node:fs';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';

/** Address of PostgreSQL for `pg` and TypeORM. The URL no longer has TLS parameters. */
export interface PostgresAddress {
  readonly url: string;
  /** TLS options; false means clear text. */
  readonly ssl: PostgresTls | false;
}

export type PostgresTls = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'checkServerIdentity' | 'rejectUnauthorized'
>;

const MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
type Mode = (typeof MODES)[number];
const OURS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'];

/**
 * Interprets `sslmode`, `sslrootcert`, `sslcert` and `sslkey` for every connection, because `pg`'s interpretation
 * changes with its version. Here they mean:
 *
 * - `disable`, or nothing: clear text;
 * - `verify-full`: encrypted; the certificate must be valid and belong to the host;
 * - `prefer`, `require`: like `verify-full`. There is no fallback to clear text, and no encryption without a check;
 * - `verify-ca`: the certificate must be valid by `sslrootcert`, for any host;
 * - `no-verify` (`pg`'s own): encrypted, without a check. With `uselibpqcompat=true`, `prefer` means this too, and so
 *   does `require` without `sslrootcert`; `require` with `sslrootcert` means `verify-ca`.
 *
 * Without `sslrootcert` (or with `system`) certificates are checked against the authorities that Node.js knows.
 * @throws Error if a file cannot be read, or the parameters contradict each other; the message holds no secret
 */
export function postgresAddress(url: string, env: NodeJS.ProcessEnv = process.env): PostgresAddress {
  if (!URL.canParse(url)) return { url, ssl: false };
  const parsed = new URL(url);
  const query = parsed.searchParams;
  const mode = modeOf(query, env.PGSSLMODE);
  const [root, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => fileOf(query, name));
  if (!OURS.some((name) => query.has(name))) return { url, ssl: tlsOf(mode, parsed, {}) };
  for (const name of OURS) query.delete(name);
  if (!cert !== !key) throw new Error('sslcert and sslkey must be given together');
  return { url: parsed.href, ssl: tlsOf(mode, parsed, { ca: root, cert, key }) };
}

function modeOf(query: URLSearchParams, usual: string | undefined): Mode {
  const given = query.get('sslmode') ?? modeOfFlag(query.get('ssl')) ?? usual;
  const files = ['sslrootcert', 'sslcert', 'sslkey'].some((name) => query.has(name));
  const mode = (given || (files ? 'verify-full' : 'disable')) as Mode;
  if (!MODES.includes(mode)) throw new Error(`sslmode must be one of ${MODES.join(', ')}`);
  if (query.get('uselibpqcompat') !== 'true') return mode;
  if (mode === 'require' && query.has('sslrootcert')) return 'verify-ca';
  return mode === 'prefer' || mode === 'require' ? 'no-verify' : mode;
}

/** Reads `ssl=true` and similar, which `pg` accepts in addition to `sslmode`. */
const modeOfFlag = (flag: string | null): string | undefined =>
  ({ true: 'verify-full', '1': 'verify-full', false: 'disable', '0': 'disable' })[flag ?? ''] ??
  flag ??
  undefined;

function tlsOf(mode: Mode, { hostname }: URL, files: PostgresTls): PostgresTls | false {
  if (mode === 'disable') return false;
  if (mode === 'no-verify') return { ...files, rejectUnauthorized: false };
  if (mode !== 'verify-ca') {
    const host = hostname.replace(/^\[(.+)\]$/, '$1');
    return { ...files, checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) };
  }
  // Anybody can get a certificate of a public authority.
  if (!files.ca) throw new Error('sslmode=verify-ca needs sslrootcert: set it, or use verify-full');
  return { ...files, checkServerIdentity: () => undefined };
}

function fileOf(query: URLSearchParams, name: string): string | undefined {
  const path = query.get(name);
  if (!path || (name === 'sslrootcert' && path === 'system')) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${name}: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}
