import { randomUUID } from 'node:crypto';
import { LastSeen } from '#libs/devices';
import { type Found, TenantCache } from '#libs/tenancy';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { tenantState } from '../support/tenant-state.js';
import { until } from '../support/wait.js';
import { type Place, type Route, routesOf } from '../support/routes.js';
import { bodyOf, GOOD, own, sendable, takes } from '../isolation/bodies.js';
import { CANARY, makeWorld, type World } from '../isolation/world.js';
import { onCitus } from '../support/servers/citus.js';

/** Two values for a place: one of the other tenant, and one that nobody has. */
interface Values {
  readonly foreign: string;
  readonly missing: string;
}

/** Places that identify nothing: amounts, words of a fixed list, free texts, secrets. */
const NEUTRAL = new Set([
  'limit', 'order', 'status', 'occurred_from', 'occurred_to', 'received_from', 'received_to', 'occurred_at', 'prefer', 'metadata',
  'payload', 'settings', 'abilities', 'expires_at', 'grant_type', 'password', 'scope', 'from', 'to', 'outcome', 'refresh_token', 'token',
  'token_type_hint', 'overlap_seconds', 'permissions', 'description', 'authorization', 'current_password', 'new_password', 'client_secret',
  'username', 'dry_run', 'accepted_from', 'accepted_to', 'created_from', 'created_to', 'revoke_previous', 'revoke_tokens', 'interval', 'group_by', 'after_position',
]); // prettier-ignore

const ROLES = ['tenant_admin', 'operator', 'producer', 'consumer'] as const;
/**
 * Reads come first and creations last, so that a read does not find what this test has created. Devices are created at
 * the very end, because other creations name them.
 */
const ORDER = ['GET', 'HEAD', 'PATCH', 'DELETE', 'PUT', 'POST', 'POST /v1/devices'];
const placeOf = ({ method, path }: Route) =>
  Math.max(ORDER.indexOf(method), ORDER.indexOf(`${method} ${path}`));

/**
 * Tests every route × every place for a value × every role. A value of the other tenant and a value that nobody has must
 * get the same answer, byte for byte. Routes come from Nest's metadata. A place without a case fails the test.
 */
describe('isolation', () => {
  let world: World;
  let routes: Route[];
  let values: Record<string, Values>;
  const actors: Record<string, ApiClient> = {};
  let before: Record<string, string[]>;
  let logsBefore: number;
  let marked: string;
  const remembered: string[] = [];

  beforeAll(async () => {
    world = await makeWorld({ TRUSTED_PROXIES: '127.0.0.1' });
    routes = await routesOf(world.service.app);
    routes.sort((a, b) => placeOf(a) - placeOf(b));
    values = await valuesOf(world);
    for (const role of ROLES) actors[role] = await world.service.make.member(role, 'acme');
    actors.token = world.acme.client;
    actors.nobody = world.service.api;
    await makeOwn(world);
    // last_seen_at is written now, so that it does not change between the two answers of a comparison.
    await world.service.app.get(LastSeen).flush();
    expect((await actors.tenant_admin.get('/v1/devices/sensor-1')).body.last_seen_at).not.toBeNull();
    before = await tenantState(world.service.database.adminUrl, 'globex');
    logsBefore = world.service.logs.length;
    marked = await marksElsewhere(world);
    remember(world, remembered);
  });
  afterAll(() => world.service.close());

  it('has a case for every place of every route', () => {
    const without = routes.flatMap(({ method, path, places }) =>
      places.filter((place) => !NEUTRAL.has(place.name) && !values[nameOf(path, place)]).map((place) => `${method} ${path}: ${place.in} ${place.name}`),
    );
    expect(without).toEqual([]);
    expect(routes.length).toBeGreaterThan(15);
  }); // prettier-ignore

  it('has a valid body for every route that takes one', async () => {
    const staff = await world.service.make.staff();
    const clients = [actors.tenant_admin, staff.as(staff.token, { 'x-tenant-key': 'acme' })];
    const writes = routes.filter(({ bodyTypes }) => bodyTypes.length);
    const refused: string[] = [];
    for (const route of writes) {
      const answers = [];
      for (const client of clients) answers.push(await client.send(route.method, pathOf(route), sendable(route, bodyOf(route))));
      if (!answers.some((answer) => takes(route, answer))) refused.push(`${route.method} ${route.path}: ${answers.map(({ text }) => text).join()}`);
    }
    expect(writes.length).toBeGreaterThan(20);
    expect(refused).toEqual([]);
    await makeOwn(world);
  }); // prettier-ignore

  it('never shows the other tenant’s marks to who did not send them', async () => {
    for (const route of routes)
      for (const actor of Object.values(actors)) {
        const answer = await actor.send(route.method, pathOf(route), sendable(route, bodyOf(route)));
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
    // The earlier requests have deleted what acme had, and this token.
    actors.token = await world.service.make.token('acme');
    await makeOwn(world);
    let cells = 0;
    const leaks: string[] = [];
    for (const route of routes)
      for (const place of route.places.filter((place) => values[nameOf(route.path, place)]))
        for (const [role, actor] of Object.entries(actors)) {
          const value = values[nameOf(route.path, place)];
          const [foreign, missing] = [await ask(actor, route, place, value.foreign), await ask(actor, route, place, value.missing)];
          cells++;
          if (foreign !== missing) leaks.push(`${role}: ${route.method} ${route.path} ${place.in} ${place.name}\n${foreign}\n${missing}`);
        }
    console.log(`isolation: ${routes.length} routes, ${cells} cells, ${leaks.length} leaks`);
    expect(leaks).toEqual([]);
    // Who is refused everything learns nothing, so all credentials must be good to the end.
    for (const [role, actor] of Object.entries(actors))
      expect([role, (await actor.get('/v1/auth/me')).status]).toEqual([role, role === 'nobody' ? 401 : 200]);
  }, 180_000); // prettier-ignore

  it('changed nothing of the other tenant', async () => {
    expect(await tenantState(world.service.database.adminUrl, 'globex')).toEqual(before);
    const tables = ['devices', 'events', 'memberships', 'roles', 'invitations', 'api_tokens', 'ingestions', 'dead_letters', 'service_clients', 'refresh_tokens'];
    for (const name of tables) expect([name, before[`public.${name}`]?.length > 0]).toEqual([name, true]);
  }); // prettier-ignore

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
    const asked = routes.filter(({ method, path }) => method !== 'POST' && /devices|events/.test(path));
    const differing: string[] = [];
    for (const route of asked)
      for (const place of route.places.filter(({ name, in: where }) => values[name] && where !== 'header' && name !== 'cursor' && name !== 'tenant_key'))
        if ((await ask(naked.acme.client, route, place, values[place.name].foreign)) !== (await ask(naked.acme.client, route, place, values[place.name].missing)))
          differing.push(`${route.method} ${place.name}`);
    await naked.service.close();
    expect(differing.length).toBeGreaterThan(3);
    // Citus itself refuses to change rows of no particular tenant.
    if (!onCitus) expect(differing).toContain('PATCH device_uid');
  }, 120_000); // prettier-ignore
});

