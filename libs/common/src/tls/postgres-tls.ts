import { readFileSync } from 'node:fs';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';

/** How PostgreSQL is reached: what `pg` and TypeORM take, where the URL no longer says anything of TLS. */
export interface PostgresAddress {
  readonly url: string;
  /** False: in clear. */
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
 * The one reading of `sslmode`, `sslrootcert`, `sslcert` and `sslkey`, for every connection. What `pg` makes of them changes
 * with its version, and it warns; here they mean:
 *
 * - `disable`, or nothing: in clear;
 * - `verify-full`: encrypted; the certificate is checked, and that it is the host's;
 * - `prefer`, `require`: as `verify-full`. There is no falling back to clear, and no encryption without a check;
 * - `verify-ca`: the certificate is checked against `sslrootcert`, whatever host it names;
 * - `no-verify` (`pg`'s own): encrypted, to whoever answers. So are `prefer` and, without `sslrootcert`, `require` beside
 *   `uselibpqcompat=true`; `require` with `sslrootcert` is `verify-ca` then.
 *
 * Without `sslrootcert` (or with `system`) certificates are checked against the authorities that Node.js knows.
 * @throws Error if a file cannot be read, or the parameters do not fit together; the message holds no secret
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

/** `ssl=true` and the like, which `pg` takes beside `sslmode`. */
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
  // Anybody can have a certificate of a public authority.
  if (!files.ca) throw new Error('sslmode=verify-ca needs sslrootcert: else use verify-full');
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
