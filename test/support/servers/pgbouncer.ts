import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './process.js';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path));
/** A visible skip if the machine lacks it, but never in CI. */
export const describeWithPgBouncer = PROGRAM || process.env.CI ? describe : describe.skip;

/** A PgBouncer in transaction mode with one server connection, so that every tenant gets the previous one's. */
export async function startPgBouncer(appUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  if (!PROGRAM) throw new Error('pgbouncer is not installed: apt-get install pgbouncer');
  const { hostname, port, username, password, pathname } = new URL(appUrl);
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  chmodSync(folder, 0o755);
  const listen = await freePort();
  const database = pathname.slice(1);
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
${database} = host=${hostname} port=${port} dbname=${database} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_client_conn = 200
`,
  );
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child: ChildProcess = spawn(PROGRAM, ['-q', ...asNobody, join(folder, 'pgbouncer.ini')], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (let i = 0; !(await accepts(listen)); i++) {
    if (i > 100 || child.exitCode !== null) throw new Error('pgbouncer did not start');
    await sleep(50);
  }
  const url = new URL(appUrl);
  url.port = String(listen);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { url: url.href, stop };
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