/** For each name of a place: a value of the other tenant, and a value of the same form that nobody has. */
async function valuesOf({ admin, globex, globexClient, service }: World): Promise<Record<string, Values>> {
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
  const globexAdmin = await service.make.member('tenant_admin', 'globex');
  const role = await globexAdmin.post('/v1/roles', { name: `${CANARY}-role`, permissions: ['events:read'] });
  const invite = async (name: string) =>
    (await globexAdmin.post('/v1/invitations', { email: `${name}@example.com`, roles: [`${CANARY}-role`] }))
      .body;
  await service.api.post('/v1/auth/accept-invitation', {
    token: (await invite(CANARY)).token,
    password: GOOD,
  });
  const person = await service.make.login(`${CANARY}@example.com`, GOOD, 'globex');
  const globexUser = (await person.get('/v1/auth/me')).body.principal.id;
  const invitation = await invite(`${CANARY}-invited`);
  const [session] = (await person.get('/v1/auth/sessions')).body.data;
  const members = (await globexAdmin.get('/v1/members')).body.data as { id: string; user_id: string }[];
  const queued = await globexClient.post('/v1/events', event(`${CANARY}-queued`), {
    prefer: 'respond-async',
  });
  const [letter] = await admin(async (client) => {
    const values = [globex.tenantId, queued.body.ingestion_id, CANARY];
    await client.query(`UPDATE ingestions SET status = 'dead', finished_at = now() WHERE tenant_id = $1 AND id = $2`, values.slice(0, 2));
    return (await client.query(LETTER, values)).rows as { id: string }[];
  }); // prettier-ignore
  const staff = await service.make.staff();
  const serviceClient = await staff.post('/v1/service-clients', {
    name: CANARY,
    tenant_key: 'globex',
    abilities: ['events:read'],
  });
  await service.make.tenant('gone');
  const erasure = (await staff.delete('/v1/tenants/gone')).headers.get('location')!;
  await until('it is erased', async () => (await staff.get(erasure)).body.status === 'done');
  const tenant = { foreign: 'globex', missing: 'nobody-here' };
  const text = { foreign: CANARY, missing: 'canary-0000' };
  return {
    'device_uid': { foreign: globex.deviceUid, missing: `${text.missing}-device` },
    'event_uid': { foreign: globex.eventUid, missing: `${text.missing}-0` },
    'members id': { foreign: members.find((each) => each.user_id === globexUser)!.id, missing: randomUUID() },
    'roles id': { foreign: role.body.id, missing: randomUUID() },
    'invitations id': { foreign: invitation.id, missing: randomUUID() },
    'sessions id': { foreign: session.id, missing: randomUUID() },
    'tokens id': { foreign: token.id, missing: randomUUID() },
    'service-clients id': { foreign: serviceClient.body.id, missing: randomUUID() },
    'ingestions id': { foreign: queued.body.ingestion_id, missing: randomUUID() },
    'dead-letters id': { foreign: letter.id, missing: randomUUID() },
    'tenant_key': tenant,
    'X-Tenant-Key': tenant,
    'key': tenant,
    'erasure_id': { foreign: erasure.split('/').at(-1)!, missing: randomUUID() },
    'token_id': { foreign: deviceToken.body.id, missing: randomUUID() },
    'actor': { foreign: `token:${token.id}`, missing: `token:${randomUUID()}` },
    'action': text,
    'target': { foreign: `device:${globex.deviceUid}`, missing: `device:${text.missing}` },
    'cursor': { foreign: page.body.next_cursor, missing: `${page.body.next_cursor.slice(0, -2)}AA` },
    'last-event-id': { foreign: feed.body.next_cursor, missing: `${feed.body.next_cursor.slice(0, -2)}AA` },
    'if-match': { foreign: device.headers.get('etag')!, missing: '"0"' },
    'if-none-match': { foreign: device.headers.get('etag')!, missing: '"0"' },
    'email': { foreign: `${CANARY}@example.com`, missing: 'canary-0000@example.com' },
    'name': { foreign: `${CANARY}-role`, missing: 'canary-0000-role' },
    'roles': { foreign: `${CANARY}-role`, missing: 'canary-0000-role' },
    'user_id': { foreign: globexUser, missing: randomUUID() },
    'client_id': { foreign: serviceClient.body.id, missing: randomUUID() },
    'type': text,
    'q': text,
    'reason': text,
    'payload.<path>': text,
  }; // prettier-ignore
}

