import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, resetPasswords, startEmbeddedPostgres } from './index.js';
import { isAlive } from './processes.js';

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
};

/** Places, leftovers and shells that the embedded PostgreSQL was seen to stumble over. */
describe('the embedded PostgreSQL starts', () => {
  let root: string;
  const running: EmbeddedPostgres[] = [];
  const start = async (dataDir = root) => {
    const server = await startEmbeddedPostgres({ dataDir });
    running.push(server);
    return server;
  };
  /** Stops it as a power cut would, so that its lock file stays. */
  const cut = async ({ pid, stop }: EmbeddedPostgres) => {
    running.length = 0;
    process.kill(pid, 'SIGQUIT');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    // This process lives on, so it would count as a user of the next server too.
    await stop();
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tributary-starts-'));
    chmodSync(root, 0o755);
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('whatever the shell says of other servers', async () => {
    const shell = { PGSSLMODE: 'require', PGOPTIONS: '-c nonsense=1', PGHOST: '203.0.113.1', PGUSER: 'nobody', PGSERVICE: 'x' };
    Object.assign(process.env, shell);
    try {
      expect(await ask((await start()).appUrl, 'SELECT current_user::text')).toEqual(['tributary_app']);
    } finally {
      for (const name of Object.keys(shell)) delete process.env[name];
    }
  });

  it('under a umask that hides everything, and again', async () => {
    const before = process.umask(0o077);
    try {
      const dataDir = join(root, 'made', 'here');
      await (await start(dataDir)).stop();
      running.length = 0;
      expect(await ask((await start(dataDir)).appUrl, 'SELECT 1')).toEqual([1]);
      expect(statSync(join(dataDir, 'postgres-secrets.json')).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it.each(['"', '`touch ran`', "'", '$(touch ran) $HOME', '; a b ü', '\\', '& * # %s'])(
    'in a directory named %j, which no shell reads',
    async (name) => {
      const dataDir = join(root, name);
      expect(await ask((await start(dataDir)).appUrl, 'SELECT 1')).toEqual([1]);
      expect(existsSync(join(dataDir, 'postgres', 'ran')) || existsSync('ran') || existsSync('/ran')).toBe(false);
    },
  );

  it.each<[string, (lock: string, live: number) => string | Buffer]>([
    ['names another process that runs', (lock, live) => lock.replace(/^\d+/, String(live))],
    ['names this process', (lock) => lock.replace(/^\d+/, String(process.pid))],
    ['is empty', () => ''],
    ['is garbage', () => 'garbage\nmore of it\n'],
    ['holds zero bytes', () => Buffer.alloc(64)],
    ['names a negative number', (lock) => lock.replace(/^\d+/, '-1')],
    ['names process 1', (lock) => lock.replace(/^\d+/, '1')],
    ['ends early', (lock) => lock.slice(0, 3)],
  ])('over a lock file that %s', async (_, damage) => {
    const first = await start();
    const file = join(root, 'postgres', 'postmaster.pid');
    const lock = readFileSync(file, 'utf8');
    await cut(first);
    const other = spawn('sleep', ['600']);
    try {
      writeFileSync(file, damage(lock, other.pid!));
      expect(await ask((await start()).appUrl, 'SELECT 1')).toEqual([1]);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['missing', (file) => rmSync(file), /postgres-secrets\.json.* is missing: restore it.*reset-passwords/],
    ['empty', (file) => writeFileSync(file, ''), /is damaged: restore it/],
    ['no JSON', (file) => writeFileSync(file, '{"admin":'), /is damaged: restore it/],
    ['without a password', (file) => writeFileSync(file, '{"admin":"x","owner":7}'), /is damaged: restore it/],
  ])('not with passwords that are %s, says which file, and does once they are reset', async (_, damage, message) => {
    const first = await start();
    await ask(first.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    running.length = 0;
    damage(join(root, 'postgres-secrets.json'));
    await expect(start()).rejects.toThrow(message);
    await resetPasswords(root);
    const second = await start();
    expect(await ask(second.ownerUrl, 'SELECT answer FROM kept')).toEqual([42]);
    expect(await ask(second.appUrl, 'SELECT 1')).toEqual([1]);
  });

  it('and has ended once it is stopped, even if its last checkpoint hangs', async () => {
    const { pid, stop } = await start();
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    const checkpointer = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('checkpointer'));
    process.kill(checkpointer!, 'SIGSTOP');
    await stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('not with other passwords while it runs', async () => {
    await start();
    await expect(resetPasswords(root)).rejects.toThrow(/stop the service first/);
  });

  it.each<[string, () => string, RegExp]>([
    ['a file', () => (writeFileSync(join(root, 'file'), ''), join(root, 'file')), /DATA_DIR .*file cannot be used: it is a file/],
    ['under a file', () => (writeFileSync(join(root, 'file'), ''), join(root, 'file', 'x')), /cannot be used: a part of the path is a file/],
    ['under /proc', () => '/proc/tributary', /DATA_DIR \/proc\/tributary cannot be used: .*Set DATA_DIR/],
    ['too long', () => join(root, 'x'.repeat(300)), /cannot be used: the path is too long/],
  ])('not in a data directory that is %s, and says so in one line', async (_, place, message) => {
    const error = await start(place()).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('and ends with its last user, though the number of an earlier one lives again', async () => {
    const server = await start();
    // A process that died here and whose number another one has now: it began at another time.
    writeFileSync(join(root, 'postgres-users', '1-former'), '1');
    await server.stop();
    running.length = 0;
    expect(isAlive(server.pid)).toBe(false);
  });

  it('not with passwords of another database: it says which file, and leaves no server running', async () => {
    const server = await start();
    await server.stop();
    running.length = 0;
    const file = join(root, 'postgres-secrets.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), admin: 'another' }));
    await expect(start()).rejects.toThrow(/postgres-secrets\.json.* does not open .*restore it.*reset-passwords/);
    expect(existsSync(join(root, 'postgres', 'postmaster.pid'))).toBe(false);
  });
}); // prettier-ignore
