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

/** How long a rotated secret keeps working if the caller names no overlap. Seconds. */
const OVERLAP_SECONDS = 3600;
/** Limit of a client's revoked access tokens. The list is read together with the client. */
const MOST_REVOKED = 1000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A client as its look-up function returns it. */
export interface ClientIdentity {
  readonly id: string;
  readonly name: string;
  readonly tenant_key: string | null;
  readonly abilities: readonly string[];
  readonly secret_hash: Buffer;
  readonly previous_hash: Buffer | null;
  readonly previous_ends_at: Date | null;
  /** `jti` of its access tokens that were revoked before they expired. */
  readonly revoked: readonly string[];
}

/** Manages internal services for the platform. */
@Injectable()
export class ServiceClients {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  /** Undefined if there is no such client. */
  byId(id: string): Awaitable<ClientIdentity | undefined> {
    if (!UUID.test(id)) return undefined;
    return this.cache.get('platform', `client:${id}`, async () => {
      const [row] = await this.database.lookup<ClientIdentity>('app_service_client', [id]);
      return foundClient(row);
    });
  }

  /** The client, if the secret is right. */
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
        {
          pointer: '/abilities',
          code: 'invalid_value',
          detail: 'abilities: tenants:* is not allowed together with tenant_key',
        },
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
      const detail = 'tenant_key: no tenant has this key';
      throw Problem.ofInput([{ pointer: '/tenant_key', code: 'invalid_value', detail }]);
    }
  }

  /** Creates a new secret; the old one keeps working for the overlap. */
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
   * Revokes an access token of a client before it expires: in this process at once, in others within a second.
   * @throws Problem `throttled` if the list is full; its first entry expires after `retryAfter`
   */
  async revokeToken(id: string, jti: string, expiresAt: Date): Promise<void> {
    await this.database.runAsPlatform('revoke access token', async (manager) => {
      // Revocations of a client take turns, so that the limit holds.
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

/** A client's record and what it derives from. A client that is bound to a tenant is removed with it. */
export const foundClient = (value: ClientIdentity | undefined): Found<ClientIdentity> => ({
  value,
  from: value ? [`client:${value.id}`, ...namesOf(value.tenant_key)] : [],
});

const namesOf = (tenantKey: string | null): string[] =>
  tenantKey === null ? [] : [`tenant-key:${tenantKey}`];

const isPlatform = (ability: string) => expand([ability], PLATFORM_PERMISSIONS).length > 0;

const tooMany = (end: Date) =>
  new Problem(
    'throttled',
    'The client has revoked too many tokens that have not expired yet; try again later.',
    {
      retryAfter: Math.max(1, (end.getTime() - Date.now()) / 1000),
    },
  );
