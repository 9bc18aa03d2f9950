import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { INestApplication } from '@nestjs/common';
import { TENANT_PERMISSIONS } from '#libs/access';
import { ApiTokens, type Identity, PeopleService } from '#libs/auth';
import { DevicesService } from '#libs/devices';
import { TenantContext } from '#libs/tenancy';
import { type TenantSettings, TenantsService } from '#libs/tenants';
import { ADMIN } from './app.js';
import { ApiClient } from './clients/client.js';

/** Creates test data through the real services, as the product would. */
export class Fixtures {
  private readonly owners = new Map<string, Promise<Identity>>();

  constructor(
    private readonly app: INestApplication,
    private readonly url: string,
  ) {}

  /** The platform's administrator, logged in. */
  async staff(): Promise<ApiClient> {
    await this.app.get(PeopleService).ensureAdministrator(ADMIN.email, ADMIN.password);
    return this.login(ADMIN.email, ADMIN.password);
  }

  async login(username: string, password: string, tenant_key?: string): Promise<ApiClient> {
    const { body } = await new ApiClient(this.url).post('/v1/auth/token', {
      grant_type: 'password',
      username,
      password,
      tenant_key,
    });
    return new ApiClient(this.url, body.access_token);
  }

  /** A person with a role in the tenants, logged in. */
  async member(role: string, ...tenantKeys: string[]): Promise<ApiClient> {
    return (await this.person(role, ...tenantKeys)).logIn();
  }

  /** A person with a role in the tenants. */
  async person(role: string, ...tenantKeys: string[]) {
    const email = `${randomUUID()}@example.com`;
    const password = randomUUID();
    const { public_id: id } = await this.app.get(PeopleService).create(email, password);
    for (const key of tenantKeys)
      await this.inTenant(key, () => this.app.get(PeopleService).join(email, [role]));
    return { id, email, password, logIn: (key?: string) => this.login(email, password, key) };
  }

  /** A tenant with a device `sensor-1`. @returns a client whose token may do everything there */
  async tenant(key: string, settings: TenantSettings = {}): Promise<ApiClient> {
    await this.app.get(TenantsService).create({ key, settings });
    this.owners.delete(key);
    await this.inTenant(key, () => this.app.get(DevicesService).create({ device_uid: 'sensor-1' }));
    return this.token(key);
  }

  /** A client with an API token of a person who may do everything in the tenant. */
  async token(tenantKey: string, abilities: string[] = ['*'], expires_at?: string): Promise<ApiClient> {
    const owner = await this.ownerIn(tenantKey);
    const maker = {
      actor: { kind: 'user' as const, id: owner.public_id, userId: owner.id },
      permissions: [...TENANT_PERMISSIONS],
    };
    const { token } = await this.inTenant(tenantKey, () =>
      this.app.get(ApiTokens).create(maker, { name: 'test', abilities, expires_at }),
    );
    return new ApiClient(this.url, token);
  }

  /** The owner of tokens that are made here: one person per tenant, created when first needed. */
  private ownerIn(tenantKey: string): Promise<Identity> {
    let owner = this.owners.get(tenantKey);
    if (!owner) this.owners.set(tenantKey, (owner = this.makeOwner(tenantKey)));
    return owner;
  }

  private async makeOwner(tenantKey: string): Promise<Identity> {
    const people = this.app.get(PeopleService);
    const identity = await people.create(`${randomUUID()}@example.com`, randomUUID());
    await this.inTenant(tenantKey, () => people.join(identity.email, [], ['*']));
    return identity;
  }

  /** The internal id of a tenant. */
  async tenantId(key: string): Promise<string> {
    return (await this.app.get(TenantsService).byKey(key))!.id;
  }

  async inTenant<T>(key: string, work: () => Promise<T>): Promise<T> {
    const tenant = await this.app.get(TenantsService).byKey(key);
    return this.app.get(TenantContext).runAs(tenant!, work);
  }
}

/** An event that any tenant of `Fixtures.tenant` accepts. */
export const event = (event_uid: string = randomUUID(), more: object = {}) => ({
  event_uid,
  device_uid: 'sensor-1',
  type: 'temperature.measured',
  payload: { celsius: 21.5 },
  ...more,
});

/** A gzip file of two members with zeros between and after them, as tapes and block devices leave it. */
export const padded = (text: string): Buffer => {
  const middle = text.length >> 1;
  const members = [text.slice(0, middle), text.slice(middle)];
  return Buffer.concat(members.flatMap((part) => [gzipSync(part), Buffer.alloc(70_000)]));
};
