import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/database.js';
import { event } from '../support/fixtures.js';
import { freePort } from '../support/process.js';

const run = promisify(execFile);
const ROOT = '/usr/lib/postgresql';
/** The newest server that the machine has with its tools: pg_dump must be as new as the server, and the embedded one brings none. */
const bin = (existsSync(ROOT) ? readdirSync(ROOT) : [])
  .filter((version) => Number(version) >= 15 && existsSync(join(ROOT, version, 'bin/initdb')))
  .sort((a, b) => Number(b) - Number(a))
  .map((version) => join(ROOT, version, 'bin'))[0];
const TABLES = ['tenants', 'devices', 'events', 'api_tokens', 'audit_entries', 'users'];

if (!bin)
  console.warn(
    'backup: skipped, this machine has no PostgreSQL server with pg_dump (apt install postgresql)',
  );

(bin ? describe : describe.skip)('backup and restore, as docs/operations.md tells', () => {
  let home: string;
  let port: number;
  let source: TestApp;
  const root = process.getuid?.() === 0;
  /** Root may not run PostgreSQL. */
  const asPostgres = (program: string, ...args: string[]) => {
    const [command, all] = root
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), args];
    const { status, stderr, stdout } = spawnSync(command, all, {
      encoding: 'utf8',
      stdio: program === 'pg_ctl' ? 'ignore' : 'pipe',
    });
    if (status) throw new Error(`${program}: ${stderr}${stdout}`);
  };
  const url = (role: string, database: string) => `postgres://${role}:secret@127.0.0.1:${port}/${database}`;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'tributary-backup-'));
    if (root) spawnSync('chown', ['postgres', home]);
    port = await freePort();
    asPostgres(
      'initdb',
      '-D',
      join(home, 'data'),
      '-U',
      'postgres',
      '--auth=trust',
      '-E',
      'UTF8',
      '--no-locale',
    );
    asPostgres(
      'pg_ctl',
      '-D',
      join(home, 'data'),
      '-w',
      '-l',
      join(home, 'log'),
      '-o',
      `-p ${port} -k ${home} -c fsync=off`,
      'start',
    );
    await asAdmin(url('postgres', 'postgres'), async (admin) => {
      await admin.query(`CREATE ROLE tributary_owner LOGIN CREATEROLE PASSWORD 'secret'`);
      await admin.query(`CREATE DATABASE tributary OWNER tributary_owner`);
    });
    await migrate(url('tributary_owner', 'tributary'), url('tributary_app', 'tributary'));
  }, 120_000);
  afterAll(async () => {
    await source?.close();
    asPostgres('pg_ctl', '-D', join(home, 'data'), '-m', 'immediate', 'stop');
    await rm(home, { recursive: true, force: true });
  });

  const counts = (database: string) =>
    asAdmin(url('postgres', database), async (admin) => {
      const sums: Record<string, string> = {};
      for (const table of TABLES) {
        const { rows } = await admin.query(
          `SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text)) AS sum FROM ${table} t`,
        );
        sums[table] = rows[0].sum;
      }
      return sums;
    });

  it('brings back every row of every tenant, its isolation, and exactly-once', async () => {
    const database = {
      adminUrl: url('postgres', 'tributary'),
      ownerUrl: url('tributary_owner', 'tributary'),
      appUrl: url('tributary_app', 'tributary'),
    };
    source = await startTestApp({}, database);
    const tokens = [await source.make.tenant('acme'), await source.make.tenant('globex')];
    for (const client of tokens)
      for (let i = 0; i < 5; i++) expect((await client.post('/v1/events', event(`e-${i}`))).status).toBe(201);
    await source.close();
    const before = await counts('tributary');

    const dump = join(home, 'tributary.dump');
    // The owner is under the policies too: its dump is refused rather than silently empty.
    await expect(run(join(bin, 'pg_dump'), ['-Fc', '-f', dump, '-d', database.ownerUrl])).rejects.toThrow(
      /row-level security/,
    );
    await run(join(bin, 'pg_dump'), ['-Fc', '-f', dump, '-d', database.adminUrl]);
    await asAdmin(url('postgres', 'postgres'), (admin) =>
      admin.query('CREATE DATABASE restored OWNER tributary_owner'),
    );
    await run(join(bin, 'pg_restore'), ['--exit-on-error', '-d', url('postgres', 'restored'), dump]);
    expect(await counts('restored')).toEqual(before);

    const restored = {
      adminUrl: url('postgres', 'restored'),
      ownerUrl: url('tributary_owner', 'restored'),
      appUrl: url('tributary_app', 'restored'),
    };
    expect((await migrate(restored.ownerUrl, restored.appUrl)).applied).toEqual([]);
    const again = await startTestApp({}, restored);
    source = again;
    const acme = again.api.as(tokens[0].token);
    const { body } = await acme.get('/v1/events?order=asc');
    expect(body.data.map((each: { event_uid: string }) => each.event_uid)).toEqual([
      'e-0',
      'e-1',
      'e-2',
      'e-3',
      'e-4',
    ]);
    expect((await acme.post('/v1/events', event('e-0'))).body.outcome).toBe('duplicate');
    // Positions go on where they were: a consumer's cursor still holds.
    await acme.post('/v1/events', event('after'));
    const next = await acme.get(`/v1/events?order=asc&cursor=${body.next_cursor}`);
    expect(next.body.data.map((each: { event_uid: string }) => each.event_uid)).toEqual(['after']);
    await asAdmin(restored.appUrl, async (app) => {
      expect((await app.query('SELECT * FROM events')).rows).toEqual([]);
    });
  }, 120_000);
});
