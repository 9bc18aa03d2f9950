import { randomBytes } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { TENANT_PERMISSIONS } from '#libs/access';
import { ApiTokens, Identities, PeopleService } from '#libs/auth';
import type { Config } from '#libs/common';
import { DevicesService } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';

const DEMO = { tenant: 'demo', device: 'sensor-1', email: 'admin@localhost' };

/**
 * Creates the first administrator. With the embedded default and no configured administrator, it also creates a demo
 * tenant.
 * @returns the text for the person who started the service; it shows secrets only this once
 */
export async function firstStart(app: INestApplication, config: Config): Promise<string> {
  const where = `Tributary is ready at ${config.publicUrl}  (API: ${config.publicUrl}/docs)`;
  const generated = config.ADMIN_PASSWORD === undefined;
  const email = config.ADMIN_EMAIL ?? DEMO.email;
  const password = config.ADMIN_PASSWORD ?? randomBytes(15).toString('base64url');
  if (!(await app.get(PeopleService).ensureAdministrator(email, password))) return where;
  const login = `\nAdministrator: ${email}${generated ? `  password: ${password}   (shown this once)` : ''}`;
  if (config.ADMIN_EMAIL) return where + login;
  const token = await makeDemo(app, email);
  return `${where}${login}
Token of tenant "${DEMO.tenant}": ${token}   (shown this once)

Send an event, then read it back:

curl -sS ${config.publicUrl}/v1/events -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\
  -d '{"event_uid":"first-event","device_uid":"${DEMO.device}","type":"temperature.measured","payload":{"celsius":21.5}}'

curl -sS ${config.publicUrl}/v1/events -H 'Authorization: Bearer ${token}'
`;
}

/** Creates a tenant with one device and a token for everything in it. @returns the token */
async function makeDemo(app: INestApplication, email: string): Promise<string> {
  const tenant = await app.get(TenantsService).create({ key: DEMO.tenant, name: 'Demo' });
  const [owner] = await app.get(Identities).accountsOf(email);
  const permissions = [...TENANT_PERMISSIONS];
  return app.get(TenantContext).runAs(tenant, async () => {
    await app
      .get(DevicesService)
      .create({ device_uid: DEMO.device, name: 'A sensor to try with', type: 'thermometer' });
    const maker = { actor: { kind: 'user' as const, id: owner!.public_id, userId: owner!.id }, permissions };
    const { token } = await app.get(ApiTokens).create(maker, { name: 'first steps', abilities: ['*'] });
    return token;
  });
}
