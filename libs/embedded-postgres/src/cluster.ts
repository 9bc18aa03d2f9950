import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
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
import { isAlive, isServerOf, readIfThere } from './processes.js';
import { SETTINGS } from './settings.js';

const run = promisify(execFile);
const OWN_CONF = 'tributary.conf';
/** A start after a crash reads up to max_wal_size, and a stop waits for its checkpoint. Milliseconds. */
const [START_MS, STOP_MS] = [300_000, 10_000];
/** How long a lock file that names no process is left alone. Milliseconds. */
const UNREADABLE_MS = 2_000;

/** The files of one PostgreSQL server, and the programs that run it. Passwords never appear on a command line. */
export class Cluster {
  constructor(
    readonly directory: string,
    private readonly binaries: string,
    private readonly account: Account | undefined,
  ) {}

  get exists(): boolean {
    return existsSync(join(this.directory, 'PG_VERSION'));
  }

  /** Created elsewhere and moved into place when complete, so that a crash leaves nothing that looks like a cluster. */
  async create(password: string): Promise<void> {
    if (existsSync(this.directory) && readdirSync(this.directory).length)
      throw new ConfigError(
        `${this.directory} holds files that are not a PostgreSQL database: move them away, or set DATA_DIR to another directory`,
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

  /** @throws Error if the files belong to another major version than the programs */
  assertVersion(): void {
    const files = readFileSync(join(this.directory, 'PG_VERSION'), 'utf8').trim();
    // initdb reads its own catalogue in the same way; running `postgres --version` takes ten times as long.
    const catalogue = readFileSync(join(this.binaries, 'share', 'postgresql', 'postgres.bki'), 'latin1');
    const programs = /^# PostgreSQL (\d+)/.exec(catalogue)?.[1];
    if (files !== programs)
      throw new ConfigError(
        `${this.directory} holds data of PostgreSQL ${files}, the programs are ${programs}: dump and restore it, or set DATABASE_URL to a server of version ${files}`,
      );
  }

  /** Process and port of the running server; undefined if none runs, or if it is not ready yet. */
  running(): { pid: number; port: number } | undefined {
    const lines = this.lockFile()?.split('\n') ?? [];
    const pid = Number(lines[0]);
    return lines[7]?.trim() === 'ready' && isServerOf(pid, this.directory)
      ? { pid, port: Number(lines[3]) }
      : undefined;
  }

  /**
   * Waits while a server is starting or recovering. Removes the lock file of a server that has ended, even if its
   * process id is used again, and a lock file that names no process, because a starting server writes its id at once.
   * @throws ConfigError that names the file, if a process holds it and does not become ready
   */
  async settled(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    const readable = Date.now() + UNREADABLE_MS;
    while (!this.running()) {
      const text = this.lockFile();
      if (text === undefined) return;
      const pid = Number(text.split('\n')[0]);
      const names = Number.isInteger(pid) && pid > 0;
      if (names ? !isServerOf(pid, this.directory) : Date.now() > readable)
        return rmSync(this.lockPath, { force: true });
      if (Date.now() > until)
        throw new ConfigError(
          `PostgreSQL (process ${pid}) is not ready yet: see ${this.log}. If that process is not PostgreSQL, remove ${this.lockPath}`,
        );
      await sleep(200);
    }
  }

  private get lockPath(): string {
    return join(this.directory, 'postmaster.pid');
  }

  private get log(): string {
    return join(this.directory, 'server.log');
  }

  private lockFile(): string | undefined {
    return readIfThere(this.lockPath);
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
    const log = openSync(this.log, 'a', 0o600);
    this.give(this.log);
    // Started directly, because pg_ctl would pass the directory's name to a shell.
    const server = spawn(join(this.binaries, 'bin', 'postgres'), ['-D', this.directory], {
      ...this.environment,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    let ended: string | undefined;
    server.once('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
    server.once('error', (error) => (ended = error.message));
    server.unref();
    for (const until = Date.now() + START_MS; !this.running(); await sleep(50))
      if (ended ?? Date.now() > until) throw this.failure('postgres', ended ?? 'it is not ready in time');
  }

  /** Stops the server and waits until it is down. Connections are cut; nothing committed is lost. */
  async stop(): Promise<void> {
    const server = this.running();
    if (!server) return;
    for (const signal of ['INT', 'QUIT']) {
      if (!isAlive(server.pid)) return;
      await this.program('pg_ctl', ['kill', signal, String(server.pid)]).catch(() => undefined);
      for (const until = Date.now() + STOP_MS; isAlive(server.pid) && Date.now() < until;) await sleep(25);
    }
  }

  /** Runs a statement as superuser while no server runs, in PostgreSQL's single-user mode, which needs no password. */
  async single(sql: string): Promise<void> {
    if (this.running())
      throw new ConfigError(`PostgreSQL is running in ${this.directory}: stop the service first`);
    const child = spawn(
      join(this.binaries, 'bin', 'postgres'),
      ['--single', '-j', '-D', this.directory, 'postgres'],
      {
        ...this.environment,
        stdio: ['pipe', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.stdin.end(`${sql};\n\n`);
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0 || /^.*(ERROR|FATAL):/m.test(said)) throw this.failure('postgres', said);
  }

  private get environment() {
    return { cwd: '/', ...this.account, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  }

  private async program(name: string, args: string[]): Promise<string> {
    try {
      const { stdout } = await run(join(this.binaries, 'bin', name), args, this.environment);
      return stdout;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      throw this.failure(name, stderr || message, error);
    }
  }

  private failure(name: string, what: string, cause?: unknown): ConfigError {
    const text = `${name} of the embedded PostgreSQL failed: ${what.trim()} (see ${this.log})`;
    return new ConfigError(text, { cause });
  }

  private give(path: string): void {
    chmodSync(path, /\.(conf|log)$|password$/.test(path) ? 0o600 : 0o700);
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
  }
}
