import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '#libs/common';
import { makeDirectory } from './directories.js';

/** The operating system's account that PostgreSQL runs as; undefined if that is our own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so an unprivileged account is used: the owner of existing data, or else postgres
 * or nobody.
 * @throws Error if there is none
 */
export function serverAccount(directory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(directory) ? statSync(directory) : undefined;
  if (owner?.uid) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!account)
    throw new ConfigError(
      'The service runs as root, but PostgreSQL needs an unprivileged account named postgres or nobody, and neither exists: run as another user, or set DATABASE_URL',
    );
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** Whether the account can reach a directory: it may enter the directory and every one above it. */
export function canReach(account: Account | undefined, path: string): boolean {
  if (!account) return true;
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (at === dirname(at)) return true;
  }
}

const PUBLIC_HOME = '/var/lib/tributary';

/**
 * A directory that root owns and every account can reach, for data that cannot stay in a private directory.
 * @throws Error if another account could have prepared it
 */
export function publicHome(name: string): string {
  for (const path of [PUBLIC_HOME, join(PUBLIC_HOME, name)]) {
    const there = lstatSync(path, { throwIfNoEntry: false });
    const plain = !there || (there.isDirectory() && there.uid === 0 && !(there.mode & 0o022));
    if (!plain)
      throw new ConfigError(
        `${path} must be a directory that root alone can write: remove it, or set DATABASE_URL`,
      );
    makeDirectory(path, 0o755);
  }
  return join(PUBLIC_HOME, name);
}
