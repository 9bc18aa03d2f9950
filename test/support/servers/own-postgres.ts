import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '#libs/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import type { TestDatabase } from './database.js';

/** A PostgreSQL of the test's own, as durable as the product's, that may be killed and started again. */
export class OwnPostgres {
  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
  ) {}

  /** Migrated, by this release if no other way is given. */
  static async start(
    settings: Record<string, string> = {},
    prepare: (ownerUrl: string, appUrl: string) => Promise<unknown> = migrate,
  ): Promise<OwnPostgres> {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-own-'));
    // Run as root, PostgreSQL has an account of its own, which must be able to walk in.
    chmodSync(directory, 0o755);
    const server = await startEmbeddedPostgres({ dataDir: directory, settings });
    await prepare(server.ownerUrl, server.appUrl);
    return new OwnPostgres(directory, server);
  }

  /** Stays the same over restarts: the port is remembered. */
  get database(): TestDatabase {
    const { adminUrl, ownerUrl, appUrl } = this.server;
    return { adminUrl, ownerUrl, appUrl };
  }

  /** What PostgreSQL wrote. */
  log(): string {
    return readFileSync(join(this.directory, 'postgres', 'server.log'), 'utf8');
  }

  /** SIGKILL for the server and every process of it, at once. */
  async kill(): Promise<void> {
    const { pid } = this.server;
    const all = [pid, ...childrenOf(pid)];
    for (const each of all) kill(each);
    while (all.some(isAlive)) await sleep(10);
  }

  /** SIGKILL for one connection's process: PostgreSQL cuts all others and recovers by itself. @returns whether there was one */
  killBackend(): boolean {
    const backend = childrenOf(this.server.pid).find((pid) => commandOf(pid).includes('tributary_app'));
    if (backend) kill(backend);
    return backend !== undefined;
  }

  /** After `kill`. */
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
    // Ended meanwhile.
  }
}

/** A zombie is no longer alive. */
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
