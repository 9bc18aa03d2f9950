import { randomUUID } from 'node:crypto';
import { LastSeen } from '#libs/devices';
import { type Found, TenantCache } from '#libs/tenancy';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';
import { type Place, type Route, routesOf } from '../support/routes.js';
import { CANARY, makeWorld, type World } from '../isolation/world.js';

/** Two values for a place: one of the other tenant, and one that nobody has. */
interface Values {
  readonly foreign: string;
  readonly missing: string;
}

/** Places that identify nothing: amounts, words of a fixed list, free texts, secrets. */
const NEUTRAL = new Set([
  'limit', 'order', 'status', 'occurred_from', 'occurred_to', 'received_from', 'received_to', 'occurred_at', 'prefer', 'name', 'metadata',
  'payload', 'settings', 'abilities', 'expires_at', 'grant_type', 'password', 'scope', 'from', 'to', 'outcome', 'refresh_token', 'token',
  'token_type_hint', 'overlap_seconds', 'permissions', 'description', 'authorization', 'current_password', 'new_password', 'client_secret',
  'username', 'dry_run', 'accepted_from', 'accepted_to', 'created_from', 'created_to', 'revoke_previous', 'revoke_tokens', 'interval', 'group_by', 'after_position',
]); // prettier-ignore

const ROLES = ['tenant_admin', 'operator', 'producer', 'consumer'] as const;
/** Reads come first and creations last, so that a read does not find what this test has created. */
const ORDER = ['GET', 'HEAD', 'PATCH', 'DELETE', 'PUT', 'POST'];

/**
 * Tests every route × every place for a value × every role. A value of the other tenant and a value that nobody has must
 * get the same answer, byte for byte. Routes come from Nest's metadata. A place without a case fails the test.
 */
describe('isolation', () => {
  let world: World;
  let routes: Route[];
  let values: Record<string, Values>;
  const actors: Record<string, ApiClient> = {};
  let before: string;
  let logsBefore: number;
  let marked: string;
  const remembered: string[] = [];

  beforeAll(async () => {
    world = await makeWorld({ TRUSTED_PROXIES: '127.0.0.1' });
    routes = await routesOf(world.service.app);
    routes.sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
    values = await valuesOf(world);
    for (const role of ROLES) actors[role] = await world.service.make.member(role, 'acme');
    actors.token = world.acme.client;
    actors.nobody = world.service.api;
    // last_seen_at is written now, so that it does not change between the two answers of a comparison.
    await world.service.app.get(LastSeen).flush();
    expect((await actors.tenant_admin.get('/v1/devices/sensor-1')).body.last_seen_at).not.toBeNull();
    before = await stateOfGlobex(world);
    logsBefore = world.service.logs.length;
    marked = await marksElsewhere(world);
    remember(world, remembered);
  });
  afterAll(() => world.service.close());

  it('has a case for every place of every route', () => {
    const without = routes.flatMap(({ method, path, places }) =>
      places.filter(({ name }) => !NEUTRAL.has(name) && !values[name]).map((place) => `${method} ${path}: ${place.in} ${place.name}`),
    );
    expect(without).toEqual([]);
    expect(routes.length).toBeGreaterThan(15);
  }); // prettier-ignore

  it('never shows the other tenant’s marks to who did not send them', async () => {
    for (const route of routes)
      for (const actor of Object.values(actors)) {
        const answer = await actor.send(route.method, pathOf(route), { body: bodyOf(route) });
        expect([...answer.headers].join() + answer.text).not.toContain(CANARY);
      }
  }, 60_000);

  it('nor in a metric, in what the process remembers, or in a row that is not the other tenant’s', async () => {
    expect((await world.service.api.get('/metrics')).text).not.toContain(CANARY);
    expect(remembered.length).toBeGreaterThan(10);
    expect(remembered.filter((entry) => entry.includes(CANARY))).toEqual([]);
    expect(await marksElsewhere(world)).toBe(marked);
  });

  it('answers the other tenant’s values like values that nobody has, for every role', async () => {
    let cells = 0;
    const leaks: string[] = [];
    for (const route of routes)
      for (const place of route.places.filter(({ name }) => values[name]))
        for (const [role, actor] of Object.entries(actors)) {
          const [foreign, missing] = [
            await ask(actor, route, place, values[place.name].foreign),
            await ask(actor, route, place, values[place.name].missing),
          ];
          cells++;
          if (foreign !== missing) leaks.push(`${role}: ${route.method} ${route.path} ${place.in} ${place.name}\n${foreign}\n${missing}`);
        }
    console.log(`isolation: ${routes.length} routes, ${cells} cells, ${leaks.length} leaks`);
    expect(leaks).toEqual([]);
  }, 180_000); // prettier-ignore

  it('changed nothing of the other tenant', async () => {
    expect(await stateOfGlobex(world)).toBe(before);
  });

  it('left none of the other tenant’s marks in the log', () => {
    const lines = world.service.logs.slice(logsBefore);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });

  it('can fail: without policies and scope it finds leaks', async () => {
    const naked = await makeWorld();
    Object.assign(naked.source, { createQueryBuilder: Object.getPrototypeOf(Object.getPrototypeOf(naked.source)).createQueryBuilder });
    naked.source.subscribers.length = 0;
    await naked.admin(async (client) => {
      const { rows } = await client.query(POLICED);
      for (const { name } of rows) await client.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
    });
    const reads = routes.filter(({ method, path }) => method === 'GET' && /devices|events/.test(path));
    let differing = 0;
    for (const route of reads)
      for (const place of route.places.filter(({ name, in: where }) => values[name] && where !== 'header' && name !== 'cursor' && name !== 'tenant_key'))
        if ((await ask(naked.acme.client, route, place, values[place.name].foreign)) !== (await ask(naked.acme.client, route, place, values[place.name].missing)))
          differing++;
    await naked.service.close();
    expect(differing).toBeGreaterThan(3);
  }, 120_000); // prettier-ignore
});

