import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '#libs/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import type { TestDatabase } from './database.js';

/** A PostgreSQL for one test, as durable as the product's, that can be killed and restarted. */
export class OwnPostgres {
  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
  ) {}

  /** Starts it and migrates it, with this release by default. */
  static async start(
    settings: Record<string, string> = {},
    prepare: (ownerUrl: string, appUrl: string) => Promise<unknown> = migrate,
  ): Promise<OwnPostgres> {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-own-'));
    // When the tests run as root, PostgreSQL has its own account, which must be able to enter the directory.
    chmodSync(directory, 0o755);
    const server = await startEmbeddedPostgres({ dataDir: directory, settings });
    await prepare(server.ownerUrl, server.appUrl);
    return new OwnPostgres(directory, server);
  }

  /** The same after restarts, because the port is kept. */
  get database(): TestDatabase {
    const { adminUrl, ownerUrl, appUrl } = this.server;
    return { adminUrl, ownerUrl, appUrl };
  }

  /** PostgreSQL's log. */
  log(): string {
    return readFileSync(join(this.directory, 'postgres', 'server.log'), 'utf8');
  }

  /** Sends SIGKILL to the server and all its processes at once. */
  async kill(): Promise<void> {
    const { pid } = this.server;
    const all = [pid, ...childrenOf(pid)];
    for (const each of all) kill(each);
    while (all.some(isAlive)) await sleep(10);
  }

  /**
   * Sends SIGKILL to one connection's process: PostgreSQL then cuts all others and recovers.
   * @returns whether there was one
   */
  killBackend(): boolean {
    const backend = childrenOf(this.server.pid).find((pid) => commandOf(pid).includes('tributary_app'));
    if (backend) kill(backend);
    return backend !== undefined;
  }

  /** Call it after `kill`. */
  async restart(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.directory });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    if (isAlive(this.server.pid)) await this.kill();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** A zombie does not count as alive. */
const isAlive = (pid: number) => /^\d+ \(.*\) [^Z]/.test(read(pid, 'stat'));
const commandOf = (pid: number) => read(pid, 'cmdline');

const childrenOf = (parent: number) =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid && new RegExp(`^\\d+ \\(.*\\) \\S ${parent} `).test(read(pid, 'stat')));

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
