import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#libs/database';
import { asAdmin, type TestDatabase } from './servers/database.js';
import { freePort } from './servers/process.js';

const ROOT = '/usr/lib/postgresql';
/**
 * The machine's newest server that has its tools. Tools must be as new as the server, and the embedded one has none.
 */
const bin = (existsSync(ROOT) ? readdirSync(ROOT) : [])
  .filter((version) => Number(version) >= 15 && existsSync(join(ROOT, version, 'bin/initdb')))
  .sort((a, b) => Number(b) - Number(a))
  .map((version) => join(ROOT, version, 'bin'))[0];

/** `describe` if the machine has a PostgreSQL server with its tools; otherwise a visible skip. */
export const describeWithTools: typeof describe.skip = bin ? describe : describe.skip;
if (!bin)
  console.warn(
    'backup: skipped, this machine has no PostgreSQL server with its tools (apt install postgresql)',
  );

/** A PostgreSQL of the machine in its own folder, which its account may write to. */
export class SystemPostgres {
  private constructor(
    /** Folder of this server, and of the files that its tools write. */
    readonly home: string,
    readonly port: number,
    private readonly data: string,
  ) {}

  /** Starts it and migrates it. */
  static async start(settings: Record<string, string> = {}): Promise<SystemPostgres> {
    const home = await mkdtemp(join(tmpdir(), 'tributary-backup-'));
    if (isRoot) spawnSync('chown', ['postgres', home]);
    const server = new SystemPostgres(home, await freePort(), join(home, 'data'));
    await server.run(
      'initdb',
      '-D',
      server.data,
      '-U',
      'postgres',
      '--auth=trust',
      '-E',
      'UTF8',
      '--no-locale',
    );
    await server.startServer(settings);
    await asAdmin(server.url('postgres', 'postgres'), async (admin) => {
      await admin.query(`CREATE ROLE tributary_owner LOGIN CREATEROLE PASSWORD 'secret'`);
      await admin.query(`CREATE DATABASE tributary OWNER tributary_owner`);
    });
    const { ownerUrl, appUrl } = server.database();
    await migrate(ownerUrl, appUrl);
    return server;
  }

  /** Restarts it with additional settings. */
  async restart(settings: Record<string, string>): Promise<void> {
    await this.stop();
    await this.startServer(settings);
  }

  /** Starts a server on a base backup in `home`, which recovers as the settings say. */
  async recover(folder: string, settings: Record<string, string>): Promise<SystemPostgres> {
    const restored = new SystemPostgres(this.home, await freePort(), join(this.home, folder));
    const signal = join(restored.data, 'recovery.signal');
    writeFileSync(signal, '');
    const { uid, gid } = statSync(restored.data);
    chownSync(signal, uid, gid);
    await restored.startServer(settings);
    return restored;
  }

  url(role: string, database: string): string {
    return `postgres://${role}:secret@127.0.0.1:${this.port}/${database}`;
  }

  database(name = 'tributary'): TestDatabase {
    const [adminUrl, ownerUrl, appUrl] = ['postgres', 'tributary_owner', 'tributary_app'].map((role) => this.url(role, name)); // prettier-ignore
    return { adminUrl, ownerUrl, appUrl };
  }

  /**
   * Runs a tool of the server's version under the server's account, because root may not run PostgreSQL.
   * @throws Error with its output
   */
  async run(tool: string, ...args: string[]): Promise<void> {
    // A server that pg_ctl starts keeps pg_ctl's pipes, so a pipe would not end.
    const [stdio, end] = tool === 'pg_ctl' ? (['ignore', 'exit'] as const) : (['pipe', 'close'] as const);
    const { command, all } = asPostgres(tool, args);
    const child = spawn(command, all, { stdio });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => said.push(String(chunk)));
    const [code] = (await once(child, end)) as [number | null];
    if (code !== 0) throw new Error(`${tool}: ${said.join('')}`);
  }

  async stop(): Promise<void> {
    if (existsSync(join(this.data, 'postmaster.pid')))
      await this.run('pg_ctl', '-D', this.data, '-m', 'immediate', 'stop');
  }

  /** Removes everything in `home`. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  private async startServer(settings: Record<string, string>): Promise<void> {
    const all = { ...settings, port: String(this.port), unix_socket_directories: this.home, fsync: 'off' };
    const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(this.data, 'postgresql.conf'), lines.join(''));
    await this.run('pg_ctl', '-D', this.data, '-w', '-l', join(this.home, `log-${this.port}`), 'start');
  }
}

const isRoot = process.getuid?.() === 0;

function asPostgres(tool: string, args: string[]): { command: string; all: string[] } {
  const program = join(bin, tool);
  return isRoot
    ? { command: 'runuser', all: ['-u', 'postgres', '--', program, ...args] }
    : { command: program, all: args };
}
