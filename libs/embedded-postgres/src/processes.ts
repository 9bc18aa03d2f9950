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

/** Whether a process runs: a zombie does not. */
export function isAlive(pid: number): boolean {
  // Others name groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^\d+ \(.*\) Z/.test(procFile(pid, 'stat'));
}

/**
 * Whether a process is the PostgreSQL server of a directory, which is its working directory. If the system tells only its
 * name (no /proc, or not ours to look at), any PostgreSQL counts, and any process that runs if it does not even tell that.
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

/** What tells a process from a later one of the same number: when it started. Empty if the system does not tell. */
const startOf = (pid: number): string =>
  (procFile(pid, 'stat').split(') ').at(-1)?.split(' ')[19] ?? '') || ps(pid, 'lstart');

/** What macOS and the BSDs, which have no /proc, tell of a process. Empty if there is no `ps`, as on Windows. */
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

/** An empty lock this old was left by a crash between making and writing it. Milliseconds. */
const EMPTY_MS = 10_000;
/** Locks held by this process: one with our number that is not among them is from a former life (containers reuse numbers). */
const held = new Set<string>();

/** One process at a time through `work`; the lock of a process that died is taken over. @throws Error after `timeoutMs` */
export async function alone<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + timeoutMs;
  while (!tryLock(file)) {
    if (Date.now() > until)
      throw new ConfigError(
        `${file} is held by another start of this data directory: wait for it, or remove the file`,
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

/** Moved away first, then looked at: of two who break it, the slower must not take the quicker one's fresh lock. */
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

/** Who uses the server: one file a process and use, so that the last one out turns off the light. */
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

  /** @returns whether nobody is left who is alive */
  leave(): boolean {
    rmSync(join(this.directory, this.mine), { force: true });
    return readdirSync(this.directory).every((name) => {
      if (this.isUsed(name)) return false;
      rmSync(join(this.directory, name), { force: true });
      return true;
    });
  }
}
