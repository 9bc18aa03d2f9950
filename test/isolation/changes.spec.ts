import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { getMetadataArgsStorage } from 'typeorm';
import { Metrics } from '#libs/common';
import { ChangePoll, stampOf } from '#libs/database';
import { TenantCache, TenantContext } from '#libs/tenancy';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin, createTestDatabase, type TestDatabase } from '../support/servers/database.js';
import { TcpProxy } from '../support/servers/tcp-proxy.js';
import { until } from '../support/wait.js';

const found = (value: string, ...from: string[]) => () => Promise.resolve({ value, from }); // prettier-ignore

describe('hearing of changes', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let cache: TenantCache;
  let poll: ChangePoll;
  const writers: Client[] = [];

  beforeEach(async () => {
    database ??= await createTestDatabase();
    proxy = await TcpProxy.before(database.appUrl);
    cache = new TenantCache(new Metrics());
    poll = new ChangePoll(proxy.url, new TenantContext(), cache);
    await poll.onApplicationBootstrap();
  });
  afterEach(async () => {
    await Promise.all(writers.splice(0).map((each) => each.end()));
    await poll.onApplicationShutdown();
    await proxy.stop();
  });

  /** Another process, in the middle of a transaction that changes something. */
  async function changing(name: string): Promise<{ commit: () => Promise<unknown> }> {
    const client = new Client({ connectionString: database.appUrl });
    await client.connect();
    writers.push(client);
    await client.query('BEGIN');
    await client.query('INSERT INTO changes (name) VALUES ($1)', [name]);
    return { commit: () => client.query('COMMIT') };
  }
  const remembers = (name: string) => cache.has('1', name);
  const remember = (...names: string[]) =>
    Promise.all(names.map((name) => cache.get('1', name, found(name, name))));

  it('drops what others have changed, and nothing else', async () => {
    await remember('a', 'b');
    await (await changing('a')).commit();
    await until('it is heard of', () => cache.isBelieved && !remembers('a'));
    expect(remembers('b')).toBe(true);
  });

  it('hears of a transaction that commits after others that began later', async () => {
    await remember('early', 'late', 'kept');
    const early = await changing('early');
    await (await changing('late')).commit();
    await until('the later one is heard of', () => cache.isBelieved && !remembers('late'));
    expect(remembers('early')).toBe(true);
    await early.commit();
    await until('the earlier one is heard of', () => cache.isBelieved && !remembers('early'));
    expect(remembers('kept')).toBe(true);
  });

  it('waits for nobody’s open transaction', async () => {
    await changing('never');
    for (const name of ['x', 'y', 'z']) {
      await remember(name);
      await (await changing(name)).commit();
      await until(`${name} is heard of`, () => cache.isBelieved && !remembers(name));
    }
  });

  it('believes nothing while it hears nothing, and forgets nothing but what changed meanwhile', async () => {
    await remember('kept', 'changed');
    proxy.set('silent');
    await until('nothing is believed', () => !cache.isBelieved);
    expect([remembers('kept'), remembers('changed')]).toEqual([false, false]);
    await (await changing('changed')).commit();
    proxy.set('open');
    proxy.cut();
    await until('changes are heard of', () => cache.isBelieved);
    expect([remembers('kept'), remembers('changed')]).toEqual([true, false]);
  });

  it('begins anew on a server that knows less', async () => {
    await remember('lost');
    const seen = poll as unknown as { last: { snapshot: string } };
    await until('a server is behind what was seen', () => {
      seen.last = { ...seen.last, snapshot: '9000000000000:9000000000000:' };
      return !remembers('lost') && cache.isBelieved;
    });
  });
});

