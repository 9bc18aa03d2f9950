import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import type pg from 'pg';

const SETTINGS = [
  'fsync', 'synchronous_commit', 'full_page_writes', 'wal_compression', 'shared_buffers', 'max_wal_size',
  'checkpoint_timeout', 'wal_buffers', 'commit_delay', 'max_connections',
]; // prettier-ignore

/** The machine on which the figures were measured. */
export async function machine(admin: pg.Client) {
  const { rows } = await admin.query<{ name: string; value: string }>(
    'SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY ($1) ORDER BY name',
    [SETTINGS],
  );
  const version = (await admin.query<{ server_version: string }>('SHOW server_version')).rows[0];
  return {
    cpu: cpus()[0].model,
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('.', 2).join('.')}`,
    node: process.version,
    postgres: version.server_version,
    settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
    commit: commit(),
    /** Load at the start. Above the number of cores, the figures are those of a busy machine. */
    load_average: loadavg()[0],
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
