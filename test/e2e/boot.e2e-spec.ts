import { createApp } from '../../apps/api/src/create-app.js';
import { Lifecycle } from '../../libs/host/src/lifecycle.js';
import { firstStart } from '../../apps/cli/src/first-start.js';
import { loadConfig } from '#libs/common';
import { ADMIN, startTestApp, testConfig } from '../support/app.js';
import { ApiClient } from '../support/clients/client.js';
import { asAdmin, createEmptyDatabase, createTestDatabase } from '../support/servers/database.js';

const refusal = (url: string) =>
  createApp(testConfig(url), url, { write: () => undefined }).then(
    async (app) => (await app.close(), 'it served'),
    (error: Error) => error.message,
  );

describe('booting', () => {
  it('refuses a role that could bypass the policies, naming why', async () => {
    const { adminUrl, ownerUrl } = await createTestDatabase();
    expect(await refusal(ownerUrl)).toMatch(/owns tables of the schema.*\n.*plain role/s);
    expect(await refusal(adminUrl)).toMatch(/superuser or may bypass row level security/);
  });

  it('refuses tables whose row level security is not forced', async () => {
    const { adminUrl, appUrl } = await createTestDatabase();
    await asAdmin(adminUrl, (admin) => admin.query('ALTER TABLE events NO FORCE ROW LEVEL SECURITY'));
    expect(await refusal(appUrl)).toMatch(/without forced row level security: events/);
  });

  it('refuses a database without its schema, saying what to run', async () => {
    expect(await refusal((await createEmptyDatabase()).appUrl)).toMatch(/lacks \d+ migrations.*npm run migrate/);
  });

  it('reports every fault of the configuration at once, without its values', () => {
    const faults = () =>
      loadConfig({ PORT: '70000', DATABASE_URL: 'mysql://x:hunter2@y', LOG_LEVEL: 'loud', ADMIN_PASSWORD: 'short' });
    expect(faults).toThrow(/PORT.*\n.*DATABASE_URL.*\n.*ADMIN_PASSWORD.*\n.*LOG_LEVEL.*\n.*ADMIN_EMAIL.*\n.*JWT_PRIVATE_KEY/s);
    expect(faults).not.toThrow(/hunter2|short/);
  });

  it('makes the first administrator once, and on the embedded default a demo that works as printed', async () => {
    const { app, api, url, close } = await startTestApp();
    const config = loadConfig({ PUBLIC_URL: url });
    const printed = await firstStart(app, config);
    const [, email, password] = /Administrator: (\S+) {2}password: (\S+)/.exec(printed)!;
    const [, token] = /Token of tenant "demo": (\S+)/.exec(printed)!;
    expect((await api.post('/v1/auth/token', { grant_type: 'password', username: email, password })).status).toBe(200);
    const demo = new ApiClient(url, token);
    const [, body] = /-d '(.+)'/.exec(printed)!;
    expect((await demo.post('/v1/events', body)).body).toMatchObject({ outcome: 'created', event_uid: 'first-event' });
    expect((await demo.get('/v1/events')).body.data).toHaveLength(1);
    expect(await firstStart(app, config)).toBe(`Tributary is ready at ${url}  (API: ${url}/docs)`);
    await close();
  });

  it('says whether it lives and is ready', async () => {
    const { api, close } = await startTestApp();
    expect((await api.get('/livez')).body).toEqual({ status: 'ok' });
    expect((await api.get('/readyz')).body).toEqual({ status: 'ok' });
    await close();
  });

  it('serves its documents from its own process, and not at all where they are switched off', async () => {
    const { api, close } = await startTestApp({ DOCS_ENABLED: 'true' });
    const page = await api.get('/docs/');
    expect([page.status, page.text]).toEqual([200, expect.not.stringMatching(/(src|href)="https?:/)]);
    expect((await api.get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0', info: { title: 'Tributary' } });
    await close();
    const elsewhere = await startTestApp({ DOCS_ENABLED: 'true', PUBLIC_URL: 'https://events.example.com/in' });
    const { servers, components } = (await elsewhere.api.get('/openapi.json')).body;
    expect(servers).toEqual([{ url: 'https://events.example.com/in' }]);
    expect(JSON.stringify(components.securitySchemes)).toContain('"https://events.example.com/in/v1/auth/token"');
    await elsewhere.close();
    const closed = await startTestApp();
    expect((await closed.api.get('/docs/')).status).toBe(404);
    expect((await closed.api.get('/openapi.json')).status).toBe(404);
    await closed.close();
  });

  it('says why it is not ready, and each log line says its own only', async () => {
    const { api, app, logs, close } = await startTestApp();
    app.get(Lifecycle).draining = true;
    const { status, body } = await api.get('/readyz');
    expect([status, body.code]).toEqual([503, 'draining']);
    const [reason, request] = logs.slice(-2).map((line) => JSON.parse(line));
    expect(reason).toMatchObject({ level: 'warn', code: 'draining', request_id: body.request_id });
    expect(request).toMatchObject({ level: 'info', status: 503, request_id: body.request_id });
    expect(Object.keys(request)).not.toEqual(expect.arrayContaining(['code']));
    await close();
  });

  it('takes an administrator from the environment', async () => {
    const { make, close } = await startTestApp();
    const me = await (await make.staff()).get('/v1/auth/me');
    expect(me.body.principal).toMatchObject({ email: ADMIN.email, staff: true });
    await close();
  });
}); // prettier-ignore
