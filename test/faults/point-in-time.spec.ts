import { mkdirSync, readFileSync, statSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '#libs/database';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { describeWithTools, SystemPostgres } from '../support/system-postgres.js';
import { until } from '../support/wait.js';

const [RAISE_POSITIONS] = /(?<=```sql\n)INSERT INTO event_heads[^`]*/.exec(readFileSync('docs/operations.md', 'utf8'))!; // prettier-ignore
/** Number of acknowledged events before the next step. */
const STEP = 100;

describeWithTools('a restore to an earlier moment, as docs/operations.md tells', () => {
  let source: SystemPostgres;
  let restored: SystemPostgres | undefined;
  let service: TestApp;
  let archive: string;

  beforeAll(async () => {
    source = await SystemPostgres.start();
    archive = join(source.home, 'wal');
    mkdirSync(archive);
    const { uid, gid } = statSync(join(source.home, 'data'));
    chownSync(archive, uid, gid);
    await source.restart({
      archive_mode: 'on',
      archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
    });
    service = await startTestApp({}, source.database());
  }, 120_000);
  afterAll(async () => {
    await service?.close();
    await restored?.stop();
    await source?.remove();
  });

  const ask = async (server: SystemPostgres, sql: string) =>
    asAdmin(server.database().adminUrl, async (admin) => (await admin.query(sql)).rows[0]);

  /**
   * Reads every event from a cursor on.
   * @returns uids, and the cursor after them
   */
  async function follow(client: ApiClient, from?: string): Promise<[uids: string[], cursor?: string]> {
    const uids: string[] = [];
    for (let cursor = from; ;) {
      const { body } = await client.get(`/v1/events?order=asc&limit=500${cursor ? `&cursor=${cursor}` : ''}`);
      for (const { event_uid } of body.data) uids.push(event_uid);
      if (!body.next_cursor) return [uids, cursor];
      cursor = body.next_cursor;
    }
  }

  it('has what was acknowledged before and nothing of later; what is sent again is stored once, and no consumer misses it', async () => {
    const acme = await service.make.tenant('acme');
    const globex = await service.make.tenant('globex');
    const acknowledged: string[] = [];
    let isSending = true;
    const send = async (from: ApiClient, uid: string) => {
      expect((await from.post('/v1/events', event(uid))).status).toBe(201);
      acknowledged.push(uid);
    };
    const load = [0, 1].map(async (sender) => {
      for (let n = 0; isSending; n++) await send(acme, `e-${sender}-${n}`);
    });
    const more = (count = acknowledged.length + STEP) =>
      until('more is acknowledged', () => acknowledged.length >= count);

    await more();
    await source.run('pg_basebackup', '-D', join(source.home, 'base'), '--checkpoint=fast', '-d', source.database().adminUrl); // prettier-ignore
    await more();
    const early = [...acknowledged];
    const { moment } = await ask(source, 'SELECT clock_timestamp()::text AS moment');
    await until('that moment is over', async () => (await ask(source, `SELECT clock_timestamp() > '${moment}'::timestamptz + interval '10 ms' AS over`)).over); // prettier-ignore
    // globex had no event before this.
    await send(globex, 'late-globex');
    await more();
    isSending = false;
    await Promise.all(load);
    const [seen, cursor] = await follow(acme);
    const [, globexCursor] = await follow(globex);
    expect([...seen, 'late-globex'].sort()).toEqual([...acknowledged].sort());
    await service.close();
    const { segment } = await ask(source, 'SELECT pg_walfile_name(pg_switch_wal()) AS segment');
    await until('the log is archived', async () => (await ask(source, `SELECT last_archived_wal >= '${segment}' AS archived FROM pg_stat_archiver`)).archived); // prettier-ignore
    await source.stop();

    restored = await source.recover('base', {
      archive_mode: 'off',
      restore_command: `cp ${archive}/%f %p`,
      recovery_target_time: moment,
      recovery_target_action: 'promote',
    });
    const database = restored.database();
    await until('it is promoted', async () => (await ask(restored!, 'SELECT NOT pg_is_in_recovery() AS done')).done); // prettier-ignore
    await asAdmin(database.adminUrl, (admin) => admin.query(RAISE_POSITIONS));
    expect((await migrate(database.ownerUrl, database.appUrl)).applied).toEqual([]);
    service = await startTestApp({}, database);
    const [again, other] = [acme, globex].map(({ token }) => service.api.as(token));
    const [kept] = await follow(again);
    expect(kept).toEqual(expect.arrayContaining(early));
    expect(kept.length).toBeLessThan(seen.length);
    // Events that were being stored at that moment may be kept as well.
    expect(kept).toEqual(seen.slice(0, kept.length));
    expect((await follow(again, cursor))[0]).toEqual([]);

    const outcomes: Record<string, number> = {};
    for (const uid of seen) {
      const { body } = await again.post('/v1/events', event(uid));
      outcomes[body.outcome] = (outcomes[body.outcome] ?? 0) + 1;
    }
    await other.post('/v1/events', event('late-globex'));
    const lost = seen.slice(kept.length);
    expect(outcomes).toEqual({ duplicate: kept.length, created: lost.length });
    expect((await follow(again, cursor))[0]).toEqual(lost);
    expect((await follow(other, globexCursor))[0]).toEqual(['late-globex']);
    const { stored } = await ask(
      restored,
      `SELECT count(*)::int AS stored FROM events WHERE event_uid LIKE 'e-%'`,
    );
    expect(stored).toBe(seen.length);
  }, 180_000);
});
