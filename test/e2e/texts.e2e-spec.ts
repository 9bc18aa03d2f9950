import argon2 from 'argon2';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { asAdmin } from '../support/servers/database.js';

describe('texts that people type', () => {
  let service: TestApp;
  let platform: ApiClient;
  let admin: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    platform = await service.make.staff();
    await service.make.tenant('acme');
    admin = await service.make.member('tenant_admin', 'acme');
  });
  afterAll(() => service.close());

  const BLANKS = ['', ' ', '   ', '\u00A0', '\u2003\u2003', '\u3000'];
  const PLACES: [string, (name: string) => Promise<{ status: number; body: { name?: string } }>][] = [
    ['a new tenant', (name) => platform.post('/v1/tenants', { key: `t-${Math.random().toString(36).slice(2, 10)}`, name })],
    ['a tenant', (name) => platform.patch('/v1/tenants/acme', { name })],
    ['a device', (name) => admin.patch('/v1/devices/sensor-1', { name })],
    ['an API token', (name) => admin.post('/v1/tokens', { name, abilities: ['events:read'] })],
    ['a device token', (name) => admin.post('/v1/devices/sensor-1/tokens', { name })],
    ['a service', (name) => platform.post('/v1/service-clients', { name, abilities: ['events:read'] })],
  ];

  it.each(PLACES)('as the name of %s are trimmed, and not only white space', async (_, set) => {
    for (const blank of BLANKS) expect([blank, (await set(blank)).status]).toEqual([blank, 422]);
    const { body } = await set('\u2003 Grüße an  alle \u00A0');
    expect(body.name).toBe('Grüße an  alle');
    expect((await set('line\nbreak')).status).toBe(422);
  });

  it('as a password that was hashed as it was typed still log in, and are hashed anew', async () => {
    const person = await service.make.person('consumer', 'acme');
    const typed = 'cre\u0300me bru\u0302le\u0301e au citron';
    const old = await argon2.hash(typed);
    const hashOf = () =>
      asAdmin(service.database.adminUrl, async (client) => {
        const { rows } = await client.query('SELECT password_hash FROM users WHERE public_id = $1', [person.id]);
        return rows[0].password_hash as string;
      });
    await asAdmin(service.database.adminUrl, (client) =>
      client.query('UPDATE users SET password_hash = $1 WHERE public_id = $2', [old, person.id]),
    );
    const logIn = (password: string) =>
      service.api.post('/v1/auth/token', { grant_type: 'password', username: person.email, password, tenant_key: 'acme' });
    expect((await logIn(typed.normalize('NFC'))).status).toBe(400);
    expect((await logIn(typed)).status).toBe(200);
    expect(await hashOf()).not.toBe(old);
    for (const each of [typed, typed.normalize('NFC'), typed.normalize('NFC').replaceAll(' ', '\u00A0')])
      expect((await logIn(each)).status).toBe(200);
  });
}); // prettier-ignore
