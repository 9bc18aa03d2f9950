import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '#libs/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { DEVICES } from './loads/events.js';
import type { Job, LoadResult } from './loads/job.js';
import { Child, cpuOf, cpuWithChildren, rssOf } from './processes.js';
import type { OpenJob, StreamResult } from './loads/open-load.js';
import type { ServerKind } from './loads/server.js';

export interface Measured extends LoadResult {
  readonly cpuServer: number | null;
  readonly cpuPostgres: number;
  /** The server's resident memory at the end, MiB. */
  readonly rss: number | null;
}

export interface TenantAccess {
  readonly id: string;
  readonly token: string;
  /** Internal ids of its devices. */
  readonly devices: readonly string[];
}

/** What a request or statement that did its work answers. */
const SUCCESS = /^(2\d\d|created)$/;

/** Node's options as `npm start` gives them. */
export const START_OPTIONS = JSON.parse(readFileSync('package.json', 'utf8')).scripts.start.match(
  /--\S+/g,
) as string[];

/** What everything is measured on: one durable PostgreSQL with the service's own settings, the servers, the load generator. */
export class Bed {
  readonly urls = {} as Record<ServerKind, string>;
  tenants: TenantAccess[] = [];
  private readonly servers = {} as Record<ServerKind, Child>;
  private readonly load = new Child('load');

  private constructor(
    private readonly directory: string,
    readonly postgres: EmbeddedPostgres,
    readonly admin: pg.Client,
  ) {}

  static async make(): Promise<Bed> {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
    // Run as root, PostgreSQL has an account of its own, which must be able to walk in.
    chmodSync(directory, 0o755);
    const postgres = await startEmbeddedPostgres({ dataDir: directory });
    await migrate(postgres.ownerUrl, postgres.appUrl);
    const admin = new pg.Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    return new Bed(directory, postgres, admin);
  }

  async startServer(
    kind: ServerKind,
    env: Record<string, string> = {},
    nodeOptions: string[] = [],
  ): Promise<void> {
    const child = new Child('server', [...START_OPTIONS, ...nodeOptions]);
    const { appUrl, ownerUrl } = this.postgres;
    this.servers[kind] = child;
    this.urls[kind] = (await child.ask<{ url: string }>({ start: { kind, appUrl, ownerUrl, env } })).url;
  }

  async stopServer(kind: ServerKind): Promise<void> {
    await this.servers[kind].stop();
    delete (this.servers as Partial<typeof this.servers>)[kind];
  }

  /** Through the service, but for their devices. */
  async makeTenants(count: number): Promise<void> {
    const from = this.tenants.length;
    const keys = Array.from({ length: count - from }, (_, i) => `bench-${from + i}`);
    const { tokens } = await this.servers.ours.ask<{ tokens: string[] }>({ tenants: keys });
    await this.admin.query(
      `INSERT INTO devices (tenant_id, device_uid) SELECT t.id, 'device-' || n FROM tenants t, generate_series(0, $2) n
        WHERE t.key = ANY ($1) ORDER BY t.id, n`,
      [keys, DEVICES - 1],
    );
    await this.admin.query(
      'INSERT INTO event_heads (tenant_id) SELECT id FROM tenants ON CONFLICT (tenant_id) DO NOTHING',
    );
    const { rows } = await this.admin.query<{ key: string; id: string; devices: string[] }>(
      `SELECT t.key, t.id, array_agg(d.id ORDER BY d.id) AS devices FROM tenants t
         JOIN devices d ON d.tenant_id = t.id AND d.device_uid LIKE 'device-%' WHERE t.key = ANY ($1) GROUP BY t.id`,
      [keys],
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    keys.forEach((key, i) => {
      const { id, devices } = byKey.get(key)!;
      this.tenants.push({ id, devices, token: tokens[i] });
    });
    await this.admin.query('ANALYZE tenants; ANALYZE devices');
  }

  /** Empty tables, and nothing left to write from before. */
  async empty(): Promise<void> {
    await this.admin.query('TRUNCATE events');
    await this.admin.query('TRUNCATE naive_events').catch(() => undefined);
    await this.admin.query('CHECKPOINT');
  }

  /** @param server whose cost is counted beside PostgreSQL's  @throws Error if a request failed */
  async run(job: Job, server?: ServerKind): Promise<Measured> {
    await this.load.ask({ job });
    const pid = server && this.servers[server].pid;
    const before = { server: pid ? cpuOf(pid) : 0, postgres: cpuWithChildren(this.postgres.pid) };
    const { result } = await this.load.ask<{ result: LoadResult }>({});
    const odd = Object.keys(result.statuses).filter((status) => !SUCCESS.test(status));
    if (odd.length) throw new Error(`No figure from failed requests: ${JSON.stringify(result.statuses)}`);
    return {
      ...result,
      cpuServer: pid ? cpuOf(pid) - before.server : null,
      cpuPostgres: cpuWithChildren(this.postgres.pid) - before.postgres,
      rss: pid ? rssOf(pid) : null,
    };
  }

  /** Streams that wait for nobody. */
  async runOpen(job: OpenJob): Promise<StreamResult[]> {
    await this.load.ask({ job });
    return (await this.load.ask<{ results: StreamResult[] }>({})).results;
  }

  /** CPU seconds of a server and of PostgreSQL so far. */
  cpu = (kind: ServerKind) => ({
    server: cpuOf(this.servers[kind].pid),
    postgres: cpuWithChildren(this.postgres.pid),
  });

  /** What the server holds after a full garbage collection, MiB. It must run with `--expose-gc`. */
  async held(kind: ServerKind): Promise<number> {
    return (await this.servers[kind].ask<{ mib: number }>({ collect: true })).mib;
  }

  /** The server's resident memory now, MiB. */
  rss = (kind: ServerKind): number => rssOf(this.servers[kind].pid);

  async close(): Promise<void> {
    for (const child of [...Object.values(this.servers), this.load]) await child.stop();
    await this.admin.end();
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
