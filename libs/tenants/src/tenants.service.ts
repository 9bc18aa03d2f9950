import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import { AuditTrail, changesOf } from '#libs/audit';
import {
  andThen,
  type Awaitable,
  memoized,
  mergeObject,
  mergePatch,
  type Page,
  Problem,
  requireMatch,
  TENANT_KEY,
} from '#libs/common';
import { Cursors, isUniqueViolation, TenantDatabase } from '#libs/database';
import { type Found, type Tenant, TenantCache, TenantContext } from '#libs/tenancy';
import { Erasure } from './erasure/erasure.entity.js';
import { effectiveSettings, type EffectiveSettings, type TenantSettings } from './tenant-settings.js';
import { TenantEntity, type TenantStatus } from './tenant.entity.js';
import {
  type CreateTenant,
  type ListTenants,
  type TenantView,
  tenantView,
  type UpdateTenant,
} from './tenants.dto.js';

/** A tenant as requests need it. */
export interface TenantRecord extends Tenant {
  readonly status: TenantStatus;
  readonly settings: EffectiveSettings & RetentionCutoff;
}

/**
 * Stands for a missing tenant: look-ups in it find nothing, with the same statements as in any tenant. No tenant has
 * this id.
 */
const NOBODYS: Tenant & Partial<TenantRecord> = { id: '-1', key: '' };

/** How long the same request may reuse a resolved tenant. Milliseconds. */
export const JUST_MS = 250;

/** How far retention has removed events. */
export interface RetentionCutoff {
  /** Milliseconds since the epoch; null if nothing was ever removed. */
  readonly purged_before: number | null;
}

/** A tenant as its look-up function returns it. */
export type TenantRow = Tenant & {
  readonly status: TenantStatus;
  readonly settings: TenantSettings;
  readonly purged_before: Date | null;
};