/** For each name of a place: a value of the other tenant, and a value of the same form that nobody has. */
async function valuesOf({ globex, globexClient, service }: World): Promise<Record<string, Values>> {
  const [token] = (await globexClient.get('/v1/tokens?limit=1')).body.data;
  const deviceToken = await globexClient.post(`/v1/devices/${globex.deviceUid}/tokens`, { name: CANARY });
  const page = await globexClient.get('/v1/events?limit=1');
  const feed = await until('the feed has an event', async () => {
    const page = await globexClient.get('/v1/events?limit=1&order=asc');
    return page.body.next_cursor ? page : undefined;
  });
  // A tag contains a version. These changes raise the version above that of every device of acme.
  for (let i = 0; i < 50; i++) await globexClient.patch(`/v1/devices/${globex.deviceUid}`, { type: `t${i}` });
  const device = await globexClient.get(`/v1/devices/${globex.deviceUid}`);
  const globexUser = (await (await service.make.member('operator', 'globex')).get('/v1/auth/me')).body
    .principal.id;
  await globexClient.post('/v1/roles', { name: `${CANARY}-role`, permissions: ['events:read'] });
  const staff = await service.make.staff();
  const serviceClient = await staff.post('/v1/service-clients', {
    name: CANARY,
    tenant_key: 'globex',
    abilities: ['events:read'],
  });
  const tenant = { foreign: 'globex', missing: 'nobody-here' };
  const text = { foreign: CANARY, missing: 'canary-0000' };
  return {
    'device_uid': { foreign: globex.deviceUid, missing: `${text.missing}-device` },
    'event_uid': { foreign: globex.eventUid, missing: `${text.missing}-0` },
    'id': { foreign: token.id, missing: randomUUID() },
    'tenant_key': tenant,
    'X-Tenant-Key': tenant,
    'key': tenant,
    'erasure_id': { foreign: randomUUID(), missing: randomUUID() },
    'token_id': { foreign: deviceToken.body.id, missing: randomUUID() },
    'actor': { foreign: `token:${token.id}`, missing: `token:${randomUUID()}` },
    'action': text,
    'target': { foreign: `device:${globex.deviceUid}`, missing: `device:${text.missing}` },
    'cursor': { foreign: page.body.next_cursor, missing: `${page.body.next_cursor.slice(0, -2)}AA` },
    'last-event-id': { foreign: feed.body.next_cursor, missing: `${feed.body.next_cursor.slice(0, -2)}AA` },
    'if-match': { foreign: device.headers.get('etag')!, missing: '"0"' },
    'if-none-match': { foreign: device.headers.get('etag')!, missing: '"0"' },
    'email': { foreign: `${CANARY}@example.com`, missing: 'canary-0000@example.com' },
    'roles': { foreign: `${CANARY}-role`, missing: 'canary-0000-role' },
    'user_id': { foreign: globexUser, missing: randomUUID() },
    'client_id': { foreign: serviceClient.body.id, missing: randomUUID() },
    'type': text,
    'q': text,
    'reason': text,
    'payload.<path>': text,
  }; // prettier-ignore
}

const OWN: Record<string, string> = { tenant_key: 'acme', device_uid: 'sensor-1', event_uid: 'own' };

/** Required query parameters. Without them a route only reports that they are missing. */
const NEEDED: Record<string, string> = { '/v1/events/stats': '?interval=day' };

const pathOf = ({ path }: Route, name?: string, value?: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, each: string) =>
    encodeURIComponent(each === name ? value! : (OWN[each] ?? '00000000-0000-4000-8000-000000000000')),
  );

