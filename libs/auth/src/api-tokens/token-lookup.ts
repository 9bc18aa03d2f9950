import { Injectable } from '@nestjs/common';
import { PreparedStatement, SET_TENANT, TENANT_OF_KEY, TenantDatabase } from '#libs/database';
import { type Filling, type Found, TenantCache } from '#libs/tenancy';
import { joinMember, keepPerson, PERSON_COLUMNS, type PersonRow } from '../identity/found.js';
import { foundClient } from '../service-clients/service-clients.service.js';

/** A token as requests need it. Small, because a process may cache one per device. */
export interface TokenRecord {
  readonly id: string;
  /** A number, because each string would take memory of its own. */
  readonly tenantId: number;
  readonly abilities: readonly string[];
  /** Milliseconds since the epoch; null if it does not expire. */
  readonly expiresAt: number | null;
  readonly ownerUserId: string | null;
  readonly ownerClientId: string | null;
  readonly deviceUid: string | null;
}

interface TokenRow {
  readonly id: string;
  readonly abilities: string[];
  readonly expires_at: Date | null;
  readonly owner_user_id: string | null;
  readonly owner_client_id: string | null;
  readonly device_id: string | null;
  readonly device_uid: string | null;
}

interface Row extends PersonRow, ClientColumns, Omit<TokenRow, 'id'> {
  readonly id: string | null;
}

/** Columns of the service that owns the token. */
interface ClientColumns {
  readonly client_name: string | null;
  readonly client_tenant: string | null;
  readonly client_abilities: string[];
  readonly secret_hash: Buffer;
  readonly previous_hash: Buffer | null;
  readonly previous_ends_at: Date | null;
  readonly revoked: string[];
}

/**
 * Reads everything that a token depends on in one statement, whether or not it exists. It calls functions only for
 * owners that exist, because a call costs more than the rest. The statement names the tenant by its key, and the
 * policies show only that tenant. OFFSET 0 keeps the planner from moving a condition out, or from reading all devices
 * of the tenant to join one.
 */
const BY_HASH = new PreparedStatement<Row>(`
SELECT a.id, a.abilities, a.expires_at, a.owner_user_id, a.owner_client_id, a.device_id, d.device_uid,
  c.name AS client_name, c.tenant_key AS client_tenant, c.abilities AS client_abilities,
  c.secret_hash, c.previous_hash, c.previous_ends_at, c.revoked,
  ${PERSON_COLUMNS}
  FROM (SELECT) AS nothing
  LEFT JOIN app_tenant_by_key($1) t ON true
  LEFT JOIN LATERAL (SELECT f.* FROM api_tokens f WHERE f.tenant_id = t.id AND f.token_hash = $2 OFFSET 0) a ON true
  LEFT JOIN LATERAL (SELECT f.device_uid FROM devices f WHERE f.tenant_id = t.id AND f.id = a.device_id OFFSET 0) d ON true
  LEFT JOIN LATERAL (SELECT f.* FROM app_service_client(a.owner_client_id) f WHERE a.owner_client_id IS NOT NULL OFFSET 0) c ON true
  LEFT JOIN LATERAL (SELECT f.* FROM app_user_by_id(a.owner_user_id) f WHERE a.owner_user_id IS NOT NULL OFFSET 0) u ON true
  ${joinMember('a.owner_user_id')}`);

/** Finds tokens by their hash. Everything that they depend on is read and cached too: one round trip, not two. */
@Injectable()
export class TokenLookup {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
  ) {}

  /** Costs the same whether the tenant and the token exist, so that timing reveals nothing. */
  async find(tenantKey: string, hash: Buffer): Promise<Found<TokenRecord>> {
    if (this.database.isDistributed) return this.findOnWorker(tenantKey, hash);
    const filling = this.cache.begin();
    try {
      const [row] = await this.database.lookupInside(TENANT_OF_KEY, [tenantKey], BY_HASH, [tenantKey, hash]);
      keepPerson(row, filling);
      keepClient(row, filling);
      return row.id === null || !row.tenant
        ? { value: undefined, from: [] }
        : foundToken({ ...row, id: row.id }, row.tenant.id);
    } finally {
      filling.end();
    }
  }

  /**
   * For Citus, where a statement reaches a worker only by its tenant's id. The callers that need the token's owner or
   * device look them up. A missing tenant is queried, too: no tenant has the id 0.
   */
  private async findOnWorker(tenantKey: string, hash: Buffer): Promise<Found<TokenRecord>> {
    const [tenant] = await this.database.lookup<{ id: string }>('app_tenant_by_key', [tenantKey]);
    const { id } = tenant ?? { id: '0' };
    const [row] = await this.database.lookupInside(SET_TENANT, [id], IN_TENANT, [id, hash]);
    return row ? foundToken(row, id) : { value: undefined, from: [] };
  }
}

/** Finds only the token, in the tenant whose id is the first parameter. */
const IN_TENANT = new PreparedStatement<TokenRow>(`
SELECT a.id, a.abilities, a.expires_at, a.owner_user_id, a.owner_client_id, a.device_id, d.device_uid
  FROM api_tokens a LEFT JOIN devices d ON d.tenant_id = a.tenant_id AND d.id = a.device_id
 WHERE a.tenant_id = $1::bigint AND a.token_hash = $2`);

function keepClient(row: Row, { put }: Filling): void {
  const {
    owner_client_id: id,
    client_name: name,
    client_tenant: tenant_key,
    client_abilities: abilities,
  } = row;
  if (id === null || name === null) return;
  const { secret_hash, previous_hash, previous_ends_at, revoked } = row;
  const secrets = { secret_hash, previous_hash, previous_ends_at };
  put('platform', `client:${id}`, foundClient({ id, name, tenant_key, abilities, ...secrets, revoked }));
}

function foundToken(row: TokenRow, tenantId: string): Found<TokenRecord> {
  const { owner_user_id: ownerUserId, owner_client_id: ownerClientId, device_id } = row;
  const value = {
    id: row.id,
    tenantId: Number(tenantId),
    abilities: interned(row.abilities),
    expiresAt: row.expires_at?.getTime() ?? null,
    ownerUserId,
    ownerClientId,
    deviceUid: row.device_uid,
  };
  const from = [row.id];
  if (device_id !== null) from.push(`device:${device_id}`);
  if (ownerUserId !== null) from.push(`user:${ownerUserId}`);
  if (ownerClientId !== null) from.push(`client:${ownerClientId}`);
  return { value, from };
}

/** Interned abilities: all device tokens have the same. */
const ABILITIES = new Map<string, readonly string[]>();
const MOST_INTERNED = 1000;

function interned(abilities: string[]): readonly string[] {
  const key = abilities.join(' ');
  const known = ABILITIES.get(key);
  if (known) return known;
  if (ABILITIES.size < MOST_INTERNED) ABILITIES.set(key, abilities);
  return abilities;
}
