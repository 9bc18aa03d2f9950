import { Injectable } from '@nestjs/common';
import type { Awaitable } from '#libs/common';
import { PreparedStatement, TenantDatabase } from '#libs/database';
import { type Filling, type Found, TenantCache } from '#libs/tenancy';
import { foundPlaces, joinMember, keepPerson, PERSON_COLUMNS, type PersonRow } from './found.js';
import type { Place } from './records.js';

interface Row extends PersonRow {
  /** Null if the session has ended. */
  readonly user_id: string | null;
  /** Milliseconds until its current refresh token expires. The session may be refreshed before. */
  readonly for_ms: number;
  readonly places: Place[];
}

const ONLY_PLACE = `(SELECT min(p.tenant_key) FROM app_live_session($2) s, app_memberships_of(s.user_id) p
  WHERE p.status = 'active' HAVING count(*) = 1)`;
const SET_TENANT = new PreparedStatement(
  `SELECT app_set_tenant(t.id) FROM app_tenant_by_key(coalesce($1, ${ONLY_PLACE})) t`,
);
/**
 * Reads everything that a session depends on in one statement. The tenant is the named one, or else the person's only
 * one.
 */
const BY_ID = new PreparedStatement<Row>(`
SELECT s.user_id, s.for_ms, ${PERSON_COLUMNS},
  coalesce((SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('tenant_id', p.tenant_id::text)) FROM app_memberships_of(s.user_id) p), '[]') AS places
  FROM (SELECT) AS nothing
  LEFT JOIN app_live_session($2) s ON true
  LEFT JOIN LATERAL app_user_by_id(s.user_id) u ON true
  LEFT JOIN app_tenant_by_key(coalesce($1, ${ONLY_PLACE})) t ON true
  ${joinMember('s.user_id')}`);

/**
 * Finds the owners of sessions. Everything that a session depends on is read and cached too: one round trip, not two.
 */
@Injectable()
export class SessionLookup {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cache: TenantCache,
  ) {}

  /**
   * The internal id of the person who owns the live session.
   * @param id a UUID
   * @param tenantKey key of the tenant that the request names, if it is known yet
   */
  ownerOf(id: string, tenantKey: string | undefined): Awaitable<string | undefined> {
    return this.cache.get('platform', `session:${id}`, () => this.find(id, tenantKey ?? null));
  }

  private async find(id: string, tenantKey: string | null): Promise<Found<string>> {
    if (this.database.isDistributed) return this.findAlone(id, tenantKey);
    const filling = this.cache.begin();
    try {
      const by = [tenantKey, id];
      const [row] = await this.database.lookupInside(SET_TENANT, by, BY_ID, by);
      if (row.user_id === null) return { value: undefined, from: [] };
      keep(row, row.user_id, filling);
      return foundOwner(row.user_id, row.for_ms, tenantKey);
    } finally {
      filling.end();
    }
  }

  /** On Citus the session's account and memberships are stored elsewhere; the callers that need them look them up. */
  private async findAlone(id: string, tenantKey: string | null): Promise<Found<string>> {
    const [row] = await this.database.lookup<{ user_id: string; for_ms: number }>('app_live_session', [id]);
    return row ? foundOwner(row.user_id, row.for_ms, tenantKey) : { value: undefined, from: [] };
  }
}

/** A session that is bound to a tenant ends when the tenant ends. */
const foundOwner = (value: string, forMs: number, tenantKey: string | null): Found<string> => ({
  value,
  from: [`user:${value}`, ...(tenantKey === null ? [] : [`tenant-key:${tenantKey}`])],
  forMs,
});

function keep(row: Row, userId: string, filling: Filling): void {
  keepPerson(row, filling);
  filling.put('platform', `memberships:${userId}`, foundPlaces(userId, row.places));
}
