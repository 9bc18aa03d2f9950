import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAccount } from '../../libs/embedded-postgres/src/account.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';

/**
 * A database that can be read and not written: writes are 503, reads work, /readyz says so, and the service recovers
 * afterwards.
 */
interface Fault {
  readonly database: TestDatabase;
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
  readonly remove: () => void;
}

const canMount =
  process.getuid?.() === 0 && readFileSync('/proc/filesystems', 'utf8').includes('tmpfs') && mounts();
if (!canMount) console.warn('SKIPPED: a full disk: this machine does not allow mounting a tmpfs');

describe.each([
  ['read-only', 'database_read_only', readOnly],
  ...(canMount ? [['full', 'database_full', fullDisk] as const] : []),
] as const)('a database that is %s', (_, code, prepare) => {
  let fault: Fault;
  let service: TestApp;
  let acme: ApiClient;

  beforeAll(async () => {
    fault = await prepare();
    service = await startTestApp({}, fault.database);
    acme = await service.make.tenant('acme');
    expect((await acme.post('/v1/events', event('before'))).status).toBe(201);
  });
  afterAll(async () => {
    await fault.end();
    await service.close();
    await asAdmin(besides(fault.database.adminUrl), (admin) =>
      admin.query(`DROP DATABASE ${new URL(fault.database.adminUrl).pathname.slice(1)} WITH (FORCE)`),
    );
    fault.remove();
  });

  it('answers writes with 503 and reads as ever, says so at /readyz, and recovers unaided', async () => {
    await fault.begin();
    const sent = large('during');
    // The pages that PostgreSQL already has may still take some writes.
    let written = 0;
    await until(
      'a write is refused',
      async () => (await acme.post('/v1/events', large(`filler-${written++}`))).status === 503,
    );
    for (const refused of [
      await acme.post('/v1/events', sent),
      await acme.post('/v1/events/batch', { events: [sent] }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([503, 'database_unavailable']);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(refused.text).not.toMatch(/disk|space|relation|read-only|tablespace/i);
    }
    for (const path of [
      '/v1/events',
      '/v1/events/before',
      '/v1/devices',
      '/v1/devices/sensor-1',
      '/v1/tokens',
    ])
      expect((await acme.get(path)).status).toBe(200);
    const { status, body } = await service.api.get('/readyz');
    expect([status, body.code]).toEqual([503, code]);
    expect((await service.api.get('/livez')).status).toBe(200);

    await fault.end();
    await until('writes are taken again', async () => (await acme.post('/v1/events', sent)).status < 300);
    expect((await acme.post('/v1/events', sent)).body.outcome).toBe('duplicate');
    await until('it is ready', async () => (await service.api.get('/readyz')).status === 200);
  }, 60_000);
});

/** The payload is random, so that compression cannot shrink it. */
const large = (uid: string) =>
  event(uid, {
    payload: {
      noise: Buffer.from(Array.from({ length: 60_000 }, () => Math.random() * 256)).toString('base64'),
    },
  });

/** URL of the same server with the database `postgres`, which the fault does not affect. */
const besides = (url: string) => url.replace(/\/[^/]*$/, '/postgres');

async function readOnly(): Promise<Fault> {
  const database = await createTestDatabase();
  const name = new URL(database.adminUrl).pathname.slice(1);
  // The setting applies to new connections, so the existing ones are ended.
  const set = (to: 'on' | 'off') =>
    asAdmin(besides(database.adminUrl), async (admin) => {
      await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${to}`);
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    });
  return { database, begin: () => set('on'), end: () => set('off'), remove: () => undefined };
}

/** Fills the disk. PostgreSQL may take some of the space meanwhile. */
function fillUp(mount: string, ballast: string): void {
  const { bavail, bsize } = statfsSync(mount);
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** The tables are on their own disk; a file fills it. */
async function fullDisk(): Promise<Fault> {
  const mount = mkdtempSync(join(tmpdir(), 'tributary-disk-'));
  chmodSync(mount, 0o755);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mount]);
  const space = join(mount, 'space');
  mkdirSync(space, { mode: 0o700 });
  const { uid, gid } = serverAccount(join(process.env.TEST_DATA_DIR!, 'postgres'))!;
  chownSync(space, uid, gid);
  const database = await createTestDatabase(space);
  const ballast = join(mount, 'ballast');
  return {
    database,
    begin: () => fillUp(mount, ballast),
    end: () => rmSync(ballast, { force: true }),
    remove: () => execFileSync('umount', ['-l', mount]),
  };
}

function mounts(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'tributary-probe-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
