import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ConfigError } from '#libs/common';
import type { Account } from './account.js';
import { isPostgres, readIfThere } from './processes.js';
import { SETTINGS } from './settings.js';

const run = promisify(execFile);
const OWN_CONF = 'tributary.conf';

/** The files of one PostgreSQL server, and the programs that run it. Passwords never stand on a command line. */
export class Cluster {
  constructor(
    readonly directory: string,
    private readonly binaries: string,
    private readonly account: Account | undefined,
  ) {}

  get exists(): boolean {
    return existsSync(join(this.directory, 'PG_VERSION'));
  }

  /** Made elsewhere and moved into place when whole: a crash half-way leaves nothing that looks like a cluster. */
  async create(password: string): Promise<void> {
    if (existsSync(this.directory) && readdirSync(this.directory).length)
      throw new ConfigError(
        `${this.directory} holds files that are no PostgreSQL database: move them away, or set DATA_DIR`,
      );
    const fresh = `${this.directory}.${randomUUID()}`;
    mkdirSync(fresh, { mode: 0o700 });
    this.give(fresh);
    const secret = mkdtempSync(join(tmpdir(), 'tributary-init-'));
    this.give(secret);
    const file = join(secret, 'password');
    writeFileSync(file, password, { mode: 0o600 });
    this.give(file);
    const options = ['-D', fresh, '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', `--pwfile=${file}`];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    try {
      await this.program('initdb', [...options, ...locale]);
    } finally {
      rmSync(secret, { recursive: true, force: true });
    }
    rmSync(this.directory, { recursive: true, force: true });
    renameSync(fresh, this.directory);
  }

  /** @throws Error where the files are of another major version than the programs */
  async assertVersion(): Promise<void> {
    const files = readFileSync(join(this.directory, 'PG_VERSION'), 'utf8').trim();
    const programs = /\d+/.exec(await this.program('postgres', ['--version']))?.[0];
    if (files !== programs)
      throw new ConfigError(
        `${this.directory} holds data of PostgreSQL ${files}, the programs are ${programs}: dump and restore it, or set DATABASE_URL to a server of version ${files}`,
      );
  }

  /** The running server's process and port; undefined where none runs or it is not ready yet. */
  running(): { pid: number; port: number } | undefined {
    const lines = this.lockFile();
    const pid = Number(lines[0]);
    return lines[7]?.trim() === 'ready' && isPostgres(pid) ? { pid, port: Number(lines[3]) } : undefined;
  }

  /** Waits while a server is starting or recovering; clears the lock file of one that is gone, its number perhaps reused. */
  async settled(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    while (!this.running()) {
      const pid = Number(this.lockFile()[0]);
      if (!pid) return;
      if (!isPostgres(pid)) return rmSync(join(this.directory, 'postmaster.pid'), { force: true });
      if (Date.now() > until)
        throw new ConfigError(
          `PostgreSQL (process ${pid}) is not ready yet: see ${join(this.directory, 'server.log')}`,
        );
      await sleep(200);
    }
  }

  private lockFile(): string[] {
    return readIfThere(join(this.directory, 'postmaster.pid'))?.split('\n') ?? [];
  }

  /** Starts the server, detached from this process and its terminal, and waits until it is ready. */
  async start(port: number, settings: Record<string, string>): Promise<void> {
    const all = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
    const own = join(this.directory, OWN_CONF);
    writeFileSync(own, all.map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`).join(''));
    this.give(own);
    const conf = join(this.directory, 'postgresql.conf');
    const text = readFileSync(conf, 'utf8');
    if (!text.includes(OWN_CONF)) writeFileSync(conf, `${text}\ninclude '${OWN_CONF}'\n`);
    await this.program('pg_ctl', [
      'start',
      '-s',
      '-w',
      '-t',
      '300',
      '-D',
      this.directory,
      '-l',
      join(this.directory, 'server.log'),
    ]);
  }

  /** Stops the server and waits until it is down: connections are cut, nothing committed is lost. */
  async stop(): Promise<void> {
    const control = (mode: string, seconds: string) =>
      this.program('pg_ctl', ['stop', '-s', '-w', '-t', seconds, '-m', mode, '-D', this.directory]);
    await control('fast', '10').catch(() => (this.running() ? control('immediate', '10') : undefined));
  }

  private async program(name: string, args: string[]): Promise<string> {
    try {
      const { stdout } = await run(join(this.binaries, 'bin', name), args, {
        cwd: '/',
        ...this.account,
        env: { PATH: process.env.PATH, LC_ALL: 'C' },
      });
      return stdout;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      throw new ConfigError(
        `${name} of the embedded PostgreSQL failed: ${(stderr || message).trim()} (see ${join(this.directory, 'server.log')})`,
        { cause: error },
      );
    }
  }

  private give(path: string): void {
    chmodSync(path, path.endsWith('.conf') || path.endsWith('password') ? 0o600 : 0o700);
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
  }
}
