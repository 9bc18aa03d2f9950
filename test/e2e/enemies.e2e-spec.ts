import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { PLATFORM_PERMISSIONS } from '#libs/access';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';
import { event } from '../support/fixtures.js';
import { type Route, routesOf } from '../support/routes.js';
import { tenantState } from '../support/tenant-state.js';
import { until } from '../support/wait.js';

const GOOD = 'four unrelated words here';
const CANARY = `canary-${randomUUID()}`;
const NOTHING = '00000000-0000-4000-8000-000000000000';

/** Holders of every kind of credential try to reach what is not theirs. */
describe('an enemy', () => {
  let service: TestApp;
  let platform: ApiClient;
  let admin: { client: ApiClient; email: string; password: string };
  let victim: ApiClient;
  let routes: Route[];

  beforeAll(async () => {
    service = await startTestApp({ TRUSTED_PROXIES: '127.0.0.1' });
    platform = await service.make.staff();
    for (const key of ['acme', 'globex']) await service.make.tenant(key);
    const person = await service.make.person('tenant_admin', 'acme');
    admin = { ...person, client: await person.logIn() };
    victim = await service.make.member('tenant_admin', 'globex');
    await victim.post('/v1/events', event('theirs', { type: CANARY, payload: { text: CANARY } }));
    await victim.post('/v1/devices', { device_uid: 'theirs', name: CANARY });
    await victim.post('/v1/roles', { name: 'canary-role', description: CANARY, permissions: ['events:read'] });
    routes = await routesOf(service.app);
  });
  afterAll(() => service.close());

  const grant = (body: object) => service.api.post('/v1/auth/token', body);
  const logIn = async (more: object = {}) =>
    (await grant({ grant_type: 'password', username: admin.email, password: admin.password, ...more })).body;
  const makeClient = async (abilities: string[], tenant_key?: string) =>
    (await platform.post('/v1/service-clients', { name: 'enemy', abilities, tenant_key })).body as {
      id: string;
      client_secret: string;
    };
  const asService = async ({ id, client_secret }: { id: string; client_secret: string }, scope?: string) =>
    service.api.as((await grant({ grant_type: 'client_credentials', client_id: id, client_secret, scope })).body.access_token);
  const tokenOf = async (client: ApiClient, abilities = ['*']) =>
    service.api.as((await client.post('/v1/tokens', { name: 'enemy', abilities })).body.token);
  const deviceOf = async (client: ApiClient) =>
    service.api.as((await client.post('/v1/devices/sensor-1/tokens', { name: 'enemy' })).body.token);
  const sql = async <T extends object>(text: string) =>
    (await asAdmin(service.database.adminUrl, (client) => client.query<T>(text))).rows;
  const belongings = () => tenantState(service.database.adminUrl, 'globex');

  describe('who is the admin of another tenant', () => {
    /** Every credential that an admin can get. */
    const credentials = async (): Promise<[string, ApiClient][]> => {
      const opened = await logIn();
      const { refresh_token } = await logIn({ scope: 'events:read members:write tokens:write' });
      const token = await tokenOf(admin.client);
      const bound = await makeClient(['*'], 'acme');
      return [
        ['a session', service.api.as(opened.access_token)],
        ['a session of a tenant', service.api.as((await logIn({ tenant_key: 'acme' })).access_token)],
        ['a narrowed and refreshed one', service.api.as((await grant({ grant_type: 'refresh_token', refresh_token })).body.access_token)],
        ['an API token', token],
        ['a token of a token', await tokenOf(token)],
        ['a service', await asService(bound)],
        ['a service with a scope', await asService(bound, 'members:write events:write')],
        ['a token of a service', await tokenOf(await asService(bound))],
        ['a device', await deviceOf(admin.client)],
      ];
    };
    const SELECTORS: [string, (path: string) => { path: string; headers?: Record<string, string>; body?: object }][] = [
      ['header', (path) => ({ path, headers: { 'x-tenant-key': 'globex' } })],
      ['query', (path) => ({ path: `${path}?tenant_key=globex` })],
      ['body', (path) => ({ path, body: { tenant_key: 'globex' } })],
      ['all three', (path) => ({ path: `${path}?tenant_key=globex`, headers: { 'x-tenant-key': 'globex' }, body: { tenant_key: 'globex' } })],
      ['both tenants', (path) => ({ path: `${path}?tenant_key=globex`, headers: { 'x-tenant-key': 'acme' } })],
      ['a list in the header', (path) => ({ path, headers: { 'x-tenant-key': 'acme, globex' } })],
      ['a list in the query', (path) => ({ path: `${path}?tenant_key=acme&tenant_key=globex` })],
      ['brackets', (path) => ({ path: `${path}?tenant_key[]=globex` })],
      ['another spelling', (path) => ({ path, headers: { 'x-tenant-key': 'GLOBEX' } })],
      ['a key in the prototype', (path) => ({ path, body: JSON.parse('{"__proto__":{"tenant_key":"globex"}}') })],
    ];

    it.each(SELECTORS)('reaches nothing there by %s', async (_, select) => {
      const before = await belongings();
      const reads = ['/v1/events', '/v1/devices', '/v1/members', '/v1/roles', '/v1/tokens', '/v1/audit', '/v1/invitations', '/v1/auth/me', '/v1/tenants/globex', '/v1/tenants/globex/limits', '/v1/events/theirs', '/v1/devices/theirs'];
      const writes: [string, object][] = [
        ['/v1/events', event()],
        ['/v1/devices', { device_uid: 'intruder' }],
        ['/v1/invitations', { email: 'enemy@example.com', roles: ['tenant_admin'] }],
        ['/v1/tokens', { name: 'enemy', abilities: ['events:read'] }],
        ['/v1/roles', { name: 'intruder', permissions: ['events:read'] }],
      ];
      for (const [name, client] of await credentials()) {
        const answers: Answer[] = [];
        for (const path of reads) {
          const { path: url, headers } = select(path);
          answers.push(await client.get(url, { headers }));
        }
        for (const [path, body] of writes) {
          const { path: url, headers, body: more } = select(path);
          answers.push(await client.post(url, { ...body, ...more }, headers));
        }
        for (const { text, status } of answers) expect([name, text.includes(CANARY), status < 500]).toEqual([name, false, true]);
      }
      // They may change their own tenant, but globex has the same rows as before.
      expect(before['public.events']).toHaveLength(1);
      expect(await belongings()).toEqual(before);
      for (const path of ['/v1/devices?limit=500', '/v1/roles?limit=500', '/v1/invitations?limit=500', '/v1/tokens?limit=500'])
        expect((await victim.get(path)).text).not.toMatch(/intruder|enemy/);
    }, 60_000);
  });

  describe('who is a service with everything', () => {
    it('does nothing of the platform, by no scope, token or tenant', async () => {
      const guarded = routes.filter(({ rule }) => (PLATFORM_PERMISSIONS as readonly unknown[]).includes(rule));
      expect(guarded.length).toBeGreaterThan(15);
      const [crossTenant, bound] = [await makeClient(['*']), await makeClient(['*'], 'acme')];
      const everything = await asService(crossTenant);
      const each = [
        everything,
        await asService(bound),
        await tokenOf(everything.as(everything.token, { 'x-tenant-key': 'acme' })),
        await tokenOf(await asService(bound)),
        await asService(crossTenant, 'members:write roles:write tokens:write'),
      ];
      for (const client of each)
        for (const { method, path } of guarded) {
          const url = path.replace('{tenant_key}', 'acme').replaceAll(/\{\w+\}/g, NOTHING);
          for (const headers of [{}, { 'x-tenant-key': 'acme' }] as Record<string, string>[]) {
            const { status } = await client.send(method, url, { headers, body: method === 'GET' ? undefined : {} });
            expect([method, path, status]).toEqual([method, path, 403]);
          }
        }
      for (const scope of ['tenants:read', 'tenants:write events:read', 'tenants:*', '*', 'self:read', 'events:*', 'events:read tenants:read'])
        for (const { id, client_secret } of [crossTenant, bound]) {
          const answer = await grant({ grant_type: 'client_credentials', client_id: id, client_secret, scope });
          expect([scope, answer.status, answer.body.error]).toEqual([scope, 400, 'invalid_scope']);
        }
    });

    it('does by name what it was given, and nothing to people, keys, services, sessions or staff', async () => {
      const client = await asService(await makeClient(['*', 'tenants:read', 'tenants:write']));
      const inside = client.as(client.token, { 'x-tenant-key': 'acme' });
      const staffId = (await platform.get('/v1/auth/me')).body.principal.id;
      const there = platform.as(platform.token, { 'x-tenant-key': 'acme' });
      const place = (await there.post('/v1/members', { user_id: staffId, roles: ['consumer'] })).body.id;
      const person = await service.make.person('consumer', 'acme');
      const member = (await admin.client.get('/v1/members?limit=500')).body.data.find(
        (each: { user_id: string }) => each.user_id === person.id,
      ).id;
      const other = await makeClient(['events:read']);
      const calls: [string, string, object?][] = [
        ['POST', '/v1/service-clients', { name: 'x', abilities: ['events:read'] }],
        ['POST', `/v1/service-clients/${other.id}/rotate`],
        ['DELETE', `/v1/service-clients/${other.id}`],
        ['PATCH', `/v1/users/${person.id}`, { status: 'disabled' }],
        ['DELETE', `/v1/users/${person.id}`],
        ['POST', '/v1/signing-keys/rotate', {}],
        ['POST', '/v1/members', { user_id: person.id, roles: ['consumer'] }],
        ['POST', `/v1/members/${member}/password-reset`],
        ['POST', `/v1/members/${place}/password-reset`],
        ['PATCH', `/v1/members/${place}`, { roles: ['producer'] }],
        ['DELETE', `/v1/members/${place}`],
        ['GET', '/v1/auth/sessions'],
        ['DELETE', '/v1/auth/sessions'],
        ['POST', '/v1/auth/accept-invitation', { token: 'x', password: GOOD }],
      ];
      for (const speaker of [inside, await tokenOf(inside)])
        for (const [method, path, body] of calls) {
          const { status } = await speaker.send(method, path, { body });
          // A public route does not accept an API token as a session.
          const refused = path.endsWith('accept-invitation') ? [401, 403] : [403];
          expect([method, path, refused.includes(status)]).toEqual([method, path, true]);
        }
      expect((await client.get('/v1/tenants')).status).toBe(200);
    });
  });

  describe('who is a device', () => {
    /** Routes for the token of a device, and routes for every credential. */
    const ITS = /^(POST \/v1\/events(\/batch|\/import)?|GET \/v1\/auth\/me|GET \/v1\/ingestions\/\{id\})$/;

    it('is refused everything but what it is for', async () => {
      const device = await deviceOf(admin.client);
      const guarded = routes.filter(({ rule, method, path }) => rule !== 'public' && path !== '/metrics' && !ITS.test(`${method} ${path}`));
      expect(guarded.length).toBeGreaterThan(60);
      for (const { method, path } of guarded) {
        const url = path.replace('{tenant_key}', 'acme').replace('{device_uid}', 'sensor-1').replaceAll(/\{\w+\}/g, NOTHING);
        const { status } = await device.send(method, url, { body: method === 'GET' || method === 'DELETE' ? undefined : {} });
        expect([method, path, status]).toEqual([method, path, 403]);
      }
    });

    it('speaks for no other, in no form and at no door', async () => {
      await admin.client.post('/v1/devices', { device_uid: 'sensor-2' });
      await admin.client.patch('/v1/tenants/acme', {});
      await platform.patch('/v1/tenants/acme', { settings: { auto_register_devices: true } });
      const device = await deviceOf(admin.client);
      const others = ['sensor-2', 'sensor-new', 'Sensor-1', 'sensor-1.', 'sensor-10', 'sensor%2D2', 'theirs'];
      const cloud = (source: string) => ({ specversion: '1.0', id: randomUUID(), source, type: 't', data: {} });
      for (const device_uid of others) {
        const single = await device.post('/v1/events', event(randomUUID(), { device_uid }));
        expect([single.status, single.body.code]).toEqual([403, 'device_forbidden']);
        for (const headers of [{}, { prefer: 'respond-async' }] as Record<string, string>[])
          for (const path of ['/v1/events/batch', '/v1/events/batch?dry_run=true']) {
            const mixed = { events: [event(randomUUID(), { device_uid })] };
            const answer = await device.post(path, mixed, headers);
            expect([answer.status, answer.body.items?.[0].outcome]).toEqual([207, 'forbidden']);
          }
        const line = `${JSON.stringify(event(randomUUID(), { device_uid }))}\n`;
        const imported = await device.send('POST', '/v1/events/import', { body: line, headers: { 'content-type': 'application/x-ndjson' } });
        expect(imported.text).toMatch(/"forbidden"/);
        expect(imported.text).not.toMatch(/"created":1/);
        for (const source of [device_uid, `/plant/${device_uid}`, `/sensor-1/${device_uid}?x=sensor-1#sensor-1`])
          for (const type of ['application/cloudevents+json', 'application/cloudevents-batch+json']) {
            const body = type.includes('batch') ? [cloud(source)] : cloud(source);
            const answer = await device.send('POST', '/v1/events', { body: JSON.stringify(body), headers: { 'content-type': type } });
            expect([source, answer.status < 300 && answer.text.includes('created')]).toEqual([source, false]);
          }
      }
      const stored = await sql<{ uid: string }>(`SELECT DISTINCT d.device_uid AS uid FROM events e JOIN devices d ON d.id = e.device_id AND d.tenant_id = e.tenant_id JOIN tenants t ON t.id = e.tenant_id WHERE t.key = 'acme'`);
      expect(stored.filter(({ uid }) => uid !== 'sensor-1')).toEqual([]);
      expect((await admin.client.get('/v1/devices/sensor-new')).status).toBe(404);
    }, 60_000);
  });

  describe('who shares an address with somebody elsewhere', () => {
    const CALLS = ['invite', 'accept', 'log in', 'log in there', 'reset', 'use reset', 'change password', 'make token', 'accept as the squat', 'raise', 'refresh', 'owner joins', 'owner logs in'] as const;
    const step = fc.record({ call: fc.constantFrom(...CALLS), n: fc.nat(20) });

    it('never becomes them, holds nothing there, and never keeps them out, whatever both do', async () => {
      const program = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
        const email = `${randomUUID()}@example.com`;
        const own = (await victim.post('/v1/invitations', { email, roles: ['tenant_admin'] })).body.token;
        const ownPassword = `the owner ${randomUUID()}`;
        expect((await service.api.post('/v1/auth/accept-invitation', { token: own, password: ownPassword })).status).toBe(200);
        const ownerLogin = (tenant_key?: string) => grant({ grant_type: 'password', username: email, password: ownPassword, tenant_key });
        const owner = service.api.as((await ownerLogin('globex')).body.access_token);
        const ownerId = (await owner.get('/v1/auth/me')).body.principal.id;
        // Everything that the admin of acme has got so far.
        const [links, resets, passwords, refreshes] = [[], [], [GOOD], []] as string[][];
        const hands: ApiClient[] = [admin.client];
        const pick = <T>(from: readonly T[], n: number) => from[n % Math.max(from.length, 1)];
        const member = async () =>
          ((await admin.client.get('/v1/members?limit=500')).body.data as { id: string; email: string }[]).find((each) => each.email === email)?.id;
        // They guess from a network of their own, so they do not use up the attempts of the owner's network.
        const from = { 'x-forwarded-for': `2001:db8:${randomUUID().slice(0, 4)}::1` };
        const logInAs = async (password: string, tenant_key?: string) => {
          const { body } = await service.api.post('/v1/auth/token', { grant_type: 'password', username: email, password, tenant_key }, from);
          if (body.access_token) hands.push(service.api.as(body.access_token));
          if (body.refresh_token) refreshes.push(body.refresh_token);
        };
        const run: Record<(typeof CALLS)[number], (n: number) => Promise<unknown>> = {
          invite: async (n) => links.push((await admin.client.post('/v1/invitations', { email, roles: [pick(['tenant_admin', 'consumer'], n)] })).body.token),
          accept: async (n) => links.length && service.api.post('/v1/auth/accept-invitation', { token: pick(links, n), password: GOOD }),
          'log in': (n) => logInAs(pick(passwords, n), pick(['acme', undefined], n)),
          'log in there': (n) => logInAs(pick(passwords, n), 'globex'),
          reset: async () => {
            const { body } = await admin.client.post(`/v1/members/${(await member()) ?? NOTHING}/password-reset`);
            if (body?.token) resets.push(body.token);
          },
          'use reset': async (n) => {
            const next = `taken ${randomUUID()}`;
            passwords.push(next);
            if (resets.length) await service.api.post('/v1/auth/password', { token: pick(resets, n), new_password: next });
          },
          'change password': async (n) => {
            const next = `changed ${randomUUID()}`;
            passwords.push(next);
            await service.api.post('/v1/auth/password', { email, tenant_key: pick(['acme', 'globex', undefined], n), current_password: pick(passwords, n), new_password: next }, from);
          },
          'make token': async (n) => {
            const { body } = await pick(hands, n).post('/v1/tokens', { name: 't', abilities: ['*'] });
            if (body?.token) hands.push(service.api.as(body.token));
          },
          'accept as the squat': async (n) => links.length && pick(hands, n).post('/v1/auth/accept-invitation', { token: pick(links, n) }),
          raise: async () => admin.client.patch(`/v1/members/${(await member()) ?? NOTHING}`, { roles: ['tenant_admin'] }),
          refresh: async (n) => {
            const { body } = await grant({ grant_type: 'refresh_token', refresh_token: pick(refreshes, n) ?? 'none' });
            if (body.refresh_token) refreshes.push(body.refresh_token);
            if (body.access_token) hands.push(service.api.as(body.access_token));
          },
          'owner joins': async (n) => links.length && owner.post('/v1/auth/accept-invitation', { token: pick(links, n) }),
          'owner logs in': async () => expect((await ownerLogin('globex')).status).toBe(200),
        };
        for (const { call, n } of steps) await run[call](n);
        for (const hand of hands) {
          const me = (await hand.get('/v1/auth/me')).body;
          if (!me?.principal) continue;
          expect(me.principal.id).not.toBe(ownerId);
          expect(me.tenants.map((each: { tenant_key: string }) => each.tenant_key)).not.toContain('globex');
          expect((await hand.get('/v1/devices', { headers: { 'x-tenant-key': 'globex' } })).status).toBe(403);
        }
        expect((await ownerLogin('globex')).status).toBe(200);
        const here = (await owner.get('/v1/auth/me')).body.tenants.map((each: { tenant_key: string }) => each.tenant_key);
        expect(here).toContain('globex');
      });
      await fc.assert(program, { numRuns: Number(process.env.ENEMY_PROGRAMS ?? 12), seed: Number(process.env.ENEMY_SEED ?? Date.now() % 2 ** 31), interruptAfterTimeLimit: 300_000, markInterruptAsFailure: false });
    }, 600_000);
  });

  describe('who comes after an erased tenant of the same key', () => {
    it('finds nobody whom the first let in, and nothing that it gave opens the second', async () => {
      await service.make.tenant('reborn');
      const first = platform.as(platform.token, { 'x-tenant-key': 'reborn' });
      const stays = await service.make.person('tenant_admin', 'reborn', 'acme');
      const joined = await service.make.person('consumer', 'globex');
      const invited = (await first.post('/v1/invitations', { email: joined.email, roles: ['tenant_admin'] })).body;
      expect((await (await joined.logIn()).post('/v1/auth/accept-invitation', { token: invited.token })).status).toBe(200);
      const open = (await first.post('/v1/invitations', { email: 'late@example.com', roles: ['tenant_admin'] })).body.token;
      const members = (await first.get('/v1/members?limit=500')).body.data as { id: string; user_id: string }[];
      const reset = (await first.post(`/v1/members/${members.find(({ user_id }) => user_id === stays.id)!.id}/password-reset`)).body.token;
      const session = await stays.logIn();
      const bound = (await grant({ grant_type: 'password', username: stays.email, password: stays.password, tenant_key: 'reborn' })).body;
      const machine = await makeClient(['*'], 'reborn');
      const credentials = [
        service.api.as(bound.access_token),
        await tokenOf(session.as(session.token, { 'x-tenant-key': 'reborn' })),
        await asService(machine),
        await tokenOf(await asService(machine)),
        await deviceOf(first),
      ];
      const { next_cursor } = (await first.get('/v1/roles?limit=1')).body;
      // After this second the credentials are cached, and no earlier change can drop them from the cache.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const client of credentials) expect((await client.get('/v1/auth/me')).status).toBe(200);
      const erasure = await platform.delete('/v1/tenants/reborn');
      await until('it is erased', async () => (await platform.get(erasure.headers.get('location')!)).body.status === 'done');
      await service.make.tenant('reborn');
      const second = platform.as(platform.token, { 'x-tenant-key': 'reborn' });
      // A cached credential is one second old at most.
      for (const client of credentials) await until('it is refused', async () => (await client.get('/v1/auth/me')).status === 401);
      expect((await session.get('/v1/events', { headers: { 'x-tenant-key': 'reborn' } })).status).toBe(403);
      expect((await grant({ grant_type: 'refresh_token', refresh_token: bound.refresh_token })).status).toBe(400);
      expect((await grant({ grant_type: 'client_credentials', client_id: machine.id, client_secret: machine.client_secret })).status).toBe(401);
      expect((await service.api.post('/v1/auth/accept-invitation', { token: open, password: GOOD })).status).toBe(422);
      expect((await service.api.post('/v1/auth/password', { token: reset, new_password: GOOD })).status).toBe(422);
      expect((await second.get(`/v1/roles?limit=1&cursor=${next_cursor}`)).body.code).toBe('invalid_cursor');
      expect((await platform.get(`/v1/users?email=${joined.email}`)).body.data[0].proved_by).toEqual([]);
      expect((await second.get('/v1/members')).body.data).toHaveLength(1);
    }, 60_000);
  });

  describe('who accepts while the invitation is being taken away', () => {
    const inviter = async () => {
      const name = `r${randomUUID().slice(0, 8)}`;
      const role = (await admin.client.post('/v1/roles', { name, permissions: ['members:*', 'events:read'] })).body.id as string;
      const gift = (await admin.client.post('/v1/roles', { name: `g${name}`, permissions: ['events:read'] })).body as { id: string; name: string };
      const person = await service.make.person('consumer', 'acme');
      const all = (await admin.client.get('/v1/members?limit=500')).body.data as { id: string; user_id: string }[];
      const member = all.find(({ user_id }) => user_id === person.id)!.id;
      await admin.client.patch(`/v1/members/${member}`, { roles: [name] });
      const client = await person.logIn();
      const email = `${randomUUID()}@example.com`;
      const invitation = (await client.post('/v1/invitations', { email, roles: [gift.name] })).body as { id: string; token: string };
      return { person, member, role, gift, email, invitation };
    };
    type Made = Awaited<ReturnType<typeof inviter>>;
    const WAYS: [string, (made: Made) => Promise<Answer>][] = [
      ['withdrawn', ({ invitation }) => admin.client.delete(`/v1/invitations/${invitation.id}`)],
      ['ended with its role', ({ gift }) => admin.client.delete(`/v1/roles/${gift.id}`)],
      ['ended by a change of its role', ({ gift }) => admin.client.patch(`/v1/roles/${gift.id}`, { permissions: ['members:*'] })],
      ['ended with its maker’s role', ({ role }) => admin.client.patch(`/v1/roles/${role}`, { permissions: ['events:read'] })],
      ['ended with its maker’s place', ({ member }) => admin.client.delete(`/v1/members/${member}`)],
      ['ended with its maker', ({ person }) => platform.delete(`/v1/users/${person.id}`)],
      ['accepted by another', ({ invitation }) => service.api.post('/v1/auth/accept-invitation', { token: invitation.token, password: `other ${GOOD}` })],
    ];

    it.each(WAYS)('%s: it is one or the other, and never half', async (_, take) => {
      for (let round = 0; round < 4; round++) {
        const made = await inviter();
        const token = made.invitation.token;
        const [accepted, taken] = await Promise.all([
          service.api.post('/v1/auth/accept-invitation', { token, password: GOOD }),
          take(made),
        ]);
        expect([200, 422, 409]).toContain(accepted.status);
        expect(taken.status).toBeLessThan(500);
        const accounts = await sql<{ members: number }>(`SELECT (SELECT count(*)::int FROM memberships m WHERE m.user_id = u.id) AS members FROM users u WHERE u.email = '${made.email}'`);
        // An account is made together with its membership, or not at all.
        expect(accounts.every(({ members }) => members === 1)).toBe(true);
        const oneWon = Number(accepted.status === 200) + Number(taken.status === 200 && 'email' in (taken.body ?? {}));
        expect(accounts).toHaveLength(oneWon);
        // No member has a role that was deleted.
        const { data } = (await admin.client.get('/v1/members?limit=500')).body;
        const roles = (await admin.client.get('/v1/roles?limit=500')).body.data.map(({ name }: { name: string }) => name);
        for (const member of data as { roles: string[] }[]) for (const name of member.roles) expect(roles).toContain(name);
        expect((await service.api.post('/v1/auth/accept-invitation', { token, password: GOOD })).status).toBe(422);
      }
    }, 60_000);
  });
}); // prettier-ignore
