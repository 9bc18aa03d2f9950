import { Injectable } from '@nestjs/common';
import { PreparedStatement, TENANT_OF_KEY, TenantDatabase } from '#libs/database';
import { type Filling, type Found, TenantCache } from '#libs/tenancy';
import { keepPerson, PERSON_COLUMNS, type PersonRow } from '../identity/found.js';
import { foundClient } from '../service-clients/service-clients.service.js';

/** A token as requests need it. Short, because there may be as many as devices. */
export interface TokenRecord {
  readonly id: string;
  /** A number, because each text would take memory of its own. */
  readonly tenantId: number;
  readonly abilities: readonly string[];
  /** Milliseconds since the epoch; null where it does not expire. */
  readonly expiresAt: number | null;
  readonly ownerUserId: string | null;
  readonly ownerClientId: string | null;
  readonly deviceUid: string | null;
}

interface Row extends PersonRow, ClientColumns {
  readonly id: string | null;
  readonly abilities: string[];
  readonly expires_at: Date | null;
  readonly owner_user_id: string | null;
  readonly owner_client_id: string | null;
  readonly device_id: string | null;
  readonly device_uid: string | null;
}

/** Of the service that owns the token. */
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
 * All that a token stands on, by one statement whether or not there is any of it. Functions are called for owners that
 * there are: a call costs more than the rest. The tenant is named by its key, and the
 * policies see that tenant only.
 */
const BY_HASH = new PreparedStatement<Row>(`
SELECT a.id, a.abilities, a.expires_at, a.owner_user_id, a.owner_client_id, a.device_id, d.device_uid,
  c.name AS client_name, c.tenant_key AS client_tenant, c.abilities AS client_abilities,
  c.secret_hash, c.previous_hash, c.previous_ends_at, c.revoked,
  ${PERSON_COLUMNS}
  FROM (SELECT) AS nothing
  LEFT JOIN app_tenant_by_key($1) t ON true
  LEFT JOIN api_tokens a ON a.tenant_id = t.id AND a.token_hash = $2
  LEFT JOIN devices d ON d.tenant_id = t.id AND d.id = a.device_id
  LEFT JOIN LATERAL (SELECT f.* FROM app_service_client(a.owner_client_id) f WHERE a.owner_client_id IS NOT NULL) c ON true
  LEFT JOIN LATERAL (SELECT f.* FROM app_user_by_id(a.owner_user_id) f WHERE a.owner_user_id IS NOT NULL) u ON true
  LEFT JOIN memberships m ON m.tenant_id = t.id AND m.user_id = a.owner_user_id`);

/** Finds tokens by their hash. What they stand on comes along and is remembered: one round trip, and no second one. */
@Injectable()
export class TokenLookup {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
  ) {}

  /** Costs the same whether there is such a tenant, and such a token: nobody learns by the clock what there is. */
  async find(tenantKey: string, hash: Buffer): Promise<Found<TokenRecord>> {
    const filling = this.cache.begin();
    try {
      const [row] = await this.database.lookupInside(TENANT_OF_KEY, [tenantKey], BY_HASH, [tenantKey, hash]);
      keepPerson(row, filling);
      keepClient(row, filling);
      return foundToken(row);
    } finally {
      filling.end();
    }
  }
}

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

function foundToken(row: Row): Found<TokenRecord> {
  if (row.id === null || !row.tenant) return { value: undefined, from: [] };
  const { owner_user_id: ownerUserId, owner_client_id: ownerClientId, device_id } = row;
  const value = {
    id: row.id,
    tenantId: Number(row.tenant.id),
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

/** Tokens of devices all have the same. */
const ABILITIES = new Map<string, readonly string[]>();
const MOST_INTERNED = 1000;

function interned(abilities: string[]): readonly string[] {
  const key = abilities.join(' ');
  const known = ABILITIES.get(key);
  if (known) return known;
  if (ABILITIES.size < MOST_INTERNED) ABILITIES.set(key, abilities);
  return abilities;
}
