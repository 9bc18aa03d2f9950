import { readFileSync } from 'node:fs';
import { Get } from '@nestjs/common';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { allSchemas } from '#libs/common';
import { AuditController } from '../../libs/audit/src/audit.controller.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { ApiClient } from '../support/clients/client.js';
import { scaled, until } from '../support/wait.js';

/**
 * Every route of the service, every role, and the status that each role gets. A permitted request changes nothing,
 * because its body is empty (422) or nothing has its name (404).
 */
const ROLES = ['nobody', 'staff', 'tenant_admin', 'operator', 'producer', 'consumer', 'device'] as const;
type Role = (typeof ROLES)[number];

// prettier-ignore
const TABLE: [route: string, ...statuses: number[]][] = [
  //                                            nobody staff admin operator producer consumer device
  ['GET /v1/events',                               401, 200, 200, 200, 403, 200, 403],
  ['POST /v1/events',                              401, 422, 422, 422, 422, 403, 422],
  ['POST /v1/events/batch',                        401, 422, 422, 422, 422, 403, 422],
  ['POST /v1/events/import',                       401, 415, 415, 415, 415, 403, 415],
  ['GET /v1/events/stats',                         401, 422, 422, 422, 403, 422, 403],
  ['GET /v1/events/export',                        401, 200, 200, 200, 403, 200, 403],
  ['GET /v1/events/stream',                        401, 200, 200, 200, 403, 200, 403],
  ['GET /v1/events/{event_uid}',                   401, 404, 404, 404, 403, 404, 403],

  ['GET /v1/ingestions',                           401, 200, 200, 200, 403, 200, 403],
  ['GET /v1/ingestions/{id}',                      401, 404, 404, 404, 404, 403, 404],
  ['GET /v1/dead-letters',                         401, 200, 200, 200, 403, 403, 403],
  ['POST /v1/dead-letters/replay',                 401, 202, 202, 202, 403, 403, 403],
  ['POST /v1/dead-letters/{id}/replay',            401, 404, 404, 404, 403, 403, 403],
  ['DELETE /v1/dead-letters/{id}',                 401, 404, 404, 404, 403, 403, 403],

  ['GET /v1/devices',                              401, 200, 200, 200, 403, 200, 403],
  ['POST /v1/devices',                             401, 422, 422, 422, 403, 403, 403],
  ['GET /v1/devices/{device_uid}',                 401, 404, 404, 404, 403, 404, 403],
  ['PATCH /v1/devices/{device_uid}',               401, 404, 404, 404, 403, 403, 403],
  ['DELETE /v1/devices/{device_uid}',              401, 404, 404, 404, 403, 403, 403],

  ['GET /v1/devices/{device_uid}/tokens',          401, 404, 404, 403, 403, 403, 403],
  ['POST /v1/devices/{device_uid}/tokens',         401, 422, 422, 403, 403, 403, 403],
  ['POST /v1/devices/{device_uid}/tokens/{token_id}/rotate', 401, 404, 404, 403, 403, 403, 403],
  ['DELETE /v1/devices/{device_uid}/tokens/{token_id}',      401, 404, 404, 403, 403, 403, 403],

  ['GET /v1/tokens',                               401, 200, 200, 403, 403, 403, 403],
  ['POST /v1/tokens',                              401, 422, 422, 403, 403, 403, 403],
  ['DELETE /v1/tokens',                            401, 204, 204, 403, 403, 403, 403],
  ['POST /v1/tokens/{id}/rotate',                  401, 404, 404, 403, 403, 403, 403],
  ['DELETE /v1/tokens/{id}',                       401, 404, 404, 403, 403, 403, 403],

  ['GET /v1/members',                              401, 200, 200, 403, 403, 403, 403],
  ['POST /v1/members',                             401, 422, 422, 403, 403, 403, 403],
  ['GET /v1/members/{id}',                         401, 404, 404, 403, 403, 403, 403],
  ['PATCH /v1/members/{id}',                       401, 404, 404, 403, 403, 403, 403],
  ['DELETE /v1/members/{id}',                      401, 404, 404, 403, 403, 403, 403],
  ['POST /v1/members/{id}/password-reset',         401, 404, 404, 403, 403, 403, 403],
  ['GET /v1/invitations',                          401, 200, 200, 403, 403, 403, 403],
  ['POST /v1/invitations',                         401, 422, 422, 403, 403, 403, 403],
  ['DELETE /v1/invitations/{id}',                  401, 404, 404, 403, 403, 403, 403],
  ['GET /v1/permissions',                          401, 200, 200, 403, 403, 403, 403],
  ['GET /v1/roles',                                401, 200, 200, 403, 403, 403, 403],
  ['POST /v1/roles',                               401, 422, 422, 403, 403, 403, 403],
  ['GET /v1/roles/{id}',                           401, 404, 404, 403, 403, 403, 403],
  ['PATCH /v1/roles/{id}',                         401, 404, 404, 403, 403, 403, 403],
  ['DELETE /v1/roles/{id}',                        401, 404, 404, 403, 403, 403, 403],
  ['GET /v1/audit',                                401, 200, 200, 403, 403, 403, 403],

  ['GET /v1/tenants',                              401, 200, 403, 403, 403, 403, 403],
  ['POST /v1/tenants',                             401, 422, 403, 403, 403, 403, 403],
  ['GET /v1/tenants/{tenant_key}',                 401, 404, 403, 403, 403, 403, 403],
  ['PATCH /v1/tenants/{tenant_key}',               401, 404, 403, 403, 403, 403, 403],
  ['DELETE /v1/tenants/{tenant_key}',              401, 404, 403, 403, 403, 403, 403],
  ['GET /v1/erasures',                             401, 200, 403, 403, 403, 403, 403],
  ['GET /v1/erasures/{erasure_id}',                401, 404, 403, 403, 403, 403, 403],
  ['GET /v1/service-clients',                      401, 200, 403, 403, 403, 403, 403],
  ['POST /v1/service-clients',                     401, 422, 403, 403, 403, 403, 403],
  ['POST /v1/service-clients/{id}/rotate',         401, 404, 403, 403, 403, 403, 403],
  ['DELETE /v1/service-clients/{id}',              401, 404, 403, 403, 403, 403, 403],
  ['GET /v1/users',                                401, 200, 403, 403, 403, 403, 403],
  ['GET /v1/users/{user_id}',                      401, 404, 403, 403, 403, 403, 403],
  ['PATCH /v1/users/{user_id}',                    401, 404, 403, 403, 403, 403, 403],
  ['DELETE /v1/users/{user_id}',                   401, 404, 403, 403, 403, 403, 403],
  ['GET /v1/signing-keys',                         401, 200, 403, 403, 403, 403, 403],
  ['POST /v1/signing-keys/rotate',                 401, 201, 403, 403, 403, 403, 403],
  ['GET /v1/platform/audit',                       401, 200, 403, 403, 403, 403, 403],

  ['GET /v1/tenants/{tenant_key}/limits',          401, 404, 403, 403, 403, 403, 403],
  ['GET /metrics',                                 200, 401, 401, 401, 401, 401, 401],
  ['GET /v1/auth/me',                              401, 200, 200, 200, 200, 200, 200],
  ['GET /v1/auth/sessions',                        401, 200, 200, 200, 200, 200, 403],
  ['DELETE /v1/auth/sessions',                     401, 204, 204, 204, 204, 204, 403],
  ['DELETE /v1/auth/sessions/{id}',                401, 404, 404, 404, 404, 404, 403],
  ['POST /v1/auth/token',                          400, 400, 400, 400, 400, 400, 400],
  ['POST /v1/auth/revoke',                         400, 400, 400, 400, 400, 400, 400],
  ['POST /v1/auth/accept-invitation',              422, 422, 422, 422, 422, 422, 422],
  ['POST /v1/auth/password',                       422, 422, 422, 422, 422, 422, 422],
  ['GET /.well-known/jwks.json',                   200, 200, 200, 200, 200, 200, 200],
  ['GET /.well-known/oauth-authorization-server',  200, 200, 200, 200, 200, 200, 200],
  ['GET /livez',                                   200, 200, 200, 200, 200, 200, 200],
  ['GET /readyz',                                  200, 200, 200, 200, 200, 200, 200],
];

