import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** One process at a time through `work`; the lock of a process that died is taken over. @throws Error after `patienceMs` */
export async function alone<T>(file: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  while (!tryLock(file)) {
    if (Date.now() > until)
      throw new Error(
        `${file} is held by another start of this data directory: wait for it, or remove the file`,
      );
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(readIfThere(file));
    // Empty: its holder is between opening and writing.
    if (holder && holder !== process.pid && !isAlive(holder)) rmSync(file, { force: true });
    return false;
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
    writeFileSync(join(this.directory, this.mine), '');
  }

  /** @returns whether nobody is left who is alive */
  leave(): boolean {
    rmSync(join(this.directory, this.mine), { force: true });
    return readdirSync(this.directory).every((name) => {
      if (isAlive(Number(name.split('-', 1)[0]))) return false;
      rmSync(join(this.directory, name), { force: true });
      return true;
    });
  }
}
