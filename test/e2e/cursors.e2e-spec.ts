import { createHash, randomBytes } from 'node:crypto';
import { type CursorKey, deriveCursorKey, ListCursors } from '#libs/common';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { routesOf } from '../support/routes.js';

/** Required parameters of a route besides its cursor. */
const REQUIRED: Record<string, string> = { '/v1/events/stats': 'interval=day&' };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** An old cursor, from before cursors were sealed. Anybody who knows the scope can make one. */
function unkeyed(scope: readonly string[], key: string): string {
  const body = Buffer.from(key).toString('base64url');
  const check = createHash('sha256')
    .update(JSON.stringify([...scope, body]))
    .digest('base64url');
  return `${body}.${check.slice(0, 11)}`;
}

/** Cursors that differ from a good one in one thing each, and texts that are no cursors. */
function* damaged(good: string): Generator<string> {
  for (let i = 0; i < good.length; i += 3) {
    yield good.slice(0, i) + ALPHABET[(ALPHABET.indexOf(good[i]) + 1) % 64] + good.slice(i + 1);
    yield good.slice(0, i);
    yield `${good.slice(0, i)}=${good.slice(i)}`;
  }
  yield `${good}A`;
  yield good + good;
  yield* [
    'abc',
    '9e22',
    '-1',
    '0',
    '4711',
    'null',
    '[]',
    '{}',
    '\0',
    `${good}\0`,
    '%',
    ' ',
    '.',
    'a.b.c',
    'ä',
    '😀',
  ];
  yield* ["' OR 1=1 --", '__proto__', 'undefined', 'NaN', '1;2', 'x'.repeat(5000)];
  for (const bytes of [0, 1, 12, 28, 29, 30, 64, 1000]) yield randomBytes(bytes).toString('base64url');
}

describe('a cursor', () => {
  let service: TestApp;
  let acme: ApiClient;
  let globex: ApiClient;
  let routes: string[];

  const list = (client: ApiClient, path: string, cursor: string) =>
    client.get(`${path.replace('{device_uid}', 'sensor-1')}?${REQUIRED[path] ?? ''}cursor=${encodeURIComponent(cursor)}`);

  beforeAll(async () => {
    service = await startTestApp();
    await service.make.tenant('acme');
    await service.make.tenant('globex');
    const staff = await service.make.staff();
    acme = staff.as(staff.token, { 'x-tenant-key': 'acme' });
    globex = staff.as(staff.token, { 'x-tenant-key': 'globex' });
    for (const client of [acme, globex])
      await client.post('/v1/events/batch', { events: [event('a'), event('b'), event('c')] });
    routes = (await routesOf(service.app))
      .filter(({ places }) => places.some(({ in: place, name }) => place === 'query' && name === 'cursor'))
      .map(({ path }) => path);
  });
  afterAll(() => service.close());

  it('that is damaged, forged or of another kind is 400 invalid_cursor on every list', async () => {
    expect(routes.length).toBeGreaterThan(15);
    const id = await service.make.tenantId('acme');
    const { next_cursor } = (await acme.get('/v1/events?limit=1')).body;
    const cursors = [...damaged(next_cursor), unkeyed(['events', id, 'asc'], '1'), unkeyed(['tenants'], 'a')];
    const wrong: string[] = [];
    for (const path of routes)
      for (const cursor of cursors) {
        const { status, body } = await list(acme, path, cursor);
        if (status !== 400 || body.code !== 'invalid_cursor') wrong.push(`${path} ${cursor.slice(0, 60)}: ${status} ${body?.code}`);
      }
    expect(wrong).toEqual([]);
  });

  it('of one list, order or tenant opens no other', async () => {
    const { next_cursor } = (await acme.get('/v1/events?limit=1')).body;
    expect((await list(acme, '/v1/events', next_cursor)).status).toBe(200);
    for (const path of routes.filter((each) => each !== '/v1/events'))
      expect([path, (await list(acme, path, next_cursor)).body.code]).toEqual([path, 'invalid_cursor']);
    expect((await list(globex, '/v1/events', next_cursor)).body.code).toBe('invalid_cursor');
    expect((await acme.get(`/v1/events?order=asc&cursor=${next_cursor}`)).body.code).toBe('invalid_cursor');
  });

  it('shows nothing of what it holds, and is the same for the same place', () => {
    const secret = randomBytes(32);
    const listOf = (owner: string, keys = [deriveCursorKey(1, secret, owner)]) =>
      new ListCursors({ sealing: keys[0], find: (kid): CursorKey | undefined => keys[kid - 1] }, [
        owner,
        'events',
        'asc',
      ]);
    const cursors = listOf('123456789');
    const cursor = cursors.seal('4711000815');
    expect(cursors.seal('4711000815')).toBe(cursor);
    expect(cursors.open(cursor)).toBe('4711000815');
    // Each tenant has its own key, so a list with the same name in another tenant cannot open this cursor.
    expect(listOf('2').seal('4711000815')).not.toBe(cursor);
    expect(() => listOf('123456789', [deriveCursorKey(1, secret, '2')]).open(cursor)).toThrow(/next_cursor/);
    const bytes = Buffer.from(cursor, 'base64url');
    for (const text of ['4711', '123456789', 'events']) expect(bytes.includes(text)).toBe(false);
    const next = Buffer.from(cursors.seal('4711000816'), 'base64url');
    const alike = bytes.filter((byte, i) => byte === next[i]).length;
    // The version and the key's id are equal. Of the other bytes, one in 256 is equal by chance.
    expect(alike).toBeLessThan(bytes.length / 3);
  });
}); // prettier-ignore
