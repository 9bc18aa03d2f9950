import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { expand, PLATFORM_PERMISSIONS, type Principal } from '#libs/access';
import { AuditTrail } from '#libs/audit';
import { type Awaitable, type ListQuery, type Page, Problem } from '#libs/common';
import { Cursors, isForeignKeyViolation, TenantDatabase } from '#libs/database';
import { type Found, TenantCache } from '#libs/tenancy';
import { distinct } from '../identity/profiles.js';
import { RevokedToken } from '../identity/revoked-token.entity.js';
import { ServiceClient } from '../identity/service-client.entity.js';
import { refuseServices } from '../roles/grant-check.js';
import {
  type CreateServiceClient,
  type CreatedServiceClientView,
  type ServiceClientView,
  serviceClientView,
} from './service-clients.dto.js';
import { makePlatformToken, readPlatformToken } from '../token-format.js';

/** How long a rotated secret still works, where the caller does not say. Seconds. */
const OVERLAP_SECONDS = 3600;
/** Access tokens of one client that may be revoked at a time: the list of them is read with the client. */
const MOST_REVOKED = 1000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A client as its look-up function answers. */
export interface ClientIdentity {
  readonly id: string;
  readonly name: string;
  readonly tenant_key: string | null;
  readonly abilities: readonly string[];
  readonly secret_hash: Buffer;
  readonly previous_hash: Buffer | null;
  readonly previous_ends_at: Date | null;
  /** `jti` of its access tokens that were revoked before their end. */
  readonly revoked: readonly string[];
}

/** Internal services, as the platform keeps them. */
@Injectable()
export class ServiceClients {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  /** Undefined where there is none. */
  byId(id: string): Awaitable<ClientIdentity | undefined> {
    if (!UUID.test(id)) return undefined;
    return this.cache.get('platform', `client:${id}`, async () => {
      const [row] = await this.database.lookup<ClientIdentity>('app_service_client', [id]);
      return foundClient(row);
    });
  }

  /** The client whose secret it is. */
  async authenticate(id: string, secret: string): Promise<ClientIdentity | undefined> {
    const hash = readPlatformToken('client', secret);
    const client = await this.byId(id);
    if (!client || !hash) return undefined;
    const { secret_hash, previous_hash, previous_ends_at } = client;
    if (timingSafeEqual(hash, secret_hash)) return client;
    const overlaps = previous_hash && previous_ends_at && previous_ends_at.getTime() > Date.now();
    return overlaps && timingSafeEqual(hash, previous_hash) ? client : undefined;
  }

  list(query: ListQuery): Promise<Page<ServiceClientView>> {
    return this.cursors.pageOfPlatform(['service-clients'], query, {
      read: (after, take) =>
        this.database.runAsPlatform('list service clients', (manager) =>
          manager.find(ServiceClient, {
            where: after ? { id: MoreThan(after) } : {},
            order: { id: 'ASC' },
            take,
          }),
        ),
      keyOf: ({ id }) => id,
      view: serviceClientView,
    });
  }

  async create(maker: Principal, input: CreateServiceClient): Promise<CreatedServiceClientView> {
    refuseServices(maker);
    const { name, tenant_key: tenantKey = null } = input;
    const abilities = distinct(input.abilities);
    if (tenantKey !== null && abilities.some((ability) => isPlatform(ability)))
      throw Problem.ofInput([
        { pointer: '/abilities', code: 'invalid_value', detail: 'abilities: tenants:* knows no tenant' },
      ]);
    const { plaintext, hash } = makePlatformToken('client');
    try {
      return await this.database.runAsPlatform('create service client', async (manager) => {
        const made = await manager.save(
          manager.create(ServiceClient, { name, abilities, tenantKey, secretHash: hash }),
        );
        const changes = { after: { abilities, tenant_key: tenantKey } };
        await this.audit.record(manager, { action: 'client.create', target: `client:${made.id}`, changes });
        return { ...serviceClientView(made), client_secret: plaintext };
      });
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      const detail = 'tenant_key: there is no such tenant';
      throw Problem.ofInput([{ pointer: '/tenant_key', code: 'invalid_value', detail }]);
    }
  }

  /** A new secret; the old one works on for the overlap. */
  async rotate(maker: Principal, id: string, overlap = OVERLAP_SECONDS): Promise<CreatedServiceClientView> {
    refuseServices(maker);
    const { plaintext, hash } = makePlatformToken('client');
    const view = await this.database.runAsPlatform('rotate service client', async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const client = await manager.findOne(ServiceClient, { where: { id }, lock });
      if (!client) throw Problem.notFound();
      const previousEndsAt = new Date(Date.now() + overlap * 1000);
      await manager.update(
        ServiceClient,
        { id },
        { secretHash: hash, previousHash: client.secretHash, previousEndsAt },
      );
      await this.audit.record(manager, { action: 'client.rotate', target: `client:${id}` });
      return { ...serviceClientView(client), client_secret: plaintext };
    });
    return view;
  }

  /** Its access tokens end with it: in this process at once, in others within a second. */
  async delete(maker: Principal, id: string): Promise<void> {
    refuseServices(maker);
    await this.database.runAsPlatform('delete service client', async (manager) => {
      const { affected } = await manager.delete(ServiceClient, { id });
      if (!affected) throw Problem.notFound();
      await this.audit.record(manager, { action: 'client.delete', target: `client:${id}` });
    });
  }

  /**
   * Ends an access token of a client before its time: in this process at once, in others within a second.
   * @throws Problem `throttled` if the list is full; its first leaves it in `retryAfter`
   */
  async revokeToken(id: string, jti: string, expiresAt: Date): Promise<void> {
    await this.database.runAsPlatform('revoke access token', async (manager) => {
      // Who revokes takes turns, so that the bound is one.
      const lock = { mode: 'pessimistic_write' } as const;
      if (!(await manager.findOne(ServiceClient, { where: { id }, lock }))) return;
      await manager.delete(RevokedToken, { expiresAt: LessThan(new Date()) });
      if (await manager.existsBy(RevokedToken, { jti })) return;
      const [rows, count] = await manager.findAndCount(RevokedToken, {
        where: { clientId: id },
        order: { expiresAt: 'ASC' },
        take: 1,
      });
      if (count >= MOST_REVOKED) throw tooMany(rows[0].expiresAt);
      await manager.insert(RevokedToken, { jti, clientId: id, expiresAt });
      await this.audit.record(manager, { action: 'client.revoke_token', target: `client:${id}` });
    });
  }
}

/** What is found of a client, with what it derives from: one that is bound to a tenant goes with it. */
export const foundClient = (value: ClientIdentity | undefined): Found<ClientIdentity> => ({
  value,
  from: value ? [`client:${value.id}`, ...namesOf(value.tenant_key)] : [],
});

const namesOf = (tenantKey: string | null): string[] =>
  tenantKey === null ? [] : [`tenant-key:${tenantKey}`];

const isPlatform = (ability: string) => expand([ability], PLATFORM_PERMISSIONS).length > 0;

const tooMany = (end: Date) =>
  new Problem('throttled', 'The client has revoked too many tokens that are not over yet.', {
    retryAfter: Math.max(1, (end.getTime() - Date.now()) / 1000),
  });
