import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { event } from '../support/fixtures.js';
import { until } from '../support/wait.js';

/** Long-running requests end when their right is revoked, in the process that revokes it and in another. */
describe('an import that goes on', () => {
  let services: TestApp[];
  let platform: ApiClient;
  let admin: ApiClient;

  beforeAll(async () => {
    const first = await startTestApp();
    services = [first, await startTestApp({}, first.database)];
    platform = await first.make.staff();
    await first.make.tenant('acme');
    admin = await first.make.member('tenant_admin', 'acme');
  });
  afterAll(async () => {
    for (const service of services) await service.close();
  });

  const memberOf = async (client: ApiClient) => {
    const { id } = (await client.get('/v1/auth/me')).body.principal;
    const { data } = (await admin.get('/v1/members?limit=500')).body;
    return data.find((each: { user_id: string }) => each.user_id === id).id as string;
  };
  const [person, token] = [
    () => services[0].make.member('producer', 'acme'),
    async (abilities = ['events:write']) => (await admin.post('/v1/tokens', { name: 't', abilities })).body,
  ];

  /** Revokes a right of the client that it made. */
  const WAYS: Record<string, () => Promise<{ client: ApiClient; take: () => Promise<unknown> }>> = {
    'its API token is revoked': async () => {
      const made = await token();
      return { client: services[0].api.as(made.token), take: () => admin.delete(`/v1/tokens/${made.id}`) };
    },
    'its device token is revoked': async () => {
      const made = (await admin.post('/v1/devices/sensor-1/tokens', { name: 't' })).body;
      const take = () => admin.delete(`/v1/devices/sensor-1/tokens/${made.id}`);
      return { client: services[0].api.as(made.token), take };
    },
    'its member is removed': async () => {
      const client = await person();
      const id = await memberOf(client);
      return { client, take: () => admin.delete(`/v1/members/${id}`) };
    },
    'its member gets another role': async () => {
      const client = await person();
      const id = await memberOf(client);
      return { client, take: () => admin.patch(`/v1/members/${id}`, { roles: ['consumer'] }) };
    },
    'its role loses the permission': async () => {
      const name = `r${randomUUID().slice(0, 8)}`;
      const role = (await admin.post('/v1/roles', { name, permissions: ['events:write'] })).body;
      const client = await person();
      await admin.patch(`/v1/members/${await memberOf(client)}`, { roles: [name] });
      return { client, take: () => admin.patch(`/v1/roles/${role.id}`, { permissions: [] }) };
    },
    'its session ends': async () => {
      const client = await person();
      return { client, take: () => endOwn(client) };
    },
    'its narrowed session ends': async () => {
      const { email: username, password } = await services[0].make.person('producer', 'acme');
      const login = { grant_type: 'password', username, password, scope: 'events:write' };
      const { access_token, refresh_token } = (await services[0].api.post('/v1/auth/token', login)).body;
      const take = () => services[0].api.post('/v1/auth/revoke', { token: refresh_token });
      return { client: services[0].api.as(access_token), take };
    },
    'its service gives its token up': async () => {
      const client = { name: 's', abilities: ['events:write'], tenant_key: 'acme' };
      const { id: client_id, client_secret } = (await platform.post('/v1/service-clients', client)).body;
      const grant = { grant_type: 'client_credentials', client_id, client_secret };
      const { access_token: token } = (await services[0].api.post('/v1/auth/token', grant)).body;
      return { client: services[0].api.as(token), take: () => services[0].api.post('/v1/auth/revoke', { token }) };
    },
    'its person is erased': async () => {
      const client = await person();
      const { id } = (await client.get('/v1/auth/me')).body.principal;
      return { client, take: () => platform.delete(`/v1/users/${id}`) };
    },
  };
  const endOwn = async (client: ApiClient) => {
    const { data } = (await client.get('/v1/auth/sessions')).body;
    await client.delete(`/v1/auth/sessions/${data[0].id}`);
  };

  const cases = Object.keys(WAYS).flatMap((way) => [0, 1].map((process) => [way, process] as const));
  it.each(cases)('breaks off where %s, in process %i', async (way, process) => {
    const { client, take } = await WAYS[way]();
    let open = true;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (!open) return controller.close();
        await new Promise((resolve) => setTimeout(resolve, 30));
        sent++;
        controller.enqueue(Buffer.from(`${JSON.stringify(event())}\n`));
      },
    });
    const answer = fetch(`${services[process].url}/v1/events/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/x-ndjson' },
      body,
      duplex: 'half',
    } as RequestInit);
    let ended: string | undefined;
    void answer.then((response) => response.text()).then(
      (text) => (ended = text),
      (error: Error) => (ended = String(error)),
    );
    await until('the import is under way', () => sent > 10);
    expect(ended).toBe(undefined);
    await take();
    await until('the import has ended', () => ended !== undefined);
    open = false;
    expect(ended).toMatch(/unauthenticated|forbidden|tenant_forbidden/);
    expect(ended).not.toMatch(/^\{"summary/m);
  });
}); // prettier-ignore
