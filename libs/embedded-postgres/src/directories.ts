import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '#libs/common';

/**
 * Runs file operations with a fixed umask, so that modes are as the code says, whatever the shell's umask is.
 * Synchronous.
 */
export function withOpenUmask<T>(work: () => T): T {
  const before = process.umask(0o022);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

/**
 * Like `mkdir -p`. Node's recursive mkdir never returns if the system answers ENOENT for an existing parent (/proc).
 */
function makePath(path: string, mode: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (path !== dirname(path)) makePath(dirname(path), mode);
  mkdirSync(path, { mode });
}

/** Creates a directory, or sets the mode of an existing one. */
export function makeDirectory(path: string, mode: number): void {
  withOpenUmask(() => makePath(path, mode));
  chmodSync(path, mode);
}

/** What is wrong, by the operating system's error code. */
const REASONS = new Map([
  ['EEXIST', 'it is a file'],
  ['ENOTDIR', 'a part of the path is a file'],
  ['EACCES', 'it is not writable'],
  ['EPERM', 'it is not writable'],
  ['EROFS', 'the file system is read-only'],
  ['ENOENT', 'it cannot be created there'],
  ['ENOSPC', 'the disk is full'],
  ['ENAMETOOLONG', 'the path is too long'],
]);

/**
 * Creates the data directory and tries to write into it.
 * @throws ConfigError that says what is wrong with it and what to do
 */
export function prepareDataDirectory(path: string): void {
  try {
    withOpenUmask(() => makePath(path, 0o755));
    const probe = join(path, `.write-${process.pid}`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
  } catch (cause) {
    const { code: given = '', path: at } = cause as NodeJS.ErrnoException;
    // For a path under a file, Node 20 reports ENOTDIR, and newer versions EEXIST for that file.
    const code = given === 'EEXIST' && at !== path ? 'ENOTDIR' : given;
    throw new ConfigError(
      `DATA_DIR ${path} cannot be used: ${REASONS.get(code) ?? code}. Set DATA_DIR to a directory that this user can write, or set DATABASE_URL`,
      { cause },
    );
  }
}
