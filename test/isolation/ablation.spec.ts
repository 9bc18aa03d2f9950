import { readFileSync } from 'node:fs';
import { DataSource, type EntityManager } from 'typeorm';
import { READS, WRITES } from './attempts.js';
import { CANARY, makeWorld, type World } from './world.js';

const POLICED = ['devices', 'events', 'memberships', 'api_tokens'];
/** Requests of one tenant that would show the other's rows if they reached them. */
const REQUESTS = [
  '/v1/devices', '/v1/devices?q=', '/v1/events', '/v1/events?order=asc', `/v1/events?type=${CANARY}`,
  `/v1/devices/${CANARY}-device`, `/v1/events/${CANARY}-0`, `/v1/events?device_uid=${CANARY}-device`,
  '/v1/events/export', `/v1/events/stats?interval=day&group_by=type`, '/v1/events/stats?interval=day&group_by=device_uid',
]; // prettier-ignore

const COMBINATIONS = [true, false].flatMap((scope) =>
  [true, false].flatMap((subscriber) => [true, false].map((policies) => ({ scope, subscriber, policies }))),
);
type Lines = (typeof COMBINATIONS)[number];
const tried = Object.keys(READS).length + Object.keys(WRITES).length + REQUESTS.length;

/**
 * The three lines of defence, on and off in all eight combinations, by overriding providers and policies here: the
 * product has no such switch. What leaks is counted; with both outer lines gone something must leak, or the suite is blind.
 */
describe('ablation', () => {
  const found = new Map<Lines, string[]>();
  afterAll(() => compare(found));

  it.each(COMBINATIONS)('scope $scope, subscriber $subscriber, policies $policies', async (lines) => {
    const world = await makeWorld();
    await turnOff(world, lines);
    const leaks = await leaksOf(world).finally(() => world.service.close());
    found.set(lines, leaks);
    if (lines.scope || lines.policies) expect(leaks).toEqual([]);
    else expect(leaks.length).toBeGreaterThan(5);
  });
});

async function turnOff({ source, admin }: World, lines: Lines): Promise<void> {
  if (!lines.scope)
    Object.assign(source, {
      createQueryBuilder: DataSource.prototype.createQueryBuilder,
      query: DataSource.prototype.query,
    });
  if (!lines.subscriber)
    source.subscribers.splice(
      0,
      source.subscribers.length,
      ...source.subscribers.filter((each) => each.constructor.name !== 'TenantSubscriber'),
    );
  if (!lines.policies)
    await admin(async (client) => {
      for (const table of POLICED) await client.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    });
}

async function leaksOf(world: World): Promise<string[]> {
  const leaks: string[] = [];
  for (const [name, attempt] of Object.entries(READS)) {
    const result = await asAcme(world, (manager) => attempt(manager, world.globex, world.acme.id));
    if (shows(result)) leaks.push(name);
  }
  for (const [name, attempt] of Object.entries(WRITES)) {
    const changed = await asAcme(world, async (manager) => {
      const before = await stateOfGlobex(world, manager);
      await attempt(manager, world.globex, world.acme.id);
      return before !== (await stateOfGlobex(world, manager));
    });
    if (changed === true) leaks.push(name);
  }
  for (const path of REQUESTS) {
    const { status, text } = await world.acme.client.get(path);
    if (status === 200 && text.includes(CANARY)) leaks.push(`GET ${path}`);
  }
  return leaks;
}

const UNDONE = Symbol('undone');

/** The result of an attempt in a transaction of acme, which is then rolled back; undefined if it was refused. */
async function asAcme<T>({ database, context, acme }: World, work: (m: EntityManager) => Promise<T>) {
  let result: T | undefined;
  const attempt = () =>
    database.transaction(async (manager) => {
      result = await work(manager);
      throw UNDONE;
    });
  await context.runAs(acme, attempt).catch((error: unknown) => {
    if (process.env.DEBUG && error !== UNDONE) console.log(String(error));
  });
  return result;
}

function shows(result: unknown): boolean {
  const { count, own } = (result ?? {}) as { count?: number; own?: number };
  if (own !== undefined) return count !== own;
  return (JSON.stringify(result) ?? '').includes(CANARY);
}

/** All data of globex as one hash, read inside the transaction of the attempt. */
async function stateOfGlobex({ globex, acme }: World, manager: EntityManager): Promise<string> {
  const run = (sql: string, ...values: string[]) => manager.queryRunner!.query(sql, values);
  await run('SELECT app_set_tenant($1)', globex.tenantId);
  const [{ state }] = await run(
    `SELECT md5(concat((SELECT string_agg(d::text, ',' ORDER BY id) FROM devices d WHERE tenant_id = $1),
                       (SELECT string_agg(e::text, ',' ORDER BY position) FROM events e WHERE device_id IN (SELECT id FROM devices WHERE tenant_id = $1)))) AS state`,
    globex.tenantId,
  );
  await run('SELECT app_set_tenant($1)', acme.id);
  return state;
}

/** Compares the README's table with this run. */
function compare(found: Map<Lines, string[]>): void {
  if (found.size < COMBINATIONS.length) return;
  const word = (on: boolean) => (on ? 'on' : 'off');
  const rows = [...found].map(
    ([{ scope, subscriber, policies }, leaks]) =>
      `| ${word(scope)} | ${word(subscriber)} | ${word(policies)} | ${leaks.length || '**0**'} |`,
  );
  const table = [`| tenant scope | subscriber | policies | leaks, of ${tried} attempts |`, '| --- | --- | --- | --- |', ...rows].join('\n');
  const readme = readFileSync('README.md', 'utf8');
  const updated = readme.replace(/(<!-- ablation:begin -->)[^]*(<!-- ablation:end -->)/, `$1\n\n${table}\n\n$2`);
  // How the table is padded is the formatter's; how many leak where something does depends on the moment (the feed waits for
  // older transactions). Where nothing leaks, and of how many attempts, does not.
  const bare = (text: string) => text.replaceAll(/[ -]+/g, '').replaceAll(/\|\d+\|/g, '|some|');
  if (bare(updated) === bare(readme)) return;
  throw new Error(`The README's table of the ablation is stale; this run found:\n${table}`);
} // prettier-ignore
