import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run test:matrix [-- options] [-- arguments of jest]`: the suite on each Node.js that the service runs on, on the
 * embedded PostgreSQL and on the machine's, which may be 15. Each run holds the specs that go through PgBouncer and Redis.
 *   --nodes 22,24       instead of all; `--nodes others`: all but the one that runs this
 *   --databases system  instead of `embedded,system`
 *   --quick             unit tests and the main flows
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { nodes: { type: 'string' }, databases: { type: 'string' }, quick: { type: 'boolean' } },
});
const ALL_NODES = ['20.19', '22', '24', '26'];
const MAIN_FLOWS =
  'test/e2e/(boot|events|ingestions|import|stream|several-processes)\\.e2e|starts\\.spec|test/programs';
const others = ALL_NODES.filter((each) => !process.versions.node.startsWith(`${each.split('.')[0]}.`));
const nodes = values.nodes === 'others' ? others : (values.nodes?.split(',') ?? ALL_NODES);
const databases = values.databases?.split(',') ?? ['embedded', 'system'];

/** npm's package `node` provides the programs. */
const programOf = (version) =>
  execFileSync('npx', ['--yes', `node@${version}`, '-p', 'process.execPath'], { encoding: 'utf8' }).trim();

const ROOT = '/usr/lib/postgresql';
const versions = existsSync(ROOT) ? readdirSync(ROOT).filter((each) => Number(each) >= 15) : [];
const systemVersion = versions.sort((a, b) => a - b)[0];

/** The machine's oldest supported PostgreSQL, empty, with the roles that the launcher creates. */
function startSystemPostgres() {
  const home = mkdtempSync(join(tmpdir(), 'tributary-matrix-'));
  const data = join(home, 'data');
  const account = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : ['env'];
  const run = (tool, ...args) =>
    execFileSync(account[0], [...account.slice(1), join(ROOT, systemVersion, 'bin', tool), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  if (process.getuid() === 0) execFileSync('chown', ['postgres', home]);
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-locale');
  const port = 20_000 + (process.pid % 10_000);
  const settings = {
    port,
    unix_socket_directories: home,
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 300,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  run('pg_ctl', '-D', data, '-w', '-l', join(home, 'log'), 'start');
  const sql = `CREATE ROLE tributary_owner LOGIN CREATEROLE; CREATE ROLE tributary_app LOGIN;
    GRANT tributary_app TO tributary_owner WITH ADMIN OPTION`;
  run('psql', '-h', home, '-p', String(port), '-U', 'postgres', '-q', '-c', sql);
  const [adminUrl, ownerUrl, appUrl] = ['postgres', 'tributary_owner', 'tributary_app'].map(
    (role) => `postgres://${role}:trusted@127.0.0.1:${port}/postgres`,
  );
  const stop = () => {
    run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    rmSync(home, { recursive: true, force: true });
  };
  return { urls: JSON.stringify({ adminUrl, ownerUrl, appUrl }), stop };
}

async function jest(node, env, args) {
  const PATH = `${dirname(node)}:${process.env.PATH}`;
  const child = spawn(node, ['node_modules/jest/bin/jest.js', ...args], {
    env: { ...process.env, ...env, PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part) => (said += part));
  const [code] = await once(child, 'close');
  const [, passed = 0, failed = 1, skipped = 0] =
    /^(\d+) passed, (\d+) failed, (\d+) skipped/m.exec(said) ?? [];
  if (code) process.exitCode = 1;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

const table = [];
const runs = values.quick
  ? [
      ['unit', ['--config', 'jest.unit.mjs']],
      ['main flows', ['--testPathPatterns', MAIN_FLOWS, ...positionals]],
    ]
  : [['all', positionals]];
for (const version of nodes) {
  const node = programOf(version);
  const name = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  for (const database of databases)
    for (const [tests, args] of runs) {
      if (tests === 'unit' && database !== databases[0]) continue;
      if (database === 'system' && !systemVersion) {
        console.warn('SKIPPED: this machine has no PostgreSQL of its own (apt install postgresql)');
        continue;
      }
      console.log(`== Node ${name}, ${database}: ${tests}`);
      const server = database === 'system' ? startSystemPostgres() : undefined;
      const from = Date.now();
      try {
        const result = await jest(node, server && { TEST_POSTGRES: server.urls }, args);
        const postgres = server ? `PostgreSQL ${systemVersion}` : 'embedded';
        table.push({
          node: name,
          database: postgres,
          tests,
          ...result,
          seconds: Math.round((Date.now() - from) / 1000),
        });
      } finally {
        server?.stop();
      }
    }
}
console.table(table);
