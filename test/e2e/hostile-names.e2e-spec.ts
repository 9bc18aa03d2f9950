import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';

/** Names that JavaScript objects have already. */
const NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...['prototype', 'length', 'caller', 'then', 'toJSON', 'inspect'],
];

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string | string[];
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly enum?: unknown[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly additionalProperties?: unknown;
}
interface Operation {
  readonly parameters?: { in: string; name: string }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
}

const { paths, components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
/** Routes with long answers, and routes that would end the sessions of this test. */
const LEFT_OUT = /\/stream$|\/import$|\/export$|auth\/sessions|signing-keys\/rotate|^DELETE \/v1\/tokens$/;
const operations = Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  )
  .filter(({ route }) => !LEFT_OUT.test(route));

const resolved = (schema: Schema): Schema => {
  if (schema.allOf) return resolved(schema.allOf[0]);
  return schema.$ref ? resolved(components.schemas[schema.$ref.split('/').at(-1)!]) : schema;
};
/** A body as the documentation shows it. */
const exampleOf = (given: Schema): unknown => {
  const schema = resolved(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([key, each]) => [key, exampleOf(each)]));
  if (schema.default !== undefined) return schema.default;
  return schema.enum?.[0];
};
const isText = (schema: Schema) =>
  [resolved(schema).type].flat().includes('string') && !resolved(schema).enum;
const isList = (schema: Schema) => [resolved(schema).type].flat().includes('array');
const isOpen = (schema: Schema) => [resolved(schema).type].flat().includes('object');

/** The members of an object as sorted JSON texts. */
const sorted = (value: object) =>
  Object.entries(value)
    .map((each) => JSON.stringify(each))
    .sort();

describe('names that every object has', () => {
  let service: TestApp;
  let clients: ApiClient[];
  let admin: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    const platform = await service.make.staff();
    await service.make.tenant('acme', { auto_register_devices: true });
    clients = [platform.as(platform.token, { 'x-tenant-key': 'acme' }), await service.make.member('tenant_admin', 'acme')];
    await service.make.tenant('globex');
    admin = await service.make.member('tenant_admin', 'globex');
  });
  afterAll(() => service.close());

  const expectAnswered = async (client: ApiClient, method: string, path: string, body?: unknown) => {
    const answer = await client.send(method.toUpperCase(), path, {
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined || method === 'get' ? {} : { 'content-type': 'application/json' },
    });
    expect([method, path, JSON.stringify(body), answer.status < 500]).toEqual([method, path, JSON.stringify(body), true]);
    return answer;
  };

  it.each(operations.map((each) => [each.route, each] as const))('are answered at %s, wherever a client may put them', async (_, { path, method, operation }) => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    const properties = schema ? (resolved(schema).properties ?? {}) : {};
    const base = schema ? (exampleOf(schema) as Record<string, unknown>) : undefined;
    for (const [i, name] of NAMES.entries()) {
      const client = clients[i % clients.length];
      const filled = path.replaceAll(/\{\w+\}/g, encodeURIComponent(name));
      await expectAnswered(client, method, filled, base);
      for (const parameter of operation.parameters?.filter((each) => each.in === 'query') ?? [])
        await expectAnswered(client, method, `${filled}?${parameter.name}=${name}`, base);
      await expectAnswered(client, method, `${filled}?${name}=1&payload.${name}=1`, base);
      for (const [key, field] of Object.entries(properties)) {
        const members = JSON.parse(`{"${name}":{"${name}":"${name}"}}`) as object;
        const value = isText(field) ? name : isList(field) ? [name] : isOpen(field) ? members : undefined;
        if (value !== undefined) await expectAnswered(client, method, filled, { ...base, [key]: value });
      }
      if (base) await expectAnswered(client, method, filled, { ...base, ...(JSON.parse(`{"${name}":1}`) as object) });
    }
  }, 120_000);

  it('name roles, whose members can do what they may', async () => {
    for (const name of NAMES.filter((each) => /^[a-z][a-z0-9_-]{1,62}$/.test(each))) {
      const role = await admin.post('/v1/roles', { name, permissions: ['devices:read'] });
      expect([role.status, role.body.name]).toEqual([201, name]);
      const person = await service.make.person('producer', 'globex');
      const { data } = (await admin.get('/v1/members?limit=500')).body;
      const member = data.find((each: { user_id: string }) => each.user_id === person.id).id;
      expect((await admin.patch(`/v1/members/${member}`, { roles: [name] })).status).toBe(200);
      const client = await person.logIn();
      expect((await client.get('/v1/auth/me')).body.grants).toEqual([{ permission: 'devices:read', from: [`role:${name}`] }]);
      const none = await admin.post('/v1/invitations', { email: 'x@example.com', roles: [`${name}x`] });
      expect(none.status).toBe(422);
    }
  });

  it('are kept and given back as they came: devices, events and their payloads', async () => {
    for (const name of NAMES) {
      const text = `{"${name}":{"${name}":["${name}"]},"other":1}`;
      const made = await admin.post('/v1/devices', `{"device_uid":"${name}","name":"${name}","type":"${name}","metadata":${text}}`);
      expect([name, made.status]).toEqual([name, 201]);
      const read = await admin.get(`/v1/devices/${name}`);
      expect(JSON.parse(read.text)).toMatchObject({ device_uid: name, name, type: name });
      expect(sorted(JSON.parse(read.text).metadata)).toEqual(sorted(JSON.parse(text)));
      const sent = await admin.post('/v1/events', `{"event_uid":"${name}","device_uid":"${name}","type":"${name}","payload":${text}}`);
      expect([name, sent.status]).toEqual([name, 201]);
      const event = JSON.parse((await admin.get(`/v1/events/${name}`)).text) as { payload: object };
      expect(sorted(event.payload)).toEqual(sorted(JSON.parse(text)));
    }
  });
}); // prettier-ignore