/** A body with the tenant's own values. It is valid for the routes that are listed here. */
function bodyOf({ path, bodyTypes, method }: Route): Record<string, unknown> | undefined {
  if (!bodyTypes.length) return method === 'POST' ? {} : undefined;
  if (path === '/v1/events') return event(`own-${randomUUID()}`);
  if (path === '/v1/events/batch') return { events: [event(`own-${randomUUID()}`)] };
  if (path === '/v1/tokens') return { name: 'own', abilities: ['events:write'] };
  if (path === '/v1/auth/token') return { grant_type: 'password', username: `${randomUUID()}@example.com`, password: 'wrong-password' };
  if (path === '/v1/devices') return { device_uid: `own-${randomUUID()}` };
  if (path === '/v1/tenants') return { key: 'own-tenant' };
  return {};
} // prettier-ignore

/** All tables with policies. The look-up of a token reads several of them. */
const POLICED = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity`;

let asked = 0;

/** The answer in a comparable form: placeholders replace ids, times, versions and the given value. */
async function ask(actor: ApiClient, route: Route, { in: where, name }: Place, value: string): Promise<string> {
  const body = bodyOf(route);
  // Each request has an address of its own, so that the limit of login attempts does not refuse it.
  const headers: Record<string, string> = { 'x-forwarded-for': `10.${asked >> 16}.${(asked >> 8) & 255}.${asked++ & 255}` };
  let path = pathOf(route, where === 'path' ? name : undefined, value) + (NEEDED[route.path] ?? '');
  if (where === 'query') {
    const known = name === 'payload.<path>' ? `payload.${value}` : name;
    path += `${path.includes('?') ? '&' : '?'}${new URLSearchParams({ [known]: value, ...(name === 'payload.<path>' ? { received_from: '2020-01-01T00:00:00Z' } : {}) })}`;
  }
  if (where === 'header') headers[name] = value;
  if (where === 'body') body![name] = name === 'roles' ? [value] : value;
  if (where === 'item') Object.assign((body as { events: object[] }).events[0], { [name]: value });
  const { status, text, headers: answered } = await actor.send(route.method, path, { body, headers });
  const shown = ['content-type', 'location', 'etag', 'link', 'retry-after', 'allow', 'www-authenticate'].map((each) => answered.get(each));
  return `${status} ${shown.join(' | ')} ${text}`
    .replaceAll(value, '<value>')
    .replaceAll(encodeURIComponent(value), '<value>')
    .replaceAll(/"(request_id|instance)":"[^"]*"/g, '"$1":""')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\| (?:W\/)?"[\d.]+" \|/g, '| <version> |')
    .replaceAll(/own-[0-9a-f-]{36}/g, '<own>')
    .replaceAll(/"position":\s?"?\d+"?/g, '"position":0')
    .replaceAll(/^id: .+$/gm, 'id: <place>')
    .replaceAll(/trb_\w+/g, '<token>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>');
} // prettier-ignore

/** Notes each key and value that the cache looks up from now on, of any owner. */
function remember({ service }: World, notes: string[]): void {
  const cache = service.app.get(TenantCache);
  const get = cache.get.bind(cache);
  cache.get = async <T>(owner: string, name: string, load: () => Promise<Found<T>>) => {
    const value = await get(owner, name, load);
    notes.push(`${owner}:${name} ${JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))}`);
    return value;
  };
} // prettier-ignore

/** Rows that contain marks of globex and do not belong to it, in all tables, including those of the queue. */
const marksElsewhere = ({ admin, globex }: World): Promise<string> =>
  admin(async (client) => {
    const { rows: tables } = await client.query<{ name: string; owned: boolean }>(TABLES);
    const found: string[] = [];
    for (const { name, owned } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${name} t WHERE to_jsonb(t)::text LIKE $1 ${owned ? `AND tenant_id <> ${globex.tenantId}` : ''} ORDER BY 1`,
        [`%${CANARY}%`],
      );
      found.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    expect(tables.length).toBeGreaterThan(10);
    return found.join('\n');
  }); // prettier-ignore

const TABLES = `SELECT format('%I.%I', n.nspname, c.relname) AS name,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS owned
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

/** A digest of the rows of globex in five tables, without the times that its own reads change. */
const stateOfGlobex = ({ admin, globex }: World): Promise<string> =>
  admin(async (client) => {
    const states: string[] = [];
    for (const table of ['devices', 'events', 'memberships', 'api_tokens', 'audit_entries']) {
      const { rows } = await client.query(
        `SELECT md5(string_agg((to_jsonb(t) - 'last_used_at' - 'last_seen_at')::text, ',' ORDER BY to_jsonb(t)::text)) AS state FROM ${table} t WHERE tenant_id = $1`,
        [globex.tenantId],
      );
      states.push(rows[0].state);
    }
    return states.join();
  });