/** A dead letter of the ingestion. The reason is one by which one might ask. */
const LETTER = `INSERT INTO dead_letters (tenant_id, ingestion_id, reason, detail, tries, events, created_at)
  VALUES ($1, $2, $3, $3, 5, 1, now()) RETURNING id`;

/** The name of a place among the values: every kind of resource has ids of its own. */
const nameOf = (path: string, { name }: { name: string }): string =>
  name === 'id' ? `${/([\w-]+)\/\{id\}/.exec(path)![1]} id` : name;

const OWN: Record<string, string> = { tenant_key: 'acme', device_uid: 'sensor-1', event_uid: 'own' };

/** A member and a role of acme, whose routes have other places besides the id. */
async function makeOwn({ service }: World): Promise<void> {
  const person = await service.make.person('consumer', 'acme');
  const admin = await service.make.member('tenant_admin', 'acme');
  const members = (await admin.get('/v1/members?limit=500')).body.data as { id: string; user_id: string }[];
  OWN['members id'] = members.find((each) => each.user_id === person.id)!.id;
  OWN['roles id'] = (await admin.post('/v1/roles', { name: own(), permissions: ['events:read'] })).body.id;
}

/** Required query parameters. Without them a route only reports that they are missing. */
const NEEDED: Record<string, string> = { '/v1/events/stats': '?interval=day' };

const pathOf = ({ path }: Route, name?: string, value?: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, each: string) =>
    encodeURIComponent(each === name ? value! : (OWN[nameOf(path, { name: each })] ?? '00000000-0000-4000-8000-000000000000')),
  ); // prettier-ignore

/** All tables with policies. The look-up of a token reads several of them. */
const POLICED = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity`;

let asked = 0;

/** The answer in a comparable form: placeholders replace ids, times, versions and the given value. */
async function ask(actor: ApiClient, route: Route, { in: where, name }: Place, value: string): Promise<string> {
  const body = bodyOf(route, name);
  // Each request has an address of its own, so that the limit of login attempts does not refuse it.
  const headers: Record<string, string> = { 'x-forwarded-for': `10.${asked >> 16}.${(asked >> 8) & 255}.${asked++ & 255}` };
  let path = pathOf(route, where === 'path' ? name : undefined, value) + (NEEDED[route.path] ?? '');
  if (where === 'query') {
    const known = name === 'payload.<path>' ? `payload.${value}` : name;
    path += `${path.includes('?') ? '&' : '?'}${new URLSearchParams({ [known]: value, ...(name === 'payload.<path>' ? { received_from: '2020-01-01T00:00:00Z' } : {}) })}`;
  }
  if (where === 'header') headers[name] = value;
  if (where === 'body') (body as Record<string, unknown>)[name] = name === 'roles' ? [value] : value;
  if (where === 'item') Object.assign((body as { events: object[] }).events[0], { [name]: value });
  const { status, text, headers: answered } = await actor.send(route.method, path, sendable(route, body, headers));
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
    .replaceAll(/tr[bi]_\w+/g, '<token>')
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