describe('what look-ups remember', () => {
  let service: TestApp;
  let staff: ApiClient;
  let acme: ApiClient;
  let id: string;

  beforeAll(async () => {
    service = await startTestApp();
    staff = await service.make.staff();
    acme = await service.make.tenant('acme');
    id = await service.make.tenantId('acme');
  });
  afterAll(() => service.close());

  const stamps = () =>
    asAdmin(service.database.adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>('SELECT name FROM changes ORDER BY at');
      return rows.map(({ name }) => name);
    });
  /** Names that the work has stamped. */
  async function stampedBy(work: () => Promise<unknown>): Promise<string[]> {
    const before = (await stamps()).length;
    await work();
    return (await stamps()).slice(before);
  }
  const userId = (publicId: string) =>
    asAdmin(service.database.adminUrl, async (client) => {
      const { rows } = await client.query('SELECT id FROM users WHERE public_id = $1', [publicId]);
      return rows[0].id as string;
    });
  const ok = (answer: { status: number }) => expect(answer.status).toBeLessThan(300);

  it('is stamped when it changes, in the transaction that changes it', async () => {
    const inside = staff.as(staff.token, { 'x-tenant-key': 'acme' });
    const person = await service.make.person('operator', 'acme');
    const user = `user:${await userId(person.id)}`;
    const session = await person.logIn();
    const members = (await inside.get('/v1/members?limit=500')).body.data as { id: string; email: string }[];
    const member = members.find(({ email }) => email === person.email)!.id;
    const role = (await acme.post('/v1/roles', { name: 'mine', permissions: ['events:read'] })).body;
    const token = (await acme.post('/v1/tokens', { name: 't', abilities: ['events:read'] })).body;
    const client = (await staff.post('/v1/service-clients', { name: 's', abilities: ['events:read'] })).body;
    await acme.post('/v1/devices', { device_uid: 'gone' });
    const device = await asAdmin(service.database.adminUrl, async (admin) => {
      const { rows } = await admin.query("SELECT id FROM devices WHERE device_uid = 'gone'");
      return rows[0].id as string;
    });
    const grant = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.client_secret };
    const access = (await service.api.post('/v1/auth/token', grant)).body.access_token;
    const changes: [name: string, change: () => Promise<{ status: number }>][] = [
      [`tenant:${id}`, () => staff.patch('/v1/tenants/acme', { name: 'Acme' })],
      [user, () => inside.patch(`/v1/members/${member}`, { roles: ['producer'] })],
      [`roles:${id}`, () => acme.patch(`/v1/roles/${role.id}`, { permissions: ['devices:read'] })],
      [`roles:${id}`, () => acme.delete(`/v1/roles/${role.id}`)],
      [token.id, () => acme.delete(`/v1/tokens/${token.id}`)],
      [`device:${device}`, () => acme.delete('/v1/devices/gone')],
      [user, () => session.post('/v1/auth/revoke', { token: session.token })],
      [`client:${client.id}`, () => service.api.post('/v1/auth/revoke', { token: access })],
      [`client:${client.id}`, () => staff.post(`/v1/service-clients/${client.id}/rotate`)],
      [`client:${client.id}`, () => staff.delete(`/v1/service-clients/${client.id}`)],
      [user, () => staff.patch(`/v1/users/${person.id}`, { status: 'disabled' })],
      [user, () => inside.delete(`/v1/members/${member}`)],
      ['signing-keys', () => staff.post('/v1/signing-keys/rotate')],
      [user, () => staff.delete(`/v1/users/${person.id}`)],
    ];
    // Clients and sessions that are bound to a tenant know it by its key.
    const namesOf = (name: string) => (name === `tenant:${id}` ? [name, 'tenant-key:acme'] : [name]);
    for (const [name, change] of changes)
      expect(new Set(await stampedBy(async () => ok(await change())))).toEqual(new Set(namesOf(name)));
  });

  it('is not stamped by what no look-up reads, nor by what is undone', async () => {
    const person = await service.make.person('operator', 'acme');
    const used = async () => {
      const grant = { grant_type: 'password', username: person.email, password: person.password };
      const { refresh_token } = (await service.api.post('/v1/auth/token', grant)).body;
      ok(await service.api.post('/v1/auth/token', { grant_type: 'refresh_token', refresh_token }));
      ok(await acme.patch('/v1/devices/sensor-1', { name: randomUUID() }));
      ok(await acme.get('/v1/events'));
      expect((await staff.patch('/v1/tenants/acme', { name: 'x' }, { 'if-match': '"0"' })).status).toBe(412);
    };
    expect(await stampedBy(used)).toEqual([]);
  });

  it('derives from nothing that is not stamped', async () => {
    const tables = new Map(getMetadataArgsStorage().tables.map(({ name, target }) => [name!, target]));
    const lookups = await asAdmin(service.database.adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string; body: string }>(
        "SELECT proname AS name, prosrc AS body FROM pg_proc WHERE proname LIKE 'app\\_%'",
      );
      return new Map(rows.map(({ name, body }) => [name, body]));
    });
    const entities = new Map([...tables].map(([table, target]) => [(target as { name: string }).name, table]));
    const derived = new Set<string>();
    for (const text of sources().filter((each) => FILLS.test(each))) {
      const bodies = [...text.matchAll(/\bapp_\w+/g)].map(([name]) => lookups.get(name) ?? '');
      for (const [entity, table] of entities)
        if (new RegExp(`manager\\.find\\w*\\(${entity}\\b`).test(text)) derived.add(table);
      for (const table of tables.keys())
        if ([text, ...bodies].some((each) => new RegExp(`(FROM|JOIN) ${table}\\b`).test(each))) derived.add(table);
    }
    expect(derived.size).toBeGreaterThan(8);
    const unstamped = [...derived].filter(
      (table) => !(['insert', 'update', 'delete'] as const).some((operation) => stampOf({ target: tables.get(table) } as never, operation, ['any'])),
    );
    expect(unstamped).toEqual([]);
  });

  it('is changed by hand in named places only, which stamp it', () => {
    const stamped = getMetadataArgsStorage().tables.filter(({ target }) => stampOf({ target } as never, 'delete') ?? stampOf({ target } as never, 'insert'));
    const writes = new RegExp(`\\b(INSERT INTO|UPDATE|DELETE FROM)\\s+(${stamped.map(({ name }) => name).join('|')})\\b[^;\`']*?(?= SET \\w+|\\b)( SET \\w+)?`, 'g');
    const found = sources().flatMap((text) => [...text.matchAll(writes)].map(([write]) => write.replaceAll(/\s+/g, ' '))).sort();
    expect(found).toEqual([
      'DELETE FROM memberships', // of a tenant that is being erased: it is stamped when it goes
      'DELETE FROM users', // libs/tenants/src/erasure/people-eraser.ts notes the change
      'INSERT INTO devices', // new devices are nobody's yet
      'UPDATE api_tokens SET last_used_at', // look-ups do not judge by it
      'UPDATE devices SET last_seen_at',
      'UPDATE users SET proved_by',
    ]);
  });
}); // prettier-ignore

const FILLS = /cache\s*\.get\(|cache\.begin\(|PERSON_COLUMNS =/;

/** Texts of the libraries, migrations apart. */
function sources(folder = 'libs'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'migrations' ? [] : sources(path);
    return /(?<!\.spec|\.d)\.ts$/.test(path) ? [readFileSync(path, 'utf8')] : [];
  });
}
