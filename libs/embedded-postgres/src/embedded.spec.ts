import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.js';
import { alone, isAlive } from './processes.js';

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
};

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  const running = new Set<EmbeddedPostgres>();
  const start = async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    running.add(server);
    return server;
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tributary-embedded-'));
    chmodSync(dataDir, 0o755);
  });
  afterEach(async () => {
    for (const server of running) await server.stop();
    running.clear();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('lets in three roles by password, of which two are harmless', async () => {
    const { adminUrl, ownerUrl, appUrl } = await start();
    const role = `SELECT current_user::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user`;
    expect(await ask(adminUrl, role)).toEqual(['postgres', true, true, true, true]);
    expect(await ask(ownerUrl, role)).toEqual(['tributary_owner', false, false, true, false]);
    expect(await ask(appUrl, role)).toEqual(['tributary_app', false, false, false, false]);
    const wrong = new URL(appUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is durable', async () => {
    const { adminUrl } = await start();
    expect(
      await ask(
        adminUrl,
        `SELECT setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')`,
      ),
    ).toEqual(['on', 'on', 'on']);
  });

  it('keeps data, port and passwords over a restart', async () => {
    const first = await start();
    await ask(first.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect([second.port, second.ownerUrl, second.attached]).toEqual([first.port, first.ownerUrl, false]);
    expect(await ask(second.ownerUrl, 'SELECT answer FROM kept')).toEqual([42]);
  });

  it('is shared by those who start it together, and stopped by the last who leaves', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(two.pid).toBe(one.pid);
    expect([one.attached, two.attached].sort()).toEqual([false, true]);
    await one.stop();
    expect(await ask(two.appUrl, 'SELECT 1')).toEqual([1]);
    await two.stop();
    await two.stop();
    expect(isAlive(one.pid)).toBe(false);
  });

  it('comes back after kill -9 with all that was committed', async () => {
    const first = await start();
    await ask(first.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    // Several times: how far the dying server is when its successor looks is chance.
    for (let { pid } = first, i = 0; i < 4; i++) {
      process.kill(pid, 'SIGKILL');
      const next = await start();
      expect(await ask(next.ownerUrl, 'SELECT answer FROM kept')).toEqual([42]);
      pid = next.pid;
    }
  }, 120_000);

  it('outlives a starter that is killed, and is taken over by the next', async () => {
    const { pid } = await start();
    for (const server of running) await server.stop();
    running.clear();
    const child = spawn(process.execPath, [join('dist', 'apps', 'cli', 'src', 'main.js'), 'start'], {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      child.stdout.on('data', (text) => String(text).includes('is ready') && resolve(undefined));
      child.once('exit', () => reject(new Error('it ended by itself')));
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const next = await start();
    expect([next.attached, next.pid === pid]).toEqual([true, false]);
    await next.stop();
    expect(isAlive(next.pid)).toBe(false);
  }, 120_000);

  it('never touches files that are no database', async () => {
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', 'diary.txt'), 'dear diary');
    await expect(start()).rejects.toThrow(/not a PostgreSQL database/);
  });
});

describe('the lock of a data directory', () => {
  it.each(['999999999', ''])('is taken over from a holder that is gone: %j', async (holder) => {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-lock-'));
    const file = join(directory, 'lock');
    writeFileSync(file, holder);
    const patience = holder ? 2_000 : 13_000;
    expect(await alone(file, patience, async () => 'in')).toBe('in');
    rmSync(directory, { recursive: true });
  });

  it('lets one in at a time', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-lock-'));
    let inside = 0;
    let most = 0;
    const enter = () =>
      alone(join(directory, 'lock'), 10_000, async () => {
        most = Math.max(most, ++inside);
        await sleep(20);
        inside--;
      });
    await Promise.all(Array.from({ length: 5 }, enter));
    expect(most).toBe(1);
    rmSync(directory, { recursive: true });
  });
});