const NOTHING = '00000000-0000-4000-8000-000000000000';
const VALUES: Record<string, string> = {
  id: NOTHING,
  erasure_id: NOTHING,
  token_id: NOTHING,
  user_id: NOTHING,
};

/** A route that somebody forgot to mark, added before the service is built. */
const forgotten = { value: () => 'leaked', writable: true, configurable: true, enumerable: false };
Object.defineProperty(AuditController.prototype, 'forgotten', forgotten);
Get('forgotten')(AuditController.prototype, 'forgotten', forgotten);

describe('every route', () => {
  let service: TestApp;
  let clients: Record<Role, ApiClient>;
  let expired: ApiClient;
  let stranger: ApiClient;

  beforeAll(async () => {
    service = await startTestApp();
    await service.make.tenant('acme');
    await service.make.tenant('globex');
    const platform = await service.make.staff();
    const admin = await service.make.member('tenant_admin', 'acme');
    const { token } = (await admin.post('/v1/devices/sensor-1/tokens', { name: 'd' })).body;
    clients = {
      nobody: service.api,
      staff: platform.as(platform.token, { 'x-tenant-key': 'acme' }),
      tenant_admin: admin,
      operator: await service.make.member('operator', 'acme'),
      producer: await service.make.member('producer', 'acme'),
      consumer: await service.make.member('consumer', 'acme'),
      device: service.api.as(token),
    };
    const strange = await service.make.member('tenant_admin', 'globex');
    stranger = strange.as(strange.token, { 'x-tenant-key': 'acme' });
    const soon = Date.now() + scaled(500);
    expired = await service.make.token('acme', ['*'], new Date(soon).toISOString());
    await until('it has expired', () => Date.now() > soon);
  });
  afterAll(() => service.close());

  const ask = (client: ApiClient, route: string) => {
    const [method, path] = route.split(' ');
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? 'absent');
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined;
    return client.send(method, filled, { body });
  };

  it('is in the table, and nothing else', () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(TABLE.map(([route]) => route).sort()).toEqual(documented.sort());
  });

  it('is judged by schemas that JSON Schema allows, which validators do not look at when they are compiled', () => {
    const ajv = new Ajv2020({ strict: false });
    const all = Object.entries(allSchemas());
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(([, schema]) => !ajv.validateSchema(schema)).map(([name]) => name)).toEqual([]);
  });

  it.each(TABLE)('%s answers each role as the table says', async (route, ...expected) => {
    const answers = await Promise.all(ROLES.map(async (role) => ask(clients[role], route)));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const { status, body, headers } of answers)
      if (status === 401 || status === 403) {
        expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(body.status).toBe(status);
      }
  });

  const guarded = TABLE.filter(([, nobody]) => nobody === 401).map(([route]) => route);

  it.each(guarded)('%s is closed to an expired token and to who belongs elsewhere', async (route) => {
    expect((await ask(expired, route)).status).toBe(401);
    expect((await ask(stranger, route)).status).toBe(403);
  });

  it('that somebody forgot to mark is closed to everybody', async () => {
    for (const role of ROLES)
      expect((await clients[role].get('/v1/forgotten')).status).toBe(role === 'nobody' ? 401 : 403);
  });
});
