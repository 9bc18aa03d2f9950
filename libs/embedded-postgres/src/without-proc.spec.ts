import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAccount } from './account.js';
import { Cluster } from './cluster.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.js';
import { isAlive, isServerOf, Users } from './processes.js';

/** A system without /proc, as macOS and Windows are. */
jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  const hide =
    <Given extends unknown[], Answer>(read: (path: never, ...more: Given) => Answer) =>
    (path: unknown, ...more: Given): Answer => {
      if (!String(path).startsWith('/proc')) return read(path as never, ...more);
      throw Object.assign(new Error(`ENOENT: ${String(path)}`), { code: 'ENOENT' });
    };
  return { ...fs, readFileSync: hide(fs.readFileSync), realpathSync: hide(fs.realpathSync) };
});

describe.each([
  ['with ps, as macOS is', process.env.PATH!],
  ['without ps, as Windows is', '/nowhere'],
])('on a system without /proc, %s', (_name, path) => {
  const knows = path !== '/nowhere';
  const before = process.env.PATH;
  let root: string;
  let server: EmbeddedPostgres | undefined;
  let other: ChildProcess;
  const lock = () => join(root, 'postgres', 'postmaster.pid');
  const start = async () => (server = await startEmbeddedPostgres({ dataDir: root }));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tributary-proc-'));
    chmodSync(root, 0o755);
    other = spawn('sleep', ['600']);
    process.env.PATH = path;
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    process.env.PATH = before;
    other.kill('SIGKILL');
    await once(other, 'exit');
    rmSync(root, { recursive: true, force: true });
  });

  it('the embedded PostgreSQL starts, is shared, and ends with its last user', async () => {
    const first = await start();
    const second = await startEmbeddedPostgres({ dataDir: root });
    expect([second.attached, second.pid]).toEqual([true, first.pid]);
    await first.stop();
    expect(isAlive(first.pid)).toBe(true);
    await second.stop();
    server = undefined;
    expect([isAlive(first.pid), existsSync(lock()), readdirSync(join(root, 'postgres-users'))]).toEqual([false, false, []]);
  });

  it.each<[string, () => string]>([
    ['names a process that is gone', () => '999999999\n'],
    ['is garbage', () => 'garbage\n'],
  ])('a lock file that %s is cleared', async (_, text) => {
    mkdirSync(join(root, 'postgres'));
    writeFileSync(lock(), text());
    await new Cluster(join(root, 'postgres'), '/', undefined).settled(60_000);
    expect(existsSync(lock())).toBe(false);
  });

  it(`a lock file that names another process that runs is ${knows ? 'cleared' : 'told, with what to do'}`, async () => {
    mkdirSync(join(root, 'postgres'));
    writeFileSync(lock(), `${other.pid}\n`);
    const settled = new Cluster(join(root, 'postgres'), '/', undefined).settled(300);
    if (knows) await settled;
    else await expect(settled).rejects.toThrow(`If that process is not PostgreSQL, remove ${lock()}`);
    expect(existsSync(lock())).toBe(!knows);
    expect(isServerOf(other.pid!, root)).toBe(!knows);
  });

  it(`a user whose number another process has now ${knows ? 'does not count' : 'counts: nobody can tell'}`, () => {
    const users = new Users(join(root, 'users'), 'mine');
    users.enter();
    expect(readFileSync(join(root, 'users', `${process.pid}-mine`), 'utf8') !== '').toBe(knows);
    writeFileSync(join(root, 'users', `${other.pid}-former`), 'Thu Jan  1 00:00:00 1970');
    expect(users.leave()).toBe(knows);
  });

  it('nobody is root where there are no numbers of users', () => {
    const getuid = process.getuid;
    try {
      process.getuid = undefined;
      expect(serverAccount(root)).toBeUndefined();
    } finally {
      process.getuid = getuid;
    }
  });
}); // prettier-ignore
