import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '#libs/common';

/** Whether a process runs. A zombie does not. */
export function isAlive(pid: number): boolean {
  // Other numbers address process groups.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^\d+ \(.*\) Z/.test(procFile(pid, 'stat'));
}

/**
 * Whether a process is the PostgreSQL server of a directory, which is its working directory. If the system reveals only
 * the process's name (no /proc, or no access), any PostgreSQL counts; if it reveals nothing, any running process
 * counts.
 */
export function isServerOf(pid: number, directory: string): boolean {
  if (!isAlive(pid)) return false;
  const name = procFile(pid, 'comm').trim() || basename(ps(pid, 'comm'));
  if (name && !name.startsWith('postgres')) return false;
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(directory);
  } catch {
    return true;
  }
}

/**
 * Start time of a process, which tells it from a later one with the same id. Empty if the system does not reveal it.
 */
const startOf = (pid: number): string =>
  (procFile(pid, 'stat').split(') ').at(-1)?.split(' ')[19] ?? '') || ps(pid, 'lstart');

/**
 * What `ps` reports of a process on macOS and the BSDs, which have no /proc. Empty if there is no `ps`, as on Windows.
 */
function ps(pid: number, field: 'comm' | 'lstart'): string {
  try {
    const env = { PATH: process.env.PATH, LC_ALL: 'C' };
    const said = execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { env, stdio: 'pipe' });
    return said.toString().trim();
  } catch {
    return '';
  }
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Age from which an empty lock counts as left by a crash between creating and writing it. Milliseconds. */
const EMPTY_MS = 10_000;
/**
 * Locks that this process holds. A lock with our id that is not among them is from an earlier process (containers reuse
 * ids).
 */
const held = new Set<string>();

/**
 * Runs `work` in one process at a time. Takes over the lock of a process that ended.
 * @throws Error after `timeoutMs`
 */
export async function alone<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + timeoutMs;
  while (!tryLock(file)) {
    if (Date.now() > until)
      throw new ConfigError(
        `${file} is held by another process that starts in this data directory: wait for it, or remove the file if there is none`,
      );
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    held.delete(file);
    rmSync(file, { force: true });
  }
}

function tryLock(file: string): boolean {
  if (held.has(file)) return false;
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    held.add(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = readIfThere(file);
  if (holder !== undefined && isStale(file, holder)) breakLock(file, holder);
  return false;
}

function isStale(file: string, holder: string): boolean {
  if (holder) return Number(holder) === process.pid || !isAlive(Number(holder));
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > EMPTY_MS;
}

/**
 * Moves the lock away before checking it: if two processes break it, the slower one must not take the faster one's new
 * lock.
 */
function breakLock(file: string, stale: string): void {
  const away = `${file}.${process.pid}`;
  try {
    renameSync(file, away);
    if (readIfThere(away) !== stale) linkSync(away, file);
    rmSync(away, { force: true });
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Uses of the server, one file per process and use, so that the last one to leave can stop the server. */
export class Users {
  private readonly mine: string;

  constructor(
    private readonly directory: string,
    use: string,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.mine = `${process.pid}-${use}`;
  }

  enter(): void {
    writeFileSync(join(this.directory, this.mine), startOf(process.pid));
  }

  private isUsed(name: string): boolean {
    const pid = Number(name.split('-', 1)[0]);
    if (!isAlive(pid)) return false;
    const [was, is] = [readIfThere(join(this.directory, name)), startOf(pid)];
    return !was || !is || was === is;
  }

  /** @returns whether no living process uses the server any more */
  leave(): boolean {
    rmSync(join(this.directory, this.mine), { force: true });
    return readdirSync(this.directory).every((name) => {
      if (this.isUsed(name)) return false;
      rmSync(join(this.directory, name), { force: true });
      return true;
    });
  }
}