/** Manages and resolves tenants for the platform. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
    private readonly context: TenantContext,
    private readonly audit: AuditTrail,
    private readonly cursors: Cursors,
  ) {}

  /** The tenant of a key; undefined if there is none. The only way from a key to an id. */
  byKey(key: string): Awaitable<TenantRecord | undefined> {
    if (!TENANT_KEY.test(key)) return undefined;
    return this.cache.get('platform', `tenant-key:${key}`, async () => {
      const [row] = await this.database.lookup<TenantRow>('app_tenant_by_key', [key]);
      return foundTenant(row);
    });
  }

  /**
   * The bound tenant in its current state, as the guards just resolved it or else looked up. Undefined if it was
   * removed.
   */
  current(): Awaitable<TenantRecord | undefined> {
    const { tenant } = this.context;
    if ('settings' in tenant && this.context.wasBoundWithin(JUST_MS)) return tenant as TenantRecord;
    return andThen(this.byKey(tenant.key), (found) => (found?.id === tenant.id ? found : undefined));
  }

  /**
   * The tenant of a key that a stranger sent, or NOBODYS, and a function that evens out the work. If nothing was found,
   * call `settle`: the request then costs one look-up in total, whether or not the tenant exists or is cached.
   */
  async orNobodys(
    key: string,
  ): Promise<{ tenant: Tenant & Partial<TenantRecord>; settle: () => Promise<void> }> {
    const warm = this.cache.has('platform', `tenant-key:${key}`);
    const tenant = (await this.byKey(key)) ?? NOBODYS;
    const settle = async () => void (warm && (await this.database.lookup('app_tenant_by_key', [key])));
    return { tenant, settle };
  }

  /** The tenant of an id, as jobs name it; undefined if there is none. Keys never change. */
  async byId(id: string): Promise<TenantRecord | undefined> {
    const key = await this.cache.get('platform', `tenant-id:${id}`, async () => {
      const [row] = await this.database.lookup<TenantRow>('app_tenant_by_id', [id]);
      return { value: row?.key, from: row ? [`tenant:${id}`] : [] };
    });
    return key === undefined ? undefined : this.byKey(key);
  }

  list({ status, ...query }: ListTenants): Promise<Page<TenantView>> {
    return this.cursors.pageOfPlatform(['tenants'], query, {
      read: (after, take) => {
        const where = { ...(after && { key: MoreThan(after) }), ...(status && { status }) };
        return this.database.runAsPlatform('list tenants', (manager) =>
          manager.find(TenantEntity, { where, order: { key: 'ASC' }, take }),
        );
      },
      keyOf: ({ key }) => key,
      view: tenantView,
    });
  }

  get(key: string): Promise<TenantEntity> {
    return this.database.runAsPlatform(`read tenant ${key}`, async (manager) => {
      return (await manager.findOneBy(TenantEntity, { key })) ?? raise(Problem.notFound());
    });
  }

  async create(input: CreateTenant): Promise<TenantEntity> {
    try {
      return await this.database.runAsPlatform(`create tenant ${input.key}`, async (manager) => {
        const { key, name = key, status = 'active', settings = {} } = input;
        await manager.insert(TenantEntity, {
          key,
          name,
          status,
          settings: mergePatch({}, settings) as TenantSettings,
        });
        const tenant = await manager.findOneByOrFail(TenantEntity, { key });
        await this.record(manager, 'tenant.create', tenant, changesOf({}, { name, status, settings }));
        return tenant;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Problem('tenant_exists', `A tenant "${input.key}" already exists.`, { cause: error });
    }
  }

  async update(key: string, input: UpdateTenant, ifMatch?: string): Promise<TenantEntity> {
    return this.database.runAsPlatform(`change tenant ${key}`, async (manager) => {
      const tenant = await manager.findOne(TenantEntity, {
        where: { key },
        lock: { mode: 'pessimistic_write' },
      });
      if (!tenant) throw Problem.notFound();
      requireMatch(ifMatch, tenant);
      if (await manager.existsBy(Erasure, { subjectId: tenant.id }))
        throw new Problem('tenant_erasing', 'The tenant is being erased and can no longer be changed.');
      const settings = mergeObject(tenant.settings, input.settings);
      const changes = changesOf(visible(tenant), { ...visible(tenant), ...input, settings });
      if (!changes) return tenant;
      const saved = await manager.save(Object.assign(tenant, input, { settings, updatedAt: new Date() }));
      await this.record(manager, 'tenant.update', saved, changes);
      return saved;
    });
  }

  /** Records it in the trail of the platform, which acts, and in that of the tenant. */
  private async record(
    manager: EntityManager,
    action: string,
    tenant: TenantEntity,
    changes?: object,
  ): Promise<void> {
    const note = { action, target: `tenant:${tenant.key}` };
    // The platform's trail outlives the tenant, so it gets the names of changed fields, not their values.
    const fields = [...new Set(Object.values(changes ?? {}).flatMap((side) => Object.keys(side as object)))];
    await this.audit.record(manager, { ...note, ...(fields.length && { changes: { fields } }) });
    await this.audit.record(manager, { ...note, changes }, tenant);
  }
}

/** A tenant's record and what it derives from. */
export function foundTenant(row: TenantRow | undefined): Found<TenantRecord> {
  if (!row) return { value: undefined, from: [] };
  const purged_before = row.purged_before?.getTime() ?? null;
  const kept = sharedSettings(row.settings);
  const settings = purged_before === null ? kept : { ...kept, purged_before };
  return {
    value: { id: row.id, key: row.key, status: row.status, settings },
    from: [`tenant:${row.id}`],
  };
}

/** Tenants with the same settings share them, and what derives from their limits. */
const sharedSettings = memoized(
  (given: TenantSettings) => JSON.stringify(given),
  (given): TenantRecord['settings'] => ({ ...effectiveSettings(given), purged_before: null }),
);

const visible = ({ name, status, settings }: TenantEntity) => ({ name, status, settings });

const raise = (problem: Problem): never => {
  throw problem;
};
